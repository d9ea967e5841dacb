import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseUserId } from "../../../shared/base/index.ts";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";

interface AcceptProps {
  readonly party: PartyView;
}

function Question({ party, code, close }: AcceptProps & { readonly code: string; readonly close: () => void }) {
  const { panel, t } = useUi();
  const action = useAction();
  const [compared, setCompared] = useState(false);
  const accept = () =>
    void action.run(async () => {
      await panel.call("contacts.accept", { account: required(parseUserId(party.userId)), code });
      close();
    });
  return (
    <Dialog title={t("accept.title")} close={close} testId="accept-identity-dialog">
      <p class="address">
        <SafeLine text={party.userId} />
      </p>
      <p>{t("accept.text")}</p>
      <p>{t("accept.code")}</p>
      <p class="code" data-testid="accept-code">
        <SafeLine text={code} />
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={compared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
          data-testid="accept-compared"
        />
        {t("accept.compared")}
      </label>
      <p class="hint">{t("accept.threads")}</p>
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button type="button" class="button" onClick={close}>
          {t("action.cancel")}
        </button>
        <button
          type="button"
          class="button button-danger"
          disabled={!compared || action.busy}
          onClick={accept}
          data-testid="accept-identity-confirm"
        >
          {t("accept.action")}
        </button>
      </div>
    </Dialog>
  );
}

/** What a person can do about a contact whose identity has changed: compare the new code and decide. Pages read again by themselves. */
export function AcceptIdentity({ party }: AcceptProps): JSX.Element | null {
  const { t } = useUi();
  const [asking, setAsking] = useState(false);
  if (party.changedTo === null) return null;
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)} data-testid="accept-identity">
        {t("accept.open")}
      </button>
      {asking && <Question party={party} code={party.changedTo} close={() => setAsking(false)} />}
    </>
  );
}
