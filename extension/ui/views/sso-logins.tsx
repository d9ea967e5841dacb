import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { visibleLine } from "../safe/visible.ts";
import type { Action } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { loginTimeoutMs } from "../state/login.ts";
import type { LoginWays } from "../state/login-ways.ts";
import type { SignInFields } from "../state/sign-in.ts";

interface SsoLoginsProps {
  readonly fields: SignInFields;
  readonly ways: LoginWays;
  readonly action: Action;
  /** There is no other way in here. */
  readonly alone: boolean;
  readonly done: (account: AccountView) => void;
}

/** A button for each identity provider that the homeserver lets people in by. */
export function SsoLogins({ fields, ways, action, alone, done }: SsoLoginsProps): JSX.Element {
  const { panel, t } = useUi();
  const [waiting, setWaiting] = useState(false);
  const enter = (provider: string | null) =>
    void action.run(async () => {
      setWaiting(true);
      const deviceName = fields.deviceName.trim() || t("title");
      const request = { homeserver: fields.homeserver.trim(), provider, deviceName };
      await panel
        .call("account.signInSso", request, { timeoutMs: loginTimeoutMs })
        .then(done)
        .finally(() => setWaiting(false));
    });
  return (
    <div aria-live="polite">
      {ways.looking && <p class="hint">{t("sso.looking")}</p>}
      {ways.sso.length > 0 && (
        <section class="sso" aria-labelledby="sso-title" data-testid="sso">
          <h3 id="sso-title">{t("sso.title")}</h3>
          <p class="hint">{t("sso.text")}</p>
          {ways.sso.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              class={alone ? "button button-primary" : "button"}
              disabled={action.busy}
              onClick={() => enter(id)}
              data-testid="sso-login"
            >
              {name === null ? t("sso.unnamed") : t("sso.named", { name: visibleLine(name) })}
            </button>
          ))}
          {waiting && <p data-testid="sso-waiting">{t("sso.waiting")}</p>}
        </section>
      )}
    </div>
  );
}
