import type { Vault } from "./vault.ts";

/** Ends of the queues for names in this context, where the platform has no Web Locks. */
const queues = new Map<string, Promise<void>>();

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Runs `work` when all earlier work of this name in this context is done. Rejects with the signal's reason. */
export async function inQueue<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const before = queues.get(name) ?? Promise.resolve();
  const { promise: over, resolve: leave } = Promise.withResolvers<void>();
  const end = before.then(() => over);
  queues.set(name, end);
  try {
    await (signal === undefined ? before : Promise.race([before, aborted(signal)]));
    signal?.throwIfAborted();
    return await work();
  } finally {
    leave();
    if (queues.get(name) === end) queues.delete(name);
  }
}

/** Runs `work` alone among all contexts of this browser profile (Web Locks), or of this process where there are none. */
export function underWebLock<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const lockName = `federpost-mailbox:${name}`;
  if (globalThis.navigator?.locks === undefined) return inQueue(lockName, work, signal);
  return navigator.locks.request(lockName, signal === undefined ? {} : { signal }, work);
}

/**
 * One writer per mailbox: runs `work` while nobody else holds this mailbox, and waits for its turn. The lock ends with
 * the work, or with the context or process that dies. By name it covers one browser profile or one process; by vault
 * also other processes that open the same file. It is not re-entrant. Rejects with the signal's reason when it fires
 * before the turn has come.
 */
export function withMailboxLock<T>(target: Vault | string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return typeof target === "string" ? underWebLock(target, work, signal) : target.exclusively(work, signal);
}
