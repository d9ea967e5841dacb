import * as v from "valibot";

/** How a person keeps their threads in order. Nobody else learns of it, and none of it is a receipt. */

export const labelLimits = { count: 20, length: 40 } as const;

/** Who of an account's devices is at a thread, as somebody there said, and since when. */
export const takenLimit = 100;
const taken = v.object({
  device: v.pipe(v.string(), v.maxLength(takenLimit)),
  /** What the device is called. */
  by: v.pipe(v.string(), v.maxLength(takenLimit)),
  atMs: v.number(),
});

export const threadOrder = v.object({
  pinned: v.boolean(),
  archived: v.boolean(),
  /** Out of sight until then; null: not put off. */
  snoozedUntilMs: v.nullable(v.number()),
  /** Marked by the person as still to be read. What they opened stays opened. */
  marked: v.boolean(),
  labels: v.array(v.string()),
  /** In the trash since then; null: not there. */
  trashedAtMs: v.optional(v.nullable(v.number()), null),
  /** When any of this was changed last, by the clock of the device that did: of two devices' orders the later counts. */
  changedAtMs: v.optional(v.number(), 0),
  /** Kept apart, since its sender has not proved who they are; false: the person took it in all the same, for good. */
  apart: v.optional(v.nullable(v.boolean()), null),
  /** The device that has taken the thread on; null: none has. */
  taken: v.optional(v.nullable(taken), null),
});

export type ThreadOrder = v.InferOutput<typeof threadOrder>;
export type OrderChange = Partial<Omit<ThreadOrder, "changedAtMs">>;

export const usualOrder: ThreadOrder = {
  pinned: false,
  archived: false,
  snoozedUntilMs: null,
  marked: false,
  labels: [],
  trashedAtMs: null,
  changedAtMs: 0,
  apart: null,
  taken: null,
};

/** Where a thread is found. */
export const folders = ["inbox", "apart", "snoozed", "archive", "trash"] as const;
export type Folder = (typeof folders)[number];

/** The folder at this time: what was put off comes back by itself. */
export function folderOf({ archived, snoozedUntilMs, trashedAtMs, apart }: ThreadOrder, nowMs: number): Folder {
  if (trashedAtMs !== null) return "trash";
  if (snoozedUntilMs !== null && snoozedUntilMs > nowMs) return "snoozed";
  if (archived) return "archive";
  return apart === true ? "apart" : "inbox";
}

/** Labels as they are kept: without blanks around them, each once whatever its case, as many and as long as allowed. */
export function tidyLabels(labels: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const label of labels) {
    const words = label.normalize("NFC").replace(/\s+/gu, " ").trim();
    const short = [...words].slice(0, labelLimits.length).join("").trim();
    const name = short.toLowerCase();
    if (short !== "" && !kept.has(name)) kept.set(name, short);
  }
  return [...kept.values()].slice(0, labelLimits.count);
}

/** The order after a change at this time; what the change does not say stays. Later than any it knows, whatever the clock. */
export const reordered = (order: ThreadOrder, change: OrderChange, nowMs: number): ThreadOrder => ({
  pinned: change.pinned ?? order.pinned,
  archived: change.archived ?? order.archived,
  snoozedUntilMs: change.snoozedUntilMs === undefined ? order.snoozedUntilMs : change.snoozedUntilMs,
  marked: change.marked ?? order.marked,
  labels: change.labels === undefined ? order.labels : tidyLabels(change.labels),
  trashedAtMs: change.trashedAtMs === undefined ? order.trashedAtMs : change.trashedAtMs,
  changedAtMs: Math.max(nowMs, order.changedAtMs + 1),
  apart: change.apart === undefined ? order.apart : change.apart,
  taken: change.taken === undefined ? order.taken : change.taken,
});

/**
 * A letter of somebody else, written at this time, brings its thread back: what is new must not lie where nobody looks.
 * What the person changed after that time at another device counts all the same.
 */
export const broughtBack = (order: ThreadOrder, atMs: number): ThreadOrder => ({
  ...order,
  archived: false,
  snoozedUntilMs: null,
  trashedAtMs: null,
  changedAtMs: Math.max(atMs, order.changedAtMs),
});

/** The order that counts of two devices': the later, and of two of one time the same one on every device. */
export function laterOrder(a: ThreadOrder, b: ThreadOrder): ThreadOrder {
  if (a.changedAtMs !== b.changedAtMs) return a.changedAtMs > b.changedAtMs ? a : b;
  return JSON.stringify(sorted(a)) >= JSON.stringify(sorted(b)) ? a : b;
}

const sorted = ({ pinned, archived, snoozedUntilMs, marked, labels, trashedAtMs, apart, taken }: ThreadOrder) => [
  pinned,
  archived,
  snoozedUntilMs,
  marked,
  labels,
  trashedAtMs,
  apart,
  taken === null ? null : [taken.device, taken.by, taken.atMs],
];

/** What the place of a thread in the list depends on. */
export interface ListPlace {
  readonly thread: string;
  readonly pinned: boolean;
  readonly lastAtMs: number;
}

/** Pinned threads first, then the newest; of two of one time always the same. */
export const byListPlace = (a: ListPlace, b: ListPlace): number =>
  Number(b.pinned) - Number(a.pinned) ||
  b.lastAtMs - a.lastAtMs ||
  (a.thread < b.thread ? -1 : a.thread > b.thread ? 1 : 0);
