import { FederpostError } from "../../shared/base/index.ts";
import { listThreads } from "../../shared/courier/index.ts";
import { byListPlace, folderOf, type ListPlace, type ThreadRecord } from "../../shared/mailbox/index.ts";
import type { PanelParams, PanelResults, ThreadFilter } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { threadSummary } from "./views.ts";

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly now: () => number;
}

/** A page of the threads that fit the filter, with what the filter may choose from. */
export async function listThreadsPage(
  { vault, mailbox, now }: World,
  { limit, before, filter }: PanelParams<"threads.list">,
): Promise<PanelResults["threads.list"]> {
  const { account } = mailbox.courier.self();
  const nowMs = now();
  const all = (await listThreads(vault)).filter(({ emptied }) => !emptied);
  const after = before === null ? null : parseCursor(before);
  const rest = all
    .filter((thread) => fits(thread, filter, nowMs))
    .map((thread) => ({ thread, place: placeOf(thread) }))
    .filter(({ place }) => after === null || byListPlace(place, after) > 0)
    .sort((a, b) => byListPlace(a.place, b.place));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    threads: await Promise.all(page.map(({ thread }) => threadSummary(vault, thread, account))),
    next: last === undefined || rest.length <= limit ? null : cursorOf(last.place),
    labels: labelsOf(all),
    wakesAtMs: nextWake(all, nowMs),
  };
}

const placeOf = ({ thread, lastAtMs, order }: ThreadRecord): ListPlace => ({ thread, lastAtMs, pinned: order.pinned });

function fits({ order, unread }: ThreadRecord, filter: ThreadFilter, nowMs: number): boolean {
  if (folderOf(order, nowMs) !== filter.folder) return false;
  if (filter.unread && unread === 0 && !order.marked) return false;
  return filter.label === null || order.labels.includes(filter.label);
}

/** Every label in use, by alphabet. */
const labelsOf = (threads: readonly ThreadRecord[]): string[] =>
  [...new Set(threads.flatMap(({ order }) => order.labels))].sort((a, b) => a.localeCompare(b));

/** When the next thread that was put off comes back. */
function nextWake(threads: readonly ThreadRecord[], nowMs: number): number | null {
  const times = threads.flatMap(({ order: { snoozedUntilMs } }) =>
    snoozedUntilMs !== null && snoozedUntilMs > nowMs ? [snoozedUntilMs] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

// A place and not a position: threads move while somebody turns pages, and none may be shown twice for it.
const cursorOf = ({ pinned, lastAtMs, thread }: ListPlace): string => `${pinned ? "p" : "-"}${lastAtMs}/${thread}`;

function parseCursor(cursor: string): ListPlace {
  const [, pinned, lastAtMs, thread] = /^([p-])(\d{1,16})\/(.+)$/su.exec(cursor) ?? [];
  if (thread === undefined) throw new FederpostError("invalid_params", "There is no such place in the list.");
  return { pinned: pinned === "p", lastAtMs: Number(lastAtMs), thread };
}
