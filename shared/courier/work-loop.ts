import { isFederpostError } from "../base/index.ts";
import type { Desk } from "./desk.ts";
import { isFinal, lineAfter, pauseAfter, type ReceiveListeners } from "./receive-loop.ts";

/** How the loops of a running mailbox sleep, are woken and bear failures. */

/** Wakes the loops: each waits for the next ring or its own time, and misses no ring while it works. */
export interface Alarm {
  readonly ring: () => void;
  /** Resolves at the first ring after the one numbered `heard`, or at the time, or when all ends. */
  readonly wait: (heard: number, untilMs: number | null, nowMs: number) => Promise<void>;
  readonly rings: () => number;
}

export function createAlarm(signal: AbortSignal): Alarm {
  let rings = 0;
  let waiting: (() => void)[] = [];
  const ring = () => {
    rings++;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  signal.addEventListener("abort", ring);
  return {
    ring,
    rings: () => rings,
    wait: (heard, untilMs, nowMs) => {
      if (rings !== heard || signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      const timer = untilMs === null ? undefined : setTimeout(resolve, Math.max(0, untilMs - nowMs));
      return promise.finally(() => clearTimeout(timer));
    },
  };
}

/** A loop that works, then sleeps until it is rung or something is due. */
export async function workLoop(
  desk: Desk,
  { options, alarm, work }: { options: ReceiveListeners; alarm: Alarm; work: () => Promise<number | null> },
): Promise<void> {
  let failures = 0;
  while (!desk.signal.aborted) {
    const heard = alarm.rings();
    try {
      const dueMs = await work();
      failures = 0;
      await alarm.wait(heard, dueMs, desk.clock.now());
    } catch (error) {
      if (desk.signal.aborted) return;
      const locked = isFederpostError(error) && error.code === "locked";
      if (!locked) options.onProblem(error);
      if (isFinal(error)) return options.onLine(lineAfter(error));
      // Locked: whoever unlocks rings.
      if (locked) await alarm.wait(heard, null, desk.clock.now());
      else await pauseAfter(desk, ++failures, error);
    }
  }
}
