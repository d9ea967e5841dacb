import { useEffect, useRef, useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import type { HeldLetterView, PanelEvent } from "../../../shared/protocol/index.ts";
import { type Action, useAction } from "./action.ts";
import { required, useUi } from "./context.ts";
import { changes } from "./events.ts";
import { useRemote } from "./remote.ts";
import { isTyping, shortcutOf } from "./shortcuts.ts";
import { goTo } from "./use-route.ts";

/** A letter that can still be taken back, and when that ends by the clock of this page. */
export interface HeldLetter extends HeldLetterView {
  readonly endsAtMs: number;
}

export interface HeldLetters {
  /** The one that was sent last; null where there is none. */
  readonly letter: HeldLetter | null;
  readonly secondsLeft: number;
  readonly action: Action;
  /** It was too late for the letter that was to be taken back. */
  readonly tooLate: boolean;
  readonly takeBack: () => void;
  readonly sendNow: () => void;
}

/** Whether it is still said that `missed` could not be taken back: until another letter is `held`. */
export const isTooLate = (missed: string | null, held: string | null): boolean =>
  missed !== null && (held === null || held === missed);

const threadsChanged = changes("threads");
const concerns = (event: PanelEvent): boolean => event.kind === "thread" || threadsChanged(event);

/** The time of this page, read anew every quarter of a second while something runs. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

/** Letters that can still be taken back. The key "z" takes back the last one from anywhere but a field. */
export function useHeldLetters(): HeldLetters {
  const { panel } = useUi();
  const action = useAction();
  const [missed, setMissed] = useState<string | null>(null);
  const held = useRemote<readonly HeldLetter[]>({
    key: "held",
    load: async (signal) => {
      const answer = await panel.call("held.list", {}, { signal });
      const nowMs = Date.now();
      return answer.held.map((each) => ({ ...each, endsAtMs: nowMs + each.leftMs }));
    },
    concerns,
  });
  const listed = held.state.kind === "ready" ? held.state.value : [];
  const now = useNow(listed.length > 0);
  const letter = listed.findLast(({ endsAtMs }) => endsAtMs > now) ?? null;
  const tooLate = isTooLate(missed, letter?.letter ?? null);
  useEffect(() => {
    if (missed !== null && !tooLate) setMissed(null);
  }, [missed, tooLate]);
  const at = (each: HeldLetterView) => ({
    thread: required(parseRoomId(each.thread)),
    letter: required(parseLetterId(each.letter)),
  });
  const takeBack = () => {
    if (letter === null) return;
    void action.run(async () => {
      const { draft } = await panel.call("held.takeBack", at(letter));
      held.reload();
      if (draft === null) return setMissed(letter.letter);
      const { draftId, thread } = draft;
      goTo(thread === null ? { kind: "write", draftId } : { kind: "thread", thread, draftId });
    });
  };
  const sendNow = () => {
    if (letter === null) return;
    void action.run(async () => {
      await panel.call("held.sendNow", at(letter));
      held.reload();
    });
  };
  useTakeBackKey(letter === null ? null : takeBack);
  const secondsLeft = letter === null ? 0 : Math.max(0, Math.ceil((letter.endsAtMs - now) / 1000));
  return { letter, secondsLeft, action, tooLate, takeBack, sendNow };
}

/** Before the list hears it: what is about to leave is taken back first. */
function useTakeBackKey(takeBack: (() => void) | null): void {
  const newest = useRef(takeBack);
  newest.current = takeBack;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (newest.current === null || event.defaultPrevented || isTyping(event.target)) return;
      if (shortcutOf(event) !== "undo") return;
      event.preventDefault();
      newest.current();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
