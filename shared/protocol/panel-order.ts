import * as v from "valibot";
import { parseRoomId, type RoomId } from "../base/index.ts";
import { letterId } from "./panel-parts.ts";

/** How our pages list threads, and how the person keeps them in order. */

const thread = v.custom<RoomId>((value) => parseRoomId(value) !== null, "not a thread");
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const folder = v.picklist(["inbox", "apart", "snoozed", "archive", "trash"]);

/** Which threads are listed. Whoever says nothing about it gets the inbox. */
const threadFilter = v.strictObject({
  folder,
  unread: v.boolean(),
  /** Only where an acknowledgement is asked for that nobody has given. */
  deadline: v.optional(v.boolean(), false),
  label: v.nullable(label),
  /** Only where a letter has files. */
  files: v.optional(v.boolean(), false),
  /** Only where it is the turn of one side: of who did not write the last letter. */
  turn: v.optional(v.nullable(v.picklist(["mine", "theirs"])), null),
});

const taken = v.strictObject({
  device: v.pipe(v.string(), v.maxLength(100)),
  by: v.pipe(v.string(), v.maxLength(100)),
  atMs: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const change = v.strictObject({
  pinned: v.exactOptional(v.boolean()),
  archived: v.exactOptional(v.boolean()),
  snoozedUntilMs: v.exactOptional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
  marked: v.exactOptional(v.boolean()),
  labels: v.exactOptional(v.pipe(v.array(label), v.maxLength(100))),
  /** Only back: into the trash go threads by `threads.trash`, which looks at what holds them. */
  trashedAtMs: v.exactOptional(v.null()),
  /** Takes a thread in that was kept apart. */
  apart: v.exactOptional(v.literal(false)),
  /** Takes the thread on here and now, gives it back (null), or says again who had taken it before. */
  taken: v.exactOptional(v.nullable(v.union([v.literal("here"), taken]))),
});

export const orderParams = {
  "threads.list": v.strictObject({
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
    /** How many of them to pass over. */
    from: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    filter: threadFilter,
    sort: v.picklist(["newest", "unread_first"]),
  }),
  /** Changes how threads are kept, each by its own change: so several are changed at once, and so it is undone. */
  "threads.order": v.strictObject({
    threads: v.pipe(v.array(v.strictObject({ thread, change })), v.minLength(1), v.maxLength(1000)),
  }),
  /** Moves threads to the trash. `deadlines`: whether an open deadline keeps one. */
  "threads.trash": v.strictObject({
    threads: v.pipe(v.array(thread), v.minLength(1), v.maxLength(1000)),
    deadlines: v.picklist(["keep", "despite"]),
  }),
  /** Deletes the letters of threads in the trash for good. */
  "threads.erase": v.strictObject({ threads: v.pipe(v.array(thread), v.minLength(1), v.maxLength(1000)) }),
  /** Deletes one letter for good. `deadlines`: whether an open deadline keeps it. */
  "letter.erase": v.strictObject({ thread, letter: letterId, deadlines: v.picklist(["keep", "despite"]) }),
  "retention.get": v.strictObject({}),
  /** Threads in the archive folder go to the trash so many days after their last letter; null: never. */
  "retention.set": v.strictObject({
    days: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(36_500))),
  }),
} as const;

export type FolderView = v.InferOutput<typeof folder>;
export type ThreadFilter = v.InferOutput<typeof threadFilter>;
export type OrderChangeView = v.InferOutput<typeof change>;

/** How a thread is kept. */
export interface OrderView {
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly snoozedUntilMs: number | null;
  /** Marked by the person as still to be read. */
  readonly marked: boolean;
  readonly labels: readonly string[];
  /** In the trash since then. */
  readonly trashedAtMs: number | null;
  /** True: kept apart, since its sender has not proved who they are. */
  readonly apart: boolean | null;
  /** The device of the account whose person has taken the thread on, what it is called, and when; null: none has. */
  readonly taken: { readonly device: string; readonly by: string; readonly atMs: number } | null;
  /** Whether that is this device. */
  readonly takenHere: boolean;
}

/** A thread that stays out of the trash, and why. */
export interface HeldView {
  readonly thread: RoomId;
  readonly holds: readonly ("unsent" | "deadline")[];
}
