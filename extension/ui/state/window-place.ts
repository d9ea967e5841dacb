import { useEffect } from "preact/hooks";
import type { ScreenRoom, WindowBox } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";

/** Whether this page is the mailbox in a window of its own. */
export const isOwnWindow = (): boolean => location.search === "?window";

/** What the typings lack of the Window Management API and of the older screen API. */
interface WholeScreen extends Screen {
  readonly isExtended?: boolean;
  readonly availLeft?: number;
  readonly availTop?: number;
}

/** The screen that this page is on, without the parts that the system keeps. */
export function screenRoom(): ScreenRoom {
  const { availLeft = 0, availTop = 0, availWidth, availHeight, isExtended = false }: WholeScreen = screen;
  const size = { width: Math.max(1, Math.round(availWidth)), height: Math.max(1, Math.round(availHeight)) };
  // Firefox does not say whether there are more screens; a screen that begins elsewhere is not the only one.
  const extended = isExtended || availLeft < 0 || availTop < 0 || availLeft >= availWidth || availTop >= availHeight;
  return { left: Math.round(availLeft), top: Math.round(availTop), ...size, extended };
}

const boxNow = (): WindowBox => ({
  left: Math.round(screenX),
  top: Math.round(screenY),
  width: Math.round(outerWidth),
  height: Math.round(outerHeight),
});

const same = (a: WindowBox | null, b: WindowBox): boolean =>
  a !== null && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

// No event tells a page that its window was moved.
const lookEachMs = 1000;

/** A window of its own tells the host where it is, so that the next one opens there. */
export function useWindowPlace(): void {
  const { panel } = useUi();
  useEffect(() => {
    if (!isOwnWindow()) return;
    let told: WindowBox | null = boxNow();
    const look = () => {
      const box = boxNow();
      // A window in the task bar is nowhere.
      if (document.visibilityState !== "visible" || box.width < 1 || box.height < 1 || same(told, box)) return;
      told = box;
      void panel.call("window.place", box).catch(() => {
        told = null;
      });
    };
    const timer = setInterval(look, lookEachMs);
    const left = new AbortController();
    addEventListener("resize", look, left);
    addEventListener("blur", look, left);
    return () => {
      clearInterval(timer);
      left.abort();
    };
  }, [panel]);
}
