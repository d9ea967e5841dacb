import type { ThreadSummary } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";

export interface ThreadPage {
  readonly threads: readonly ThreadSummary[];
  readonly more: boolean;
}

// The contract's largest page.
const largestPage = 200;

/** The newest `wanted` threads, read in as many pages as that takes. */
export async function readThreads(panel: Panel, wanted: number, signal: AbortSignal): Promise<ThreadPage> {
  const threads: ThreadSummary[] = [];
  let before: string | null = null;
  do {
    const limit = Math.min(largestPage, wanted - threads.length);
    const page: { readonly threads: readonly ThreadSummary[]; readonly next: string | null } = await panel.call(
      "threads.list",
      { limit, before },
      { signal },
    );
    threads.push(...page.threads);
    before = page.next;
  } while (before !== null && threads.length < wanted);
  return { threads, more: before !== null };
}

/** Threads with unread letters first, each part newest first. */
export function unreadFirst(threads: readonly ThreadSummary[]): readonly ThreadSummary[] {
  const waits = (thread: ThreadSummary) => (thread.unread > 0 ? 0 : 1);
  return [...threads].sort((a, b) => waits(a) - waits(b) || b.lastAtMs - a.lastAtMs);
}
