import type { JSX } from "preact";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { Notice } from "../parts/notice.tsx";
import { useUi } from "../state/context.ts";
import { UpdateNow } from "./update-now.tsx";

type BlockedAccount = Extract<AccountView, { kind: "blocked" }>;

/** The administrator's policy does not let the mailbox work: what the person can do, and what the administrator must know. */
export function Blocked({ account }: { readonly account: BlockedAccount }): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <main class="sign-in" data-testid="blocked" data-why={account.why}>
        <h2>{t(`blocked.${account.why}`)}</h2>
        <p>{t("blocked.text")}</p>
        {account.why === "too_old" ? (
          <>
            <Notice tone="warning">
              <p>{t("blocked.version", { version: account.version, minimum: account.minimumVersion })}</p>
            </Notice>
            <UpdateNow />
          </>
        ) : (
          <section>
            <h3>{t("blocked.for_administrators")}</h3>
            <ul class="faults">
              {account.faults.map(({ field, fault }) => (
                <li key={field} data-testid="policy-fault" data-field={field}>
                  <code>{field}</code>: {t(`blocked.fault.${fault}`)}
                </li>
              ))}
            </ul>
          </section>
        )}
      </main>
    </>
  );
}
