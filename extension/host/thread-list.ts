import { byListPlace, folderOf, type SummaryRecord } from "../../shared/mailbox/index.ts";
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
  const nowMs = now();
  const all = (await courier.threads()).filter(({ emptied }) => !emptied);
  const fitting = all.filter((thread) => fits(thread, filter, nowMs)).sort(orders[sort]);
  const viewOf = partyViewer(vault, self.account);
  const page = fitting.slice(from, from + limit);
  return {
    threads: await Promise.all(
      page.map(async (thread) => summaryView(thread, { self, parties: await Promise.all(thread.parties.map(viewOf)) })),
    ),
    total: fitting.length,
    labels: labelsOf(all),
    apart: all.filter(({ order }) => folderOf(order, nowMs) === "apart").length,
    wakesAtMs: nextWake(all, nowMs),
  };
}

const newest = (a: SummaryRecord, b: SummaryRecord): number => byListPlace(placeOf(a), placeOf(b));

const orders: Readonly<Record<PanelParams<"threads.list">["sort"], typeof newest>> = {
  newest,
  unread_first: (a, b) => Number(b.unread > 0) - Number(a.unread > 0) || newest(a, b),
};

const placeOf = ({ thread, lastAtMs, order }: SummaryRecord) => ({ thread, lastAtMs, pinned: order.pinned });

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
