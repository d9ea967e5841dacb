import type { JSX } from "preact";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { Notice } from "../parts/notice.tsx";
import { useUi } from "../state/context.ts";
import { LeaveBlocked } from "./leave-blocked.tsx";
import { UpdateNow } from "./update-now.tsx";

type BlockedAccount = Extract<AccountView, { kind: "blocked" }>;

function Reason({ account }: { readonly account: BlockedAccount }): JSX.Element {
  const { t } = useUi();
  switch (account.why) {
    case "too_old":
      return (
        <>
          <Notice tone="warning">
            <p>{t("blocked.version", { version: account.version, minimum: account.minimumVersion })}</p>
          </Notice>
          <UpdateNow />
        </>
      );
    case "other_homeserver":
      return (
        <Notice tone="warning">
          <p>{t("blocked.homeservers", { homeserver: account.homeserver, prescribed: account.prescribed })}</p>
        </Notice>
      );
    case "policy_missing":
      return (
        <section>
          <h3>{t("blocked.for_administrators_missing")}</h3>
          <p data-testid="policy-missing">{t("blocked.missing_text")}</p>
        </section>
      );
    case "policy_unread":
      return <p data-testid="policy-unread">{t("blocked.unread_text")}</p>;
    case "policy_invalid":
      return (
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
      );
  }
}

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
        {/* A browser that does not answer is nothing that an administrator mends. */}
        {account.why !== "policy_unread" && (
          <p>{t(account.here === "signed_in" ? "blocked.text" : "blocked.text_nobody")}</p>
        )}
        <Reason account={account} />
        {account.here === "left_behind" && (
          <Notice tone="warning" testId="left-behind">
            <p>{t("signed_out.left_behind")}</p>
          </Notice>
        )}
        {account.here === "signed_in" && <LeaveBlocked />}
      </main>
    </>
  );
}
