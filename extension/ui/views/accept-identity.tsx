import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { type Means, MeansChoice } from "../parts/means-choice.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { accountOf } from "../state/trust.ts";

interface AcceptProps {
  readonly party: PartyView;
}

function AcceptQuestion({ party, code, close }: AcceptProps & { readonly code: string; readonly close: () => void }) {
  const { panel, t } = useUi();
  const action = useAction();
  const [means, setMeans] = useState<Means | null>(null);
  const accept = () =>
    void action.run(async () => {
      if (means === null) return;
      await panel.call("contacts.accept", { account: accountOf(party), code, means });
      close();
    });
  return (
    <Question
      title={t("accept.title")}
      testId="accept-identity-dialog"
      close={close}
      tone="danger"
      yes={{
        text: t("accept.action"),
        testId: "accept-identity-confirm",
        blocked: means === null || action.busy,
        act: accept,
      }}
    >
      <p class="address">
        <SafeLine text={party.userId} />
      </p>
      <p>{t("accept.text")}</p>
      <p>{t("accept.code")}</p>
      <p class="code" data-testid="accept-code">
        <SafeLine text={code} />
      </p>
      <MeansChoice legend={t("accept.compared")} chosen={means} choose={setMeans} />
      <p class="hint">{t("accept.threads")}</p>
      <FailureNotice failure={action.failure} />
    </Question>
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
      {asking && <AcceptQuestion party={party} code={party.changedTo} close={() => setAsking(false)} />}
    </>
  );
}
