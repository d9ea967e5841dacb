import { useState } from "preact/hooks";
import { parseRoomId } from "../../../shared/base/index.ts";
import { tidyLabels } from "../../../shared/mailbox/index.ts";
import type {
  HeldView,
  OrderChangeView as OrderChange,
  OrderView,
  ThreadSummary,
} from "../../../shared/protocol/index.ts";
import { type Action, useAction } from "./action.ts";
import { required, useUi } from "./context.ts";

/** What a person does with threads in the list. */
export type OrderAct =
  | { readonly kind: "archive" | "unarchive" | "pin" | "unpin" | "mark" | "unmark" | "wake" | "take" | "release" }
  | { readonly kind: "trash" | "trash_despite" | "restore" | "erase" }
  | { readonly kind: "snooze"; readonly untilMs: number }
  | { readonly kind: "label" | "unlabel"; readonly label: string };

/** How a thread is kept, wherever one looks at it. */
type Kept = Omit<OrderView, "takenHere">;

/** What an act changes in the order of one thread. */
export function changeOf(act: OrderAct, order: Kept): OrderChange {
  switch (act.kind) {
    case "archive":
      // Nobody is at it any more.
      return { archived: true, snoozedUntilMs: null, taken: null };
    case "unarchive":
      return { archived: false };
    case "pin":
    case "unpin":
      return { pinned: act.kind === "pin" };
    case "mark":
    case "unmark":
      return { marked: act.kind === "mark" };
    case "wake":
      return { snoozedUntilMs: null };
    case "take":
      return { taken: "here" };
    case "release":
      return { taken: null };
    case "restore":
      return { trashedAtMs: null };
    case "trash":
    case "trash_despite":
    case "erase":
      return {};
    case "snooze":
      return { snoozedUntilMs: act.untilMs };
    case "label":
      return { labels: tidyLabels([...order.labels, act.label]) };
    case "unlabel":
      return { labels: order.labels.filter((label) => label !== act.label) };
  }
}

/** What takes an act back: it touches what the act touched, since anything else may have changed meanwhile. */
export function backOf(act: OrderAct, order: Kept): OrderChange {
  const change = changeOf(act, order);
  return {
    ...(change.archived !== undefined && { archived: order.archived }),
    ...(change.snoozedUntilMs !== undefined && { snoozedUntilMs: order.snoozedUntilMs }),
    ...(change.pinned !== undefined && { pinned: order.pinned }),
    ...(change.marked !== undefined && { marked: order.marked }),
    ...(change.labels !== undefined && { labels: [...order.labels] }),
    ...(change.taken !== undefined && { taken: order.taken }),
  };
}

/** The act that such a button or key stands for: the way back where all of these threads have gone it already. */
export function usualAct(of: "archive" | "pin" | "mark" | "take", threads: readonly ThreadSummary[]): OrderAct {
  const every = (has: (thread: ThreadSummary) => boolean) => threads.every(has);
  switch (of) {
    case "archive":
      return { kind: every(({ order }) => order.archived) ? "unarchive" : "archive" };
    case "pin":
      return { kind: every(({ order }) => order.pinned) ? "unpin" : "pin" };
    case "mark":
      return { kind: every(({ order }) => order.marked) ? "unmark" : "mark" };
    case "take":
      // What another device has is taken over; only who has it hands it back.
      return { kind: every(({ order }) => order.takenHere) ? "release" : "take" };
  }
}

/** The buttons for these threads. What has unread letters already cannot be marked as unread. */
export const offeredActs = (threads: readonly ThreadSummary[]): readonly OrderAct[] =>
  (["take", "archive", "pin", "mark"] as const)
    .filter((of) => of !== "mark" || threads.some(isMarkable))
    .map((of) => usualAct(of, threads));

/** Whether marking a thread, or taking the mark off it, changes anything that is seen. */
export const isMarkable = ({ unread, order }: ThreadSummary): boolean => unread === 0 || order.marked;

/** Eight o'clock in the morning, so many days from now, by the calendar of the place. */
export function morningIn(days: number, nowMs: number): number {
  const day = new Date(nowMs);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 8).getTime();
}

/** The morning of a day (ISO 8601) that somebody chose; null unless it is still to come. */
export function morningOf(day: string, nowMs: number): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(day) ?? [];
  if (date === undefined) return null;
  const atMs = new Date(Number(year), Number(month) - 1, Number(date), 8).getTime();
  return atMs > nowMs ? atMs : null;
}

interface Change {
  readonly thread: string;
  readonly change: OrderChange;
}

export interface Done {
  readonly act: Exclude<OrderAct["kind"], "trash_despite">;
  readonly count: number;
  readonly back: readonly Change[];
}

/** Threads that were to go to the trash and stay, and why. */
export type Stayed = readonly (HeldView & { readonly summary: ThreadSummary })[];

export interface Ordering {
  readonly stayed: Stayed;
  readonly action: Action;
  /** What was done last and can be taken back. */
  readonly done: Done | null;
  readonly perform: (act: OrderAct, threads: readonly ThreadSummary[]) => Promise<void>;
  readonly undo: () => Promise<void>;
  /** Takes the mark off a thread that the person went to. Nothing to take back: they can mark it again. */
  readonly read: (thread: ThreadSummary) => Promise<void>;
}

const isHeld = (each: {
  readonly holds?: HeldView["holds"];
  readonly summary: ThreadSummary;
}): each is Stayed[number] => each.holds !== undefined;

/** Acts on threads, and takes the last act back. */
export function useOrdering(): Ordering {
  const { panel } = useUi();
  const action = useAction();
  const [done, setDone] = useState<Done | null>(null);
  const [stayed, setStayed] = useState<Stayed>([]);
  const send = async (changes: readonly Change[]): Promise<void> => {
    const threads = changes.map(({ thread, change }) => ({ thread: required(parseRoomId(thread)), change }));
    await panel.call("threads.order", { threads });
  };
  return {
    action,
    done,
    stayed,
    perform: (act, threads) =>
      action.run(async () => {
        if (threads.length === 0) return;
        setStayed([]);
        const rooms = threads.map(({ thread }) => required(parseRoomId(thread)));
        if (act.kind === "erase") {
          await panel.call("threads.erase", { threads: rooms });
          return setDone({ act: act.kind, count: threads.length, back: [] });
        }
        if (act.kind === "trash" || act.kind === "trash_despite") {
          const deadlines = act.kind === "trash" ? "keep" : "despite";
          const { held } = await panel.call("threads.trash", { threads: rooms, deadlines });
          const whyOf = (thread: string) => held.find((each) => each.thread === thread);
          const gone = threads.filter(({ thread }) => whyOf(thread) === undefined);
          setStayed(threads.flatMap((summary) => ({ ...whyOf(summary.thread), summary })).filter(isHeld));
          const back = gone.map(({ thread }) => ({ thread, change: { trashedAtMs: null } }));
          return setDone(gone.length === 0 ? null : { act: "trash", count: gone.length, back });
        }
        await send(threads.map(({ thread, order }) => ({ thread, change: changeOf(act, order) })));
        // What was brought back from the trash is put there again by deleting it.
        if (act.kind === "restore") return setDone({ act: act.kind, count: threads.length, back: [] });
        const back = threads.map(({ thread, order }) => ({ thread, change: backOf(act, order) }));
        setDone({ act: act.kind, count: threads.length, back });
      }),
    undo: () =>
      action.run(async () => {
        if (done === null || done.back.length === 0) return;
        await send(done.back);
        setDone(null);
      }),
    read: ({ thread }) => action.run(() => send([{ thread, change: { marked: false } }])),
  };
}
