import { setTimeout as pause } from "node:timers/promises";
import { patienceMs } from "./browser.ts";

const lookEveryMs = 50;

/** Looks again and again until `look` answers something else than null. Throws `missing()` when that takes too long. */
export const until = async <T>(
  look: () => Promise<T | null>,
  missing: () => string,
  limitMs = patienceMs,
): Promise<T> => {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(missing());
    await pause(lookEveryMs);
  }
};
