import { leastHeightPx, leastWidthPx, type SlotLook, type Trouble } from "../../../shared/protocol/index.ts";

/**
 * Whether what the frame shows reaches the person's eye as it is. What the frame itself sees (IntersectionObserver v2, its size,
 * its scale) and what the content script sees around it are put together; any doubt is enough to hide and to refuse.
 */
export type Doubt = Trouble | "unseen" | "cut_off" | "small" | "scaled";

export interface Seen {
  /** IntersectionObserver v2: nothing lies over the frame, and no opacity, filter or transform changes it. */
  readonly visible: boolean;
  /** How much of the frame is on the screen, 0 to 1. */
  readonly ratio: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The frame's own devicePixelRatio. */
  readonly scale: number;
  /** Null until the content script has looked. */
  readonly look: SlotLook | null;
}

// Edges between pixels leave a little of 1.
const wholeRatio = 0.97;
const sameScale = (a: number, b: number): boolean => Math.abs(a / b - 1) < 0.01;

/** What is in doubt, the plainest reason first; null where nothing is. */
export function doubtOf({ visible, ratio, widthPx, heightPx, scale, look }: Seen): Doubt | null {
  if (look === null) return "unseen";
  if (look.trouble !== null) return look.trouble;
  if (widthPx < leastWidthPx || heightPx < leastHeightPx) return "small";
  // CSS zoom around a frame changes its pixels and nothing that the observer notices.
  if (!sameScale(scale, look.scale)) return "scaled";
  if (ratio < wholeRatio) return "cut_off";
  return visible ? null : "covered";
}
