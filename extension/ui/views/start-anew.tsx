import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { Question, Sure } from "../parts/question.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";

interface StartAnewProps {
  readonly done: (account: AccountView) => void;
}

function AnewQuestion({ done, close }: StartAnewProps & { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [sure, setSure] = useState(false);
  const begin = () => void action.run(async () => done(await panel.call("waiting.startAnew", {})));
  return (
    <Question
      title={t("anew.title")}
      testId="anew-dialog"
      close={close}
      tone="danger"
      yes={{ text: t("anew.action"), testId: "anew-confirm", blocked: !sure || action.busy, act: begin }}
    >
      <p>{t("anew.text")}</p>
      <ul>
        <li>{t("anew.letters")}</li>
        <li>{t("anew.contacts")}</li>
        <li>{t("anew.devices")}</li>
      </ul>
      <Sure text={t("anew.sure")} sure={sure} say={setSure} testId="anew-sure" />
      <FailureNotice failure={action.failure} />
    </Question>
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
      {asking && <AnewQuestion done={done} close={() => setAsking(false)} />}
    </section>
  );
}
