import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import type { Suggestions } from "../state/suggestions.ts";
import { Notice } from "./notice.tsx";

interface SuggestedProps {
  readonly suggestions: Suggestions<unknown>;
  /** What is said when the directory knows nothing. */
  readonly nothing: string;
}

/** How asking the directory went, in words; spoken when it changes. */
export function Suggested({ suggestions, nothing }: SuggestedProps): JSX.Element {
  return (
    <div aria-live="polite" data-testid="suggested" data-state={stateOf(suggestions)}>
      <Said suggestions={suggestions} nothing={nothing} />
    </div>
  );
}

const stateOf = (suggestions: Suggestions<unknown>): string =>
  suggestions.kind === "failed" ? suggestions.why : suggestions.kind;

function Said({ suggestions, nothing }: SuggestedProps): JSX.Element | null {
  const { t } = useUi();
  switch (suggestions.kind) {
    case "idle":
      return null;
    case "searching":
      return <p class="hint">{t("suggest.searching")}</p>;
    case "found": {
      const { options, notSigned } = suggestions;
      return (
        <>
          {options.length > 0 && <p class="hint">{t("suggest.count", { count: options.length })}</p>}
          {options.length === 0 && notSigned === 0 && <p class="hint">{nothing}</p>}
          {notSigned > 0 && (
            <Notice tone="danger" testId="not-signed">
              <p>{t("suggest.not_signed", { count: notSigned })}</p>
            </Notice>
          )}
        </>
      );
    }
    case "failed": {
      const { why } = suggestions;
      if (why === "none") return null;
      const words = why === "unreachable" || why === "unreadable" ? t(`suggest.${why}`) : t(`error.${why}`);
      return (
        <Notice tone="warning">
          <p>{words}</p>
        </Notice>
      );
    }
  }
}
