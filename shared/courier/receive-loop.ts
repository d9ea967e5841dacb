import { isFederpostError } from "../base/index.ts";
import type { Desk } from "./desk.ts";
import { pollOnce } from "./park.ts";
import { noticeRestore } from "./restore.ts";
import { renewRun, takeUpRun } from "./run.ts";

/** Asks the homeserver for what is new, for as long as it runs, and parks it. Needs no unlocked vault. */

/** Whether the last /sync reached the homeserver. */
/** `copied`: another run of this device has begun since, so this one has stopped. */
export type Line = "connecting" | "online" | "offline" | "signed_out" | "copied";

/** What a loop needs while the vault may be locked. */
export type ReceivingDesk = Pick<Desk, "vault" | "transport" | "clock" | "random" | "signal">;

export interface ReceiveListeners {
  readonly onLine: (line: Line) => void;
  /** Called for every error that ends a round; what can be done about it, the loop does itself. */
  readonly onProblem: (error: unknown) => void;
  /** Called after every answered /sync: on Firefox this keeps the event page alive. */
  readonly afterPoll?: () => Promise<void>;
}

const pollMs = 25_000;
const firstBackOffMs = 1000;
const longestBackOffMs = 60_000;

/** What ends a loop for good: the person must act. */
export const isFinal = (error: unknown): boolean =>
  isFederpostError(error) && ["signed_out", "device_copied", "disconnected"].includes(error.code);

/** How an error leaves the line. */
export function lineAfter(error: unknown): Line {
  const code = isFederpostError(error) ? error.code : "internal";
  return code === "signed_out" ? "signed_out" : code === "device_copied" ? "copied" : "offline";
}

/** Receives until the desk's signal. `arrived` is called when something was parked. */
export async function receiveLoop(
  desk: ReceivingDesk,
  listeners: ReceiveListeners,
  arrived: () => void,
): Promise<void> {
  listeners.onLine("connecting");
  // The first answer comes at once: what is there already is not waited for.
  let timeoutMs = 0;
  let failures = 0;
  while (!desk.signal.aborted) {
    try {
      await takeUpRun(desk);
      // Only a homeserver that was away can have been restored meanwhile; whether it was before we began, nobody knows.
      if (timeoutMs === 0 && (await noticeRestore(desk))) arrived();
      const count = await pollOnce(desk, { timeoutMs });
      failures = 0;
      timeoutMs = pollMs;
      listeners.onLine("online");
      if (count > 0) arrived();
      await renewRun(desk);
      await listeners.afterPoll?.();
    } catch (error) {
      if (desk.signal.aborted) return;
      listeners.onProblem(error);
      listeners.onLine(lineAfter(error));
      if (isFinal(error)) return;
      timeoutMs = 0;
      await pauseAfter(desk, ++failures, error);
    }
  }
}

/** Waits longer with every failure in a row, at least as long as the other side asked. */
export async function pauseAfter(
  desk: Pick<Desk, "random" | "signal">,
  failures: number,
  error: unknown,
): Promise<void> {
  const asked = isFederpostError(error) ? (error.retryAfterMs ?? 0) : 0;
  const [jitter = 0] = desk.random.bytes(1);
  const waitMs =
    Math.max(asked, Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(failures - 1, 8))) * (1 + jitter / 512);
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, waitMs);
  desk.signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
