import { type FederpostError, isFederpostError, type Random } from "../base/index.ts";

/** How often and how long a call is repeated before its failure is reported. */
export interface Patience {
  /** Tries in all. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  /** A wait longer than this is not slept through but reported, with the server's retryAfterMs. */
  readonly longestDelayMs: number;
}

export const usualPatience: Patience = { attempts: 4, firstDelayMs: 500, longestDelayMs: 20_000 };

/**
 * Whether doing it twice is the same as doing it once. `once` is repeated only after 429, which says that nothing
 * was done; `never` not even then.
 */
export type Repeat = "idempotent" | "once" | "never";

interface Plan {
  readonly repeat: Repeat;
  readonly patience: Patience;
  readonly random: Random;
  readonly signal: AbortSignal | null;
}

/** Runs `attempt` until it succeeds, fails for good or patience ends; throws the last failure, or the signal's reason. */
export async function withPatience<T>(plan: Plan, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = tries < plan.patience.attempts ? delayBefore(error, tries, plan) : null;
      if (waitMs === null) throw error;
      await pause(waitMs, plan.signal);
    }
  }
}

const mayRepeat = (error: FederpostError, repeat: Repeat): boolean => {
  if (error.code === "rate_limited") return repeat !== "never";
  return repeat === "idempotent" && ["offline", "timed_out", "server_error"].includes(error.code);
};

function delayBefore(error: unknown, tries: number, plan: Plan): number | null {
  if (!isFederpostError(error) || !mayRepeat(error, plan.repeat)) return null;
  const { firstDelayMs, longestDelayMs } = plan.patience;
  const backOffMs = Math.min(firstDelayMs * 2 ** (tries - 1), longestDelayMs);
  // Jitter only adds: earlier than the server said would be refused again.
  const waitMs = (error.retryAfterMs ?? backOffMs / 2) + (backOffMs / 2) * fraction(plan.random);
  return (error.retryAfterMs ?? 0) > longestDelayMs ? null : waitMs;
}

function fraction(random: Random): number {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low) / 65_536;
}

/** Resolves after `ms`; throws the signal's reason as soon as it is cancelled. */
export function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const cancel = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancel);
      resolve();
    }, ms);
    signal?.addEventListener("abort", cancel, { once: true });
  });
}

/** The result of work that others share and that therefore goes on when this caller cancels. */
export function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (signal === null) return work;
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    const cancel = () => reject(signal.reason);
    signal.addEventListener("abort", cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
