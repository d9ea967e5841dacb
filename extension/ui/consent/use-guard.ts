import { useEffect, useRef, useState } from "preact/hooks";
import { createGuard, type Disturbance, disturb, type Guard, isLive, remainingMs } from "./guard.ts";

export interface GuardHandle {
  /** For showing. What decides is `allows`, which looks at the moment of the event. */
  readonly live: boolean;
  readonly allows: (event: Event) => boolean;
}

// A window that is dragged sends no event: its place on the screen is looked at instead.
const lookEveryMs = 100;

const focusNow = (): "focused" | "blurred" => (document.hasFocus() ? "focused" : "blurred");
const placeNow = (): string => `${screenX} ${screenY} ${devicePixelRatio}`;

/** Watches the window. `key` names what is shown: another question starts the wait anew. `onFront`: it came to the front. */
export function useGuard(key: string, onFront: () => void): GuardHandle {
  const guard = useRef<Guard>(createGuard(performance.now(), focusNow()));
  const [live, setLive] = useState(false);
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      clearTimeout(timer);
      const remaining = remainingMs(guard.current, performance.now());
      setLive(remaining === 0);
      if (remaining !== null && remaining > 0) timer = setTimeout(show, remaining + 1);
    };
    const note = (what: Disturbance) => {
      guard.current = disturb(guard.current, what, performance.now());
      show();
    };
    guard.current = createGuard(performance.now(), focusNow());
    show();
    const front = () => {
      note("focused");
      onFront();
    };
    addEventListener("focus", front, left);
    addEventListener("blur", () => note("blurred"), left);
    addEventListener("resize", () => note("resized"), left);
    document.addEventListener("visibilitychange", () => note("shown"), left);
    let place = placeNow();
    const look = setInterval(() => {
      if (placeNow() !== place) note("moved");
      place = placeNow();
    }, lookEveryMs);
    return () => {
      left.abort();
      clearTimeout(timer);
      clearInterval(look);
    };
  }, [key]);
  const allows = (event: Event): boolean =>
    event.isTrusted &&
    document.hasFocus() &&
    document.visibilityState === "visible" &&
    isLive(guard.current, performance.now());
  return { live, allows };
}
