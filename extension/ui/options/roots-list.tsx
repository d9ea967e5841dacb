import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { EvidenceView, RootView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { FilesButton } from "./files-button.tsx";

interface RootsProps {
  readonly roots: readonly RootView[];
  readonly put: (view: EvidenceView) => void;
}

/** In groups of four, as people compare it. */
const grouped = (fingerprint: string): string => fingerprint.toUpperCase().replace(/.{4}(?=.)/g, "$& ");

function RootFacts({ root }: { readonly root: RootView }): JSX.Element {
  const { t } = useUi();
  return (
    <div class="item-text">
      <strong>
        <SafeLine text={root.name} />
      </strong>
      <span class="hint">
        {t("organisation.until")} <Time atMs={root.notAfterMs} form="date" />
        {root.revocation === "required" && ` · ${t("roots.revocation")}`}
        {root.proves === "domain" && ` · ${t("acme.root_domain")}`}
        {root.needsLog && ` · ${t("roots.log")}`}
      </span>
      <span class="hint">{t("roots.fingerprint")}</span>
      <span class="code code-long" data-testid="fingerprint">
        {grouped(root.fingerprint)}
      </span>
    </div>
  );
}

/** The authorities whose certificates this mailbox believes. */
export function RootsList({ roots, put }: RootsProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const remove = ({ fingerprint }: RootView) =>
    void action.run(async () => put(await panel.call("roots.remove", { fingerprint })));
  return (
    <>
      <h3>{t("roots.title")}</h3>
      <p class="hint">{t("roots.text")}</p>
      {roots.length === 0 && <p data-testid="no-roots">{t("roots.none")}</p>}
      <ul class="items">
        {roots.map((root) => (
          <li key={root.fingerprint} class="item" data-testid="root">
            <RootFacts root={root} />
            <div class="item-actions">
              {root.byPolicy ? (
                <span class="badge">{t("roots.by_policy")}</span>
              ) : (
                <button
                  type="button"
                  class="button"
                  disabled={action.busy}
                  aria-label={t("roots.remove_named", { name: root.name })}
                  onClick={() => remove(root)}
                  data-testid="root-remove"
                >
                  {t("roots.remove")}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <FailureNotice failure={action.failure} />
      <AddRoots put={put} />
    </>
  );
}

interface Looked {
  readonly text: string;
  readonly roots: readonly RootView[];
}

function AddRoots({ put }: Pick<RootsProps, "put">): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [looked, setLooked] = useState<Looked | null>(null);
  const look = (files: readonly File[]) =>
    void action.run(async () => {
      const text = (await Promise.all(files.map((file) => file.text()))).join("\n");
      setLooked({ text, ...(await panel.call("roots.look", { text })) });
    });
  const add = (text: string) =>
    void action.run(async () => {
      put(await panel.call("roots.add", { text }));
      setLooked(null);
    });
  return (
    <>
      <FilesButton label={t("roots.add")} accept=".pem,.crt,.cer,.json" chosen={look} testId="roots-file" />
      <FailureNotice failure={action.failure} />
      {looked !== null && (
        <Question
          title={t("roots.question")}
          testId="roots-dialog"
          close={() => setLooked(null)}
          tone="primary"
          yes={{ text: t("roots.confirm"), testId: "roots-confirm", blocked: action.busy, act: () => add(looked.text) }}
        >
          <p>{t("roots.question_text")}</p>
          {looked.roots.map((root) => (
            <RootFacts key={root.fingerprint} root={root} />
          ))}
        </Question>
      )}
    </>
  );
}
