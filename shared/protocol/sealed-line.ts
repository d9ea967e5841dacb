/** What the content script and the sealed frame in its page say to each other, over a port that nobody else has. */

/** The message that brings the frame its port. */
export const sealedGreeting = "federpost:frame";

/** Attribute by which a page names the element in which a frame may be put. */
export const slotAttribute = "data-federpost-slot";

/**
 * What the content script sees around the frame that the frame cannot see itself. `altered`: an element around it is made
 * see-through, cut, moved or otherwise drawn differently than it is; `hidden_parts`: some of what is around it cannot be looked at;
 * `covered`: something lies over it; `moved`: it was put elsewhere in the page.
 */
export type Trouble = "altered" | "hidden_parts" | "covered" | "moved";

/** From the content script: how things stand, whenever that changes. */
export interface SlotLook {
  readonly trouble: Trouble | null;
  /** Where the frame is; another text means that it moved. */
  readonly place: string;
  /** CSS pixels of the page to pixels of the screen. */
  readonly scale: number;
}

/** From the frame. */
export type FrameWord =
  | { readonly kind: "ready"; readonly token: string }
  /** How high its content is, in CSS pixels. */
  | { readonly kind: "height"; readonly px: number }
  | { readonly kind: "closed" };

export function parseFrameWord(value: unknown): FrameWord | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, token, px } = value as Record<string, unknown>;
  if (kind === "ready" && typeof token === "string") return { kind, token };
  if (kind === "height" && typeof px === "number" && Number.isFinite(px)) return { kind, px };
  return kind === "closed" ? { kind } : null;
}

/** Heights come in steps, so that a page learns at most roughly how long a letter is. */
const stepPx = 160;
export const leastHeightPx = 320;
export const mostHeightPx = 960;
/** Narrower than this nobody reads what they approve of. */
export const leastWidthPx = 280;

/** Height of the frame for content of this height in a window of that height. */
export function frameHeight(contentPx: number, windowPx: number): number {
  const room = Math.min(mostHeightPx, Math.floor(windowPx * 0.9));
  const stepped = Math.ceil(Math.max(contentPx, leastHeightPx) / stepPx) * stepPx;
  return Math.min(stepped, Math.max(room, leastHeightPx));
}
