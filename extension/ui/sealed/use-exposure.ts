import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SlotLook } from "../../../shared/protocol/index.ts";
import { createGuard, disturb, type Guard, isLive, remainingMs } from "../consent/guard.ts";
import { type Doubt, doubtOf, type Seen } from "./exposure.ts";

export interface Exposure {
  /** Why nothing is shown and nothing taken; null where all is seen as it is. */
  readonly doubt: Doubt | null;
  /** For showing: undoubted and still for long enough. */
  readonly live: boolean;
  /** Whether what the person does counts, at the moment of the event. */
  readonly allows: (event: Event) => boolean;
}

/** The typings lack version 2 of the observer. */
type VisibleEntry = IntersectionObserverEntry & { readonly isVisible?: boolean };
type VisibleInit = IntersectionObserverInit & { readonly trackVisibility: boolean; readonly delay: number };

const thresholds = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.99, 1];
const observing: VisibleInit = { threshold: thresholds, trackVisibility: true, delay: 100 };

const nothingSeen: Seen = { visible: false, ratio: 0, widthPx: 0, heightPx: 0, scale: 0, look: null };

const measure = () => ({ widthPx: innerWidth, heightPx: innerHeight, scale: devicePixelRatio });

/** Watches how the frame is seen. `pane` lies over all of it, clear and out of the way. */
export function useExposure(
  pane: RefObject<HTMLElement | null>,
  onLook: (told: (look: SlotLook) => void) => () => void,
): Exposure {
  const seen = useRef<Seen>(nothingSeen);
  const guard = useRef<Guard>(createGuard(performance.now(), "focused"));
  const [shown, show] = useState<Pick<Exposure, "doubt" | "live">>({ doubt: "unseen", live: false });
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      clearTimeout(timer);
      const doubt = doubtOf(seen.current);
      const remaining = remainingMs(guard.current, performance.now()) ?? 0;
      const live = doubt === null && remaining === 0;
      show((before) => (before.doubt === doubt && before.live === live ? before : { doubt, live }));
      if (doubt === null && remaining > 0) timer = setTimeout(settle, remaining + 1);
    };
    const note = (change: Partial<Seen>) => {
      seen.current = { ...seen.current, ...measure(), ...change };
      guard.current = disturb(guard.current, "shown", performance.now());
      settle();
    };
    const observer = new IntersectionObserver((entries) => {
      const last: VisibleEntry | undefined = entries.at(-1);
      // A browser without version 2 says nothing of visibility: that is no yes.
      if (last !== undefined) note({ visible: last.isVisible === true, ratio: last.intersectionRatio });
    }, observing);
    if (pane.current !== null) observer.observe(pane.current);
    const stop = onLook((look) => note({ look }));
    addEventListener("resize", () => note({}), left);
    document.addEventListener("visibilitychange", () => note({}), left);
    return () => {
      left.abort();
      clearTimeout(timer);
      observer.disconnect();
      stop();
    };
  }, [pane, onLook]);
  const allows = (event: Event): boolean =>
    event.isTrusted &&
    document.visibilityState === "visible" &&
    doubtOf({ ...seen.current, ...measure() }) === null &&
    isLive(guard.current, performance.now());
  return { ...shown, allows };
}
