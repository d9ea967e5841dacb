import type { JSX } from "preact";
import { parseRoomId } from "../../../shared/base/index.ts";
import type { ThreadSummary, ThreadView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";

/** Says of a thread that it is kept apart and why, and takes it in. Answering does so too. */
export function KeptApart({
  summary,
  show,
}: {
  readonly summary: ThreadSummary;
  readonly show: (view: ThreadView) => void;
}): JSX.Element | null {
  const { panel, t } = useUi();
  const action = useAction();
  if (summary.order.apart !== true) return null;
  const takeIn = () =>
    void action.run(async () => {
      const thread = required(parseRoomId(summary.thread));
      await panel.call("threads.order", { threads: [{ thread, change: { apart: false } }] });
      show(await panel.call("thread.read", { thread }));
    });
  return (
    <Notice tone="warning" testId="kept-apart">
      <p>{t("apart.thread")}</p>
      <button type="button" class="button" disabled={action.busy} onClick={takeIn} data-testid="take-in">
        {t("apart.take_in")}
      </button>
      <FailureNotice failure={action.failure} />
    </Notice>
  );
}

/** How many threads are kept apart, above the inbox: nothing may wait where nobody looks. */
export function ApartHint({ count, show }: { readonly count: number; readonly show: () => void }): JSX.Element | null {
  const { t } = useUi();
  if (count === 0) return null;
  return (
    <p class="hint" data-testid="apart-hint">
      {t("apart.hint", { count })}{" "}
      <button type="button" class="button-link" onClick={show} data-testid="apart-show">
        {t("apart.show")}
      </button>
    </p>
  );
}

/** What the other side's receipt says: they ask for evidence that did not come with this letter. */
export function AskedToProve({ letter }: { readonly letter: LetterEntry }): JSX.Element | null {
  const { t } = useUi();
  if (!letter.mine) return null;
  const asked = letter.receipts.find(({ kind, valid, says }) => kind === "provided" && valid && says !== null);
  const level = asked?.says;
  if (level !== "low" && level !== "substantial" && level !== "high") return null;
  return (
    <Notice tone="warning" testId="asked-to-prove">
      <p>{t("apart.asked", { level: t(`person.level.${level}`) })}</p>
      <p>{t("apart.asked_how")}</p>
    </Notice>
  );
}
