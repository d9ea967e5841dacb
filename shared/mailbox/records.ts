import * as v from "valibot";
import {
  type Day,
  type ErrorCode,
  errorGroups,
  FederpostError,
  type LetterId,
  type MxcUri,
  type Origin,
  parseDay,
  parseDeviceId,
  parseEventId,
  parseLetterId,
  parseMxcUri,
  parseOrigin,
  parseRoomId,
  parseUserId,
} from "../base/index.ts";
import { receiptKinds } from "../letter/index.ts";
import { threadOrder, usualOrder } from "./order.ts";

/** What the vault keeps. Types are inferred from the schemas, so that what is read back is what was promised. */

const brand = <T extends string>(parse: (value: unknown) => T | null) => v.custom<T>((value) => parse(value) !== null);
const room = brand(parseRoomId);
const user = brand(parseUserId);
const event = brand(parseEventId);
const letter = brand<LetterId>(parseLetterId);
const origin = brand<Origin>(parseOrigin);
const code = v.custom<ErrorCode>((value) => typeof value === "string" && Object.hasOwn(errorGroups, value));

/** A plain JSON value, as the vault takes it. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
const json = v.custom<Json>((value) => value !== undefined && typeof value !== "function");
const data = v.nullable(v.object({ schema: v.string(), json }));

/** Whether a letter has files, and whose turn it is: of who did not write the last letter. */
const threadFacts = v.object({ files: v.boolean(), turn: v.nullable(v.picklist(["mine", "theirs"])) });

const thread = v.object({
  thread: room,
  subject: v.string(),
  /** Everybody but this account. */
  parties: v.array(user),
  preview: v.string(),
  unread: v.number(),
  /** Number of the next entry: entries are shown in this order. */
  nextNumber: v.number(),
  createdAtMs: v.number(),
  lastAtMs: v.number(),
  /** When this device last renewed its keys in the group. */
  renewedAtMs: v.number(),
  /** `rejoining`: this device has no keys here yet; another device of the account or another member lets it in. */
  state: v.picklist(["starting", "open", "rejoining", "expelled", "cannot_write"]),
  /** The epoch in which this device came in: what is older was never for it. */
  sinceEpoch: v.optional(v.string(), "0"),
  /** Whether the homeserver has us in the room. */
  joined: v.boolean(),
  /** Accounts the homeserver was told to invite. */
  invited: v.array(user),
  /** Our commit under way: `event` is known once the homeserver has answered. */
  commit: v.nullable(v.object({ txnId: v.string(), epoch: v.string(), event: v.nullable(event) })),
  /** The letter of a portal that opened the thread says for whom: other origins do not see it. */
  openedBy: v.nullable(origin),
  /**
   * Letters that ask for an acknowledgement nobody has given yet. Null: not known, and counted from the letters; so in
   * records from before it was kept, and after a restore.
   */
  asks: v.optional(
    v.nullable(v.array(v.object({ letter, mine: v.boolean(), acknowledgeBy: v.nullable(v.string()) }))),
    null,
  ),
  /** What the list filters by. Null: not known, and taken from the letters; so in records from before it was kept. */
  facts: v.optional(v.nullable(threadFacts), null),
  /** How the person keeps it. Threads from before there was order have the usual one. */
  order: v.optional(threadOrder, usualOrder),
  /** All its letters were deleted for good: it is listed nowhere until something new comes. */
  emptied: v.optional(v.boolean(), false),
});

const attachment = v.object({
  name: v.string(),
  type: v.string(),
  sizeBytes: v.number(),
  sha256: v.string(),
  key: v.string(),
  parts: v.array(v.object({ mxc: brand<MxcUri>(parseMxcUri), sizeBytes: v.number() })),
});

const letterEntry = v.object({
  kind: v.literal("letter"),
  number: v.number(),
  letter,
  thread: room,
  from: user,
  mine: v.boolean(),
  subject: v.string(),
  text: v.string(),
  /** Media type of the text; null for plain text. */
  format: v.optional(v.nullable(v.string()), null),
  data,
  attachments: v.array(attachment),
  sentAtMs: v.number(),
  receivedAtMs: v.nullable(v.number()),
  inReplyTo: v.nullable(letter),
  acknowledgeBy: v.nullable(v.string()),
  composedBy: v.nullable(origin),
  opened: v.boolean(),
  event: v.nullable(event),
  /** SHA-256 of the signed bytes; null while it is not signed yet. */
  digest: v.nullable(v.string()),
  /** The signed letter and what proves its signer; null while it is not signed yet. */
  proof: v.nullable(v.object({ letter: v.string(), certificate: v.string(), document: v.string() })),
  failure: v.nullable(code),
});

const unreadable = v.object({
  kind: v.literal("unreadable"),
  number: v.number(),
  event,
  from: v.nullable(user),
  reason: code,
  receivedAtMs: v.number(),
});

const notice = v.object({
  kind: v.literal("notice"),
  number: v.number(),
  event,
  what: v.picklist(["device_added", "device_removed", "member_left", "stranger_in_room", "identity_changed"]),
  who: user,
  atMs: v.number(),
});

const entry = v.variant("kind", [letterEntry, unreadable, notice]);

const receipt = v.object({
  kind: v.picklist(receiptKinds),
  by: user,
  atMs: v.number(),
  /** The day or the reason that it states. Receipts from before there were such kinds have none. */
  says: v.optional(v.nullable(v.string()), null),
  valid: v.boolean(),
  receipt: v.string(),
  certificate: v.string(),
  document: v.string(),
});

/** A file of a letter that is still to be sent; its ciphertext lies in the vault's blobs under `staging`. */
const jobFile = v.object({
  name: v.string(),
  type: v.string(),
  sizeBytes: v.number(),
  sha256: v.string(),
  key: v.string(),
  staging: v.string(),
  partSizes: v.array(v.number()),
  /** Addresses of the parts uploaded so far. */
  uploaded: v.array(brand<MxcUri>(parseMxcUri)),
});

const toDeviceTarget = v.object({ user, device: brand(parseDeviceId) });

const retry = { tries: v.number(), notBeforeMs: v.number() };

const outbox = v.variant("kind", [
  /** A letter that waits for its thread, its uploads and its seal. */
  v.object({
    kind: v.literal("letter"),
    letter,
    thread: room,
    to: v.array(user),
    files: v.array(jobFile),
    /** The person shows with it who they are. */
    showPerson: v.optional(v.boolean(), false),
    /** How well it must be borne out who its recipients are; null: nothing is demanded. */
    demands: v.optional(v.nullable(v.picklist(["low", "substantial", "high"])), null),
    /**
     * Until then the person can take the letter back: it has not left the device. `ms` is how long it was held in all,
     * `draft` what it becomes again, `before` how its thread was kept before
     * anything was written from the number on; null where that is not known.
     */
    held: v.optional(
      v.nullable(
        v.object({
          untilMs: v.number(),
          ms: v.number(),
          draft: json,
          before: v.optional(v.nullable(v.object({ order: threadOrder, number: v.number() })), null),
        }),
      ),
      null,
    ),
    ...retry,
  }),
  /** An event that is sealed and goes out as it is, under its transaction id. */
  v.object({
    kind: v.literal("event"),
    thread: room,
    txnId: v.string(),
    type: v.string(),
    content: json,
    /** The letter it carries, when it carries one. */
    letter: v.nullable(letter),
    ...retry,
  }),
  /** Our commit; its bytes are the pending commit's. */
  v.object({ kind: v.literal("commit"), thread: room, txnId: v.string(), ...retry }),
  /** A Welcome for devices that a commit of ours added. */
  v.object({
    kind: v.literal("welcome"),
    thread: room,
    txnId: v.string(),
    to: v.array(toDeviceTarget),
    welcome: v.string(),
    ...retry,
  }),
  /** The homeserver is told that we join the room of a thread we were welcomed to. */
  v.object({ kind: v.literal("join"), thread: room, via: v.array(v.string()), ...retry }),
  /** The homeserver is told that we leave a room, or decline its invitation. */
  v.object({ kind: v.literal("leave"), thread: room, ...retry }),
  /** The thread is brought in line with this account's own devices. */
  v.object({ kind: v.literal("devices"), thread: room, ...retry }),
  /** This device asks the other members to let it in again; stays until somebody does. */
  v.object({ kind: v.literal("rejoin"), thread: room, ...retry }),
  /** A device of somebody else asks to be let in again; `request` is signed by it. */
  v.object({
    kind: v.literal("readmit"),
    thread: room,
    request: v.string(),
    /** It was still in the group when it asked: first it is taken out, then let in by the next commit. */
    present: v.boolean(),
    ...retry,
  }),
  /** Our letters go out again that a device which was let in anew may have missed. */
  v.object({ kind: v.literal("say_again"), thread: room, ...retry }),
  /** The account's other devices are told how these threads, contacts and the rules for contacts are kept now. */
  v.object({
    kind: v.literal("step"),
    threads: v.array(room),
    contacts: v.array(user),
    rules: v.boolean(),
    ...retry,
  }),
  /** A message for devices of this account, under its transaction id. */
  v.object({
    kind: v.literal("message"),
    txnId: v.string(),
    type: v.string(),
    to: brand(parseDeviceId),
    content: json,
    ...retry,
  }),
]);

/** What the list shows of a thread. */
const summary = v.object({
  ...v.pick(thread, [
    "thread",
    "subject",
    "parties",
    "preview",
    "unread",
    "lastAtMs",
    "state",
    "openedBy",
    "order",
    "emptied",
  ]).entries,
  facts: threadFacts,
  deadline: v.nullable(
    v.object({ letter, day: v.custom<Day>((value) => parseDay(value) !== null), turn: v.picklist(["mine", "theirs"]) }),
  ),
});

/** Goes up with every change of what a summary holds, so that blocks of another form are made anew. */
export const summaryForm = 3;

/**
 * A block of summaries, each with the place and the revision of the thread that it was taken from. Each was checked when it was
 * taken, and only we write under the vault's seal: checking thousands of them again is most of what reading them would cost.
 */
const summaryBlock = v.object({
  form: v.literal(summaryForm),
  extracts: v.array(
    v.object({
      place: v.string(),
      revision: v.number(),
      summary: v.custom<SummaryRecord>((value) => isThreadLike(value)),
    }),
  ),
});

const isThreadLike = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "thread" in value && parseRoomId(value.thread) !== null;

const stagedFile = v.object({
  key: v.string(),
  sizeBytes: v.number(),
  sha256: v.string(),
  partSizes: v.array(v.number()),
  createdAtMs: v.number(),
  origin: v.nullable(origin),
});

export type ThreadRecord = v.InferOutput<typeof thread>;
export type SummaryRecord = v.InferOutput<typeof summary>;
export type SummaryBlock = v.InferOutput<typeof summaryBlock>;
export type LetterRecord = v.InferOutput<typeof letterEntry>;
export type UnreadableRecord = v.InferOutput<typeof unreadable>;
export type NoticeRecord = v.InferOutput<typeof notice>;
export type EntryRecord = v.InferOutput<typeof entry>;
export type ReceiptRecord = v.InferOutput<typeof receipt>;
export type OutboxItem = v.InferOutput<typeof outbox>;
export type Job = Extract<OutboxItem, { kind: "letter" }>;
export type JobFile = v.InferOutput<typeof jobFile>;
export type StagedFile = v.InferOutput<typeof stagedFile>;

function stored<T>(parse: (value: unknown) => v.SafeParseResult<v.GenericSchema<unknown, T>>, what: string) {
  return (value: unknown): T => {
    const parsed = parse(value);
    if (!parsed.success) throw new FederpostError("internal", `A stored ${what} has an unknown form.`);
    return parsed.output;
  };
}

/** Records as the vault gives them back. All throw FederpostError `internal` for anything else: only we write there. */
export const parseThread = stored<ThreadRecord>((value) => v.safeParse(thread, value), "thread");
export const parseSummaryBlock = stored<SummaryBlock>((value) => v.safeParse(summaryBlock, value), "list of threads");
export const parseEntry = stored<EntryRecord>((value) => v.safeParse(entry, value), "letter");
export const parseReceiptRecord = stored<ReceiptRecord>((value) => v.safeParse(receipt, value), "receipt");
export const parseOutboxItem = stored<OutboxItem>((value) => v.safeParse(outbox, value), "outgoing item");
export const parseStagedFile = stored<StagedFile>((value) => v.safeParse(stagedFile, value), "staged file");
