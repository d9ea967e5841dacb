import type { PanelResults, ThreadSummary } from "../../../shared/protocol/index.ts";

type Page = PanelResults["threads.list"];

export interface ThreadList extends Pick<Page, "labels" | "wakesAtMs"> {
  readonly threads: readonly ThreadSummary[];
  /** There are older ones. */
  readonly more: boolean;
}

// The contract's largest page.
const largestPage = 200;

/** The newest `wanted` threads, read in as many pages as that takes. */
export async function readThreads(
  readPage: (page: { readonly limit: number; readonly before: string | null }) => Promise<Page>,
  wanted: number,
): Promise<ThreadList> {
  const threads: ThreadSummary[] = [];
  let page: Page;
  let before: string | null = null;
  do {
    page = await readPage({ limit: Math.min(largestPage, wanted - threads.length), before });
    threads.push(...page.threads);
    before = page.next;
  } while (before !== null && threads.length < wanted);
  return { threads, more: before !== null, labels: page.labels, wakesAtMs: page.wakesAtMs };
}

/** Threads with unread letters first, each part newest first. */
export function unreadFirst(threads: readonly ThreadSummary[]): readonly ThreadSummary[] {
  const waits = (thread: ThreadSummary) => (thread.unread > 0 ? 0 : 1);
  return [...threads].sort((a, b) => waits(a) - waits(b) || b.lastAtMs - a.lastAtMs);
}
