import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { IssuerView, OwnPersonView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { FilesButton } from "./files-button.tsx";

interface IssuersProps {
  readonly issuers: readonly IssuerView[];
  readonly put: (view: OwnPersonView) => void;
}

function IssuerFacts({ provider }: { readonly provider: IssuerView }): JSX.Element {
  const { t } = useUi();
  return (
    <div class="item-text">
      <strong>
        <SafeLine text={provider.name} />
      </strong>
      <span class="address">
        <SafeLine text={provider.issuer} />
      </span>
      {provider.untilMs !== null && (
        <span class="hint">
          {t("issuers.until")} <Time atMs={provider.untilMs} form="date" />
        </span>
      )}
    </div>
  );
}

/** The identity providers whose word on persons this mailbox takes. */
export function IssuersList({ issuers, put }: IssuersProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const remove = ({ issuer }: IssuerView) =>
    void action.run(async () => put(await panel.call("issuers.remove", { issuer })));
  return (
    <>
      <h3>{t("issuers.title")}</h3>
      <p class="hint">{t("issuers.text")}</p>
      {issuers.length === 0 && <p data-testid="no-issuers">{t("issuers.none")}</p>}
      <ul class="items">
        {issuers.map((provider) => (
          <li key={provider.issuer} class="item" data-testid="issuer">
            <IssuerFacts provider={provider} />
            {provider.byPolicy ? (
              <span class="badge">{t("roots.by_policy")}</span>
            ) : (
              <button
                type="button"
                class="button"
                disabled={action.busy}
                aria-label={t("issuers.remove_named", { name: visibleLine(provider.name) })}
                onClick={() => remove(provider)}
                data-testid="issuer-remove"
              >
                {t("roots.remove")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <FailureNotice failure={action.failure} />
      <AddIssuers put={put} />
    </>
  );
}

interface Looked {
  readonly text: string;
  readonly issuers: readonly IssuerView[];
}

function AddIssuers({ put }: Pick<IssuersProps, "put">): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [looked, setLooked] = useState<Looked | null>(null);
  const look = ([file]: readonly File[]) =>
    void action.run(async () => {
      if (file === undefined) return;
      const text = await file.text();
      setLooked({ text, ...(await panel.call("issuers.look", { text })) });
    });
  const add = (text: string) =>
    void action.run(async () => {
      put(await panel.call("issuers.add", { text }));
      setLooked(null);
    });
  return (
    <>
      <FilesButton label={t("issuers.add")} accept=".json" chosen={look} testId="issuers-file" />
      <FailureNotice failure={action.failure} />
      {looked !== null && (
        <Question
          title={t("issuers.question")}
          testId="issuers-dialog"
          close={() => setLooked(null)}
          tone="primary"
          yes={{
            text: t("issuers.confirm"),
            testId: "issuers-confirm",
            blocked: action.busy,
            act: () => add(looked.text),
          }}
        >
          <p>{t("issuers.question_text")}</p>
          {looked.issuers.map((provider) => (
            <IssuerFacts key={provider.issuer} provider={provider} />
          ))}
        </Question>
      )}
    </>
  );
}
