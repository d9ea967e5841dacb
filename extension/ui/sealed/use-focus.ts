import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A page that takes the focus away while somebody types gets what they type next. The frame cannot keep it from that, but say so. */
const typingMs = 1000;

export interface FocusWatch {
  /** The focus went in the middle of typing, and not by a key. */
  readonly taken: boolean;
}

export function usePageTookFocus(root: RefObject<HTMLElement | null>): FocusWatch {
  const [taken, setTaken] = useState(false);
  useEffect(() => {
    const left = new AbortController();
    let typedAtMs = Number.NEGATIVE_INFINITY;
    const key = ({ isTrusted, key: name }: KeyboardEvent) => {
      if (!isTrusted) return;
      // Tab leaves by the person's own wish.
      typedAtMs = name === "Tab" || name === "Escape" ? Number.NEGATIVE_INFINITY : performance.now();
      setTaken(false);
    };
    const blurred = () => {
      const typing = performance.now() - typedAtMs < typingMs;
      if (typing && document.visibilityState === "visible" && root.current !== null) setTaken(true);
    };
    document.addEventListener("keydown", key, { signal: left.signal, capture: true });
    addEventListener("blur", blurred, left);
    return () => left.abort();
  }, [root]);
  return { taken };
}
