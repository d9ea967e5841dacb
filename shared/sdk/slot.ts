import { slotAttribute } from "../protocol/index.ts";

/**
 * Names an element for the extension while a call may put a frame into it. The name stays as long as the frame does: after the
 * call only when `stays` says so of its answer.
 */
export async function inSlot<T>(
  element: HTMLElement | undefined,
  call: (slot: string | null) => Promise<T>,
  stays: (answer: T) => boolean,
): Promise<T> {
  if (element === undefined) return call(null);
  const slot = crypto.randomUUID();
  element.setAttribute(slotAttribute, slot);
  let kept = false;
  try {
    const answer = await call(slot);
    kept = stays(answer);
    return answer;
  } finally {
    if (!kept && element.getAttribute(slotAttribute) === slot) element.removeAttribute(slotAttribute);
  }
}
