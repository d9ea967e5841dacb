import { slotAttribute } from "../protocol/index.ts";
import type { Place } from "./types.ts";

/**
 * Names an element for the extension while a call may put a frame into it. The name stays while the frame is there, and goes
 * when the call comes to nothing or the place is a window.
 */
export async function inSlot(
  element: HTMLElement | undefined,
  call: (slot: string | null) => Promise<Place>,
): Promise<Place> {
  if (element === undefined) return call(null);
  const slot = crypto.randomUUID();
  element.setAttribute(slotAttribute, slot);
  let place: Place = "window";
  try {
    place = await call(slot);
    return place;
  } finally {
    if (place === "window" && element.getAttribute(slotAttribute) === slot) element.removeAttribute(slotAttribute);
  }
}
