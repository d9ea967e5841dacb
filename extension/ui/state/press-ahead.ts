import { useEffect } from "preact/hooks";
import { parseRoomId } from "../../../shared/base/index.ts";
import { useUi } from "./context.ts";
import { parseRoute } from "./route.ts";

/**
 * Asks for a thread when somebody presses on a link to it: a hand needs some 80 ms to let go again, and the answer is there by
 * then. Keys make a click alone; that still comes before the address changes and the thread is drawn. Reading changes nothing.
 */
export function usePressAhead(): void {
  const { panel } = useUi();
  useEffect(() => {
    const press = ({ target, button }: MouseEvent): void => {
      const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#/thread/"]') : null;
      const route = button === 0 && link !== null ? parseRoute(link.hash) : null;
      const thread = route?.kind === "thread" ? parseRoomId(route.thread) : null;
      if (thread !== null) panel.ahead?.({ method: "thread.read", params: { thread } });
    };
    addEventListener("pointerdown", press, { capture: true });
    addEventListener("click", press, { capture: true });
    return () => {
      removeEventListener("pointerdown", press, { capture: true });
      removeEventListener("click", press, { capture: true });
    };
  }, [panel]);
}
