import { byListPlace, folderOf, type ListPlace, type SummaryRecord } from "../../shared/mailbox/index.ts";
import type { PanelParams, PanelResults, ThreadFilter } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { partyViewer } from "./party.ts";
import { summaryView } from "./views.ts";

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly now: () => number;
}

/** A part of the threads that fit the filter, how many there are, and what the filter may choose from. */
export async function listThreadsPage(
  { vault, mailbox, now }: World,
  { limit, from, filter, sort }: PanelParams<"threads.list">,
): Promise<PanelResults["threads.list"]> {
  const { courier } = mailbox;
  const self = courier.self();
  const { fitting, labels, apart, wakesAtMs } = overviewOf(await courier.threads(), { filter, sort, nowMs: now() });
  const viewOf = partyViewer(vault, self.account);
  const page = fitting.slice(from, from + limit);
  return {
    threads: await Promise.all(
      page.map(async (thread) => summaryView(thread, { self, parties: await Promise.all(thread.parties.map(viewOf)) })),
    ),
    total: fitting.length,
    labels,
    apart,
    wakesAtMs,
  };
}

interface Question extends Pick<PanelParams<"threads.list">, "filter" | "sort"> {
  readonly nowMs: number;
}

/** What takes a look at every thread: made once for a list, and anew when a thread that was put off comes back. */
interface Overview {
  readonly all: readonly SummaryRecord[];
  readonly madeAtMs: number;
  readonly labels: readonly string[];
  readonly apart: number;
  readonly wakesAtMs: number | null;
  readonly fitting: Map<string, readonly SummaryRecord[]>;
}

/** By the list that they are made of: the index hands out another one after each change, and none after the lock. */
const overviews = new WeakMap<readonly SummaryRecord[], Overview>();
/** So many filters of one list are remembered. */
const mostFilters = 8;

function overviewOf(threads: readonly SummaryRecord[], question: Question) {
  const { filter, sort, nowMs } = question;
  const known = overviews.get(threads);
  const counts =
    known !== undefined && known.madeAtMs <= nowMs && nowMs < (known.wakesAtMs ?? Number.POSITIVE_INFINITY);
  const overview = counts ? known : lookOver(threads, nowMs);
  overviews.set(threads, overview);
  const name = JSON.stringify([filter, sort]);
  const fitting = overview.fitting.get(name) ?? sorted(overview.all, question);
  if (overview.fitting.size >= mostFilters) overview.fitting.clear();
  overview.fitting.set(name, fitting);
  return { ...overview, fitting };
}

function lookOver(threads: readonly SummaryRecord[], nowMs: number): Overview {
  const all = threads.filter(({ emptied }) => !emptied);
  return {
    all,
    madeAtMs: nowMs,
    labels: labelsOf(all),
    apart: all.filter(({ order }) => folderOf(order, nowMs) === "apart").length,
    wakesAtMs: nextWake(all, nowMs),
    fitting: new Map(),
  };
}

interface Placed extends ListPlace {
  readonly summary: SummaryRecord;
}

function sorted(all: readonly SummaryRecord[], { filter, sort, nowMs }: Question): readonly SummaryRecord[] {
  const placed = all
    .filter((summary) => fits(summary, filter, nowMs))
    .map((summary): Placed => {
      const { thread, lastAtMs, order } = summary;
      return { thread, lastAtMs, pinned: order.pinned, summary };
    });
  return placed.sort(orders[sort]).map(({ summary }) => summary);
}

const orders: Readonly<Record<Question["sort"], (a: Placed, b: Placed) => number>> = {
  newest: byListPlace,
  unread_first: (a, b) => Number(b.summary.unread > 0) - Number(a.summary.unread > 0) || byListPlace(a, b),
};

function fits({ order, unread, deadline, facts }: SummaryRecord, filter: ThreadFilter, nowMs: number): boolean {
  if (folderOf(order, nowMs) !== filter.folder) return false;
  if (filter.unread && unread === 0 && !order.marked) return false;
  if (filter.deadline && deadline === null) return false;
  if (filter.files && !facts.files) return false;
  if (filter.turn !== null && facts.turn !== filter.turn) return false;
  return filter.label === null || order.labels.includes(filter.label);
}

/** Every label in use, by alphabet. */
const labelsOf = (threads: readonly SummaryRecord[]): string[] =>
  [...new Set(threads.flatMap(({ order }) => order.labels))].sort((a, b) => a.localeCompare(b));

/** When the next thread that was put off comes back. */
function nextWake(threads: readonly SummaryRecord[], nowMs: number): number | null {
  const times = threads.flatMap(({ order: { snoozedUntilMs } }) =>
    snoozedUntilMs !== null && snoozedUntilMs > nowMs ? [snoozedUntilMs] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}
