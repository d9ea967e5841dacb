import type { JSX } from "preact";
import type { ThreadSummary } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { useOrdering } from "../state/ordering.ts";

/** Who is at a thread already, for those who share the account by several devices; a button takes it on or over, and hands it back. */
export function TakenOn({ summary }: { readonly summary: ThreadSummary }): JSX.Element {
  const { t } = useUi();
  const ordering = useOrdering();
  const { taken, takenHere } = summary.order;
  const kind = takenHere ? "release" : "take";
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={ordering.action.busy}
        onClick={() => void ordering.perform({ kind }, [summary])}
        data-testid={kind}
      >
        {t(`order.act.${kind}`)}
      </button>
      {/* There before it says something: a device that takes the thread on meanwhile is spoken. */}
      <p class="taken-on" role="status" data-testid="taken-on" data-by={taken?.by}>
        {taken !== null && (
          <>
            {takenHere ? (
              t("taken.here")
            ) : (
              <>
                {t("taken.line")}{" "}
                <strong>
                  <SafeLine text={taken.by} />
                </strong>
              </>
            )}{" "}
            {t("taken.since")} <Time atMs={taken.atMs} form="full" />
          </>
        )}
      </p>
      <FailureNotice failure={ordering.action.failure} />
    </>
  );
}
