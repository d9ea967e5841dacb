import { useEffect } from "preact/hooks";
import { parseRoomId } from "../../../shared/base/index.ts";
import { useUi } from "./context.ts";
import { parseRoute } from "./route.ts";

/** Who walks through the list by a key that is held down, or crosses it with the mouse, does not mean the threads in between. */
const dwellMs = 40;

/** As long as somebody may look at a row before they open it. What changes meanwhile is asked for anew all the same. */
const keptMs = 30_000;

const threadAt = (hash: string) => {
  const route = parseRoute(hash);
  return route.kind === "thread" ? parseRoomId(route.thread) : null;
};

/** The thread of a link that is not shown yet. */
const threadOf = (target: EventTarget | null) => {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#/thread/"]') : null;
  const thread = link === null ? null : threadAt(link.hash);
  return thread === threadAt(location.hash) ? null : thread;
};

/**
 * Asks for a thread as soon as somebody is at a link to it, by mouse or keys, and at the latest when they press on it: a hand takes
 * some 100 ms from there to letting go, and the answer is there by then. Reading changes nothing, on this device or elsewhere.
 */
export function useThreadAhead(): void {
  const { panel } = useUi();
  useEffect(() => {
    let timer = 0;
    const ask = (target: EventTarget | null): void => {
      const thread = threadOf(target);
      if (thread !== null) panel.ahead?.({ method: "thread.read", params: { thread } }, keptMs);
    };
    const arrive = ({ target }: Event): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => ask(target), dwellMs);
    };
    const press = (event: MouseEvent): void => {
      if (event.button === 0) ask(event.target);
    };
    addEventListener("pointerover", arrive);
    addEventListener("focusin", arrive);
    addEventListener("pointerdown", press, { capture: true });
    addEventListener("click", press, { capture: true });
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerover", arrive);
      removeEventListener("focusin", arrive);
      removeEventListener("pointerdown", press, { capture: true });
      removeEventListener("click", press, { capture: true });
    };
  }, [panel]);
}
