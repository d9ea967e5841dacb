import { Fragment, type JSX } from "preact";
import { useState } from "preact/hooks";
import type { SourceKind, SourcesView, SourceView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { FilesButton } from "./files-button.tsx";

function SourceFacts({ source }: { readonly source: SourceView }): JSX.Element {
  const { t } = useUi();
  return (
    <dl class="facts">
      <dt>{t("source.url")}</dt>
      <dd>
        <SafeLine text={source.url} />
      </dd>
      {source.keys.map(({ kid, thumbprint }) => (
        <Fragment key={kid}>
          <dt>{t("source.key")}</dt>
          <dd class="code code-long" data-testid="thumbprint">
            <SafeLine text={thumbprint} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

interface SourceSettingProps {
  readonly kind: SourceKind;
  readonly source: SourceView | null;
  readonly put: (sources: SourcesView) => void;
}

/** Whose signatures count for a directory or a list: the operator's file, believed after its fingerprint was compared. */
export function SourceSetting({ kind, source, put }: SourceSettingProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [looked, setLooked] = useState<{ readonly text: string; readonly view: SourceView } | null>(null);
  const [wrong, setWrong] = useState(false);
  const look = ([file]: readonly File[]) =>
    void action.run(async () => {
      const text = (await file?.text()) ?? "";
      const view = await panel.call("sources.look", { text }).catch(() => null);
      setWrong(view === null);
      setLooked(view === null ? null : { text, view });
    });
  const set = (text: string | null) =>
    void action.run(async () => {
      put(await panel.call("sources.set", { kind, text }));
      setLooked(null);
    });
  return (
    <div class="plain" data-testid={`source-${kind}`} data-set={source === null ? "false" : "true"}>
      {source !== null && <SourceFacts source={source} />}
      {source?.byPolicy === true ? (
        <span class="badge">{t("source.by_policy")}</span>
      ) : (
        <div class="buttons">
          <FilesButton label={t("source.add")} accept=".json" chosen={look} testId={`source-${kind}-file`} />
          {source !== null && (
            <button
              type="button"
              class="button"
              disabled={action.busy}
              onClick={() => set(null)}
              data-testid="source-remove"
            >
              {t("source.remove")}
            </button>
          )}
        </div>
      )}
      {wrong && (
        <Notice tone="warning" testId="source-wrong">
          <p>{t("source.wrong")}</p>
        </Notice>
      )}
      <FailureNotice failure={action.failure} />
      {looked !== null && (
        <Question
          title={t("source.question")}
          testId="source-dialog"
          close={() => setLooked(null)}
          tone="primary"
          yes={{
            text: t("source.confirm"),
            testId: "source-confirm",
            blocked: action.busy,
            act: () => set(looked.text),
          }}
        >
          <p>{t("source.question_text")}</p>
          <SourceFacts source={looked.view} />
        </Question>
      )}
    </div>
  );
}
