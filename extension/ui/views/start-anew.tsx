import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";

interface StartAnewProps {
  readonly done: (account: AccountView) => void;
}

function Question({ done, close }: StartAnewProps & { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [sure, setSure] = useState(false);
  const begin = () => void action.run(async () => done(await panel.call("waiting.startAnew", {})));
  return (
    <Dialog title={t("anew.title")} close={close} testId="anew-dialog">
      <p>{t("anew.text")}</p>
      <ul>
        <li>{t("anew.letters")}</li>
        <li>{t("anew.contacts")}</li>
        <li>{t("anew.devices")}</li>
      </ul>
      <label class="check">
        <input
          type="checkbox"
          checked={sure}
          onChange={(event) => setSure(event.currentTarget.checked)}
          data-testid="anew-sure"
        />
        <span>{t("anew.sure")}</span>
      </label>
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button type="button" class="button" onClick={close}>
          {t("action.cancel")}
        </button>
        <button
          type="button"
          class="button button-danger"
          disabled={!sure || action.busy}
          onClick={begin}
          data-testid="anew-confirm"
        >
          {t("anew.action")}
        </button>
      </div>
    </Dialog>
  );
}

/** The last way out: no device and no recovery key is left, and the account shall go on without its old letters. */
export function StartAnew({ done }: StartAnewProps): JSX.Element {
  const { t } = useUi();
  const [asking, setAsking] = useState(false);
  return (
    <section>
      <h3>{t("anew.offer")}</h3>
      <p>{t("anew.offer_text")}</p>
      <button type="button" class="button" onClick={() => setAsking(true)} data-testid="anew-open">
        {t("anew.begin")}
      </button>
      {asking && <Question done={done} close={() => setAsking(false)} />}
    </section>
  );
}
