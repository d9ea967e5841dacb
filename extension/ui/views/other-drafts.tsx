import type { JSX } from "preact";
import type { DraftView } from "../../../shared/protocol/index.ts";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { formatRoute } from "../state/route.ts";

/** Further drafts of answers in the same thread. */
export function OtherDrafts({ drafts }: { readonly drafts: readonly DraftView[] }): JSX.Element | null {
  const { t } = useUi();
  if (drafts.length === 0) return null;
  return (
    <nav aria-label={t("drafts.others")} class="other-drafts" data-testid="other-drafts">
      <p>{t("drafts.others")}</p>
      <ul>
        {drafts.map((draft) => (
          <li key={draft.draftId}>
            <a href={formatRoute({ kind: "thread", thread: draft.thread ?? "", draftId: draft.draftId })}>
              {draft.text === "" ? t("drafts.no_text") : <SafeLine text={draft.text.slice(0, 80)} />}
            </a>{" "}
            <span class="hint">
              {draft.files.length > 0 && `${t("drafts.files", { count: draft.files.length })}, `}
              <Time atMs={draft.savedAtMs} form="short" />
            </span>
          </li>
        ))}
      </ul>
    </nav>
  );
}
