import * as v from "valibot";
import {
  type EventId,
  FederpostError,
  parseEventId,
  parseRoomId,
  parseSyncToken,
  parseUserId,
  type RoomId,
  type SyncToken,
  type UserId,
} from "../base/index.ts";
import type { RawEvent, RoomBatch, SyncBatch, Transport } from "../transport/index.ts";
import type { Change, ListRange, Vault } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { pairingType } from "./pairing-messages.ts";
import { eventTypes } from "./payload.ts";
import { watchRun } from "./run.ts";
import { type Position, putLandmark, readPosition } from "./session.ts";
import { stepType } from "./step-content.ts";

/**
 * The first step of receiving: what /sync brings is stored as it came, ciphertext, together with the position after
 * it, in one transaction. This also runs while the vault is locked. Nothing is opened here.
 */

const json = v.custom<JsonValue>((value) => value !== undefined);
type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };
const brand = <T>(parse: (value: unknown) => T | null) => v.custom<T>((value) => parse(value) !== null);
const room = brand<RoomId>(parseRoomId);
const user = brand<UserId>(parseUserId);

const itemSchema = v.variant("kind", [
  v.object({ kind: v.literal("toDevice"), type: v.string(), sender: user, content: json }),
  v.object({
    kind: v.literal("event"),
    room,
    event: brand<EventId>(parseEventId),
    type: v.string(),
    sender: user,
    sentAtMs: v.number(),
    txnId: v.nullable(v.string()),
    content: json,
  }),
  /** The timeline left something out: what lies between the two positions must be fetched first. */
  v.object({
    kind: v.literal("gap"),
    room,
    from: brand<SyncToken>(parseSyncToken),
    to: v.nullable(brand<SyncToken>(parseSyncToken)),
  }),
]);

export type ParkedItem = v.InferOutput<typeof itemSchema>;
export type ParkedEvent = Extract<ParkedItem, { kind: "event" }>;

const parkedSchema = v.object({
  item: itemSchema,
  tries: v.number(),
  notBeforeMs: v.number(),
  /** While it waits, whether later items of its room wait too. */
  blocks: v.boolean(),
  /** The confirmation tag that the arbiter gave its word for. */
  ratified: v.nullable(v.string()),
});

/** A parked item with how it fared so far. */
export type Parked = v.InferOutput<typeof parkedSchema> & { readonly key: string; readonly revision: number };

const keyOf = (number: number): string => String(number).padStart(16, "0");

/** Parked items in the order of their arrival. */
export async function listParked(vault: Vault, range: Pick<ListRange, "after" | "limit"> = {}): Promise<Parked[]> {
  return (await vault.list("parked", range)).map(({ key, value, revision }) => {
    const parsed = v.safeParse(parkedSchema, value);
    if (!parsed.success) throw new FederpostError("internal", "A parked item has an unknown form.");
    return { ...parsed.output, key, revision };
  });
}

/** How many items wait; shown on the badge while the vault is locked. */
export const countParked = (vault: Vault): Promise<number> => vault.count("parked");

const isOurs = ({ type, content }: RawEvent): boolean =>
  type === eventTypes.commit ||
  type === eventTypes.readmission ||
  (type === eventTypes.encrypted && String(content.algorithm).startsWith("de.bwi.mls.v1.")) ||
  (type === "m.room.member" && ["join", "leave", "ban"].includes(String(content.membership)));

/** The item for a room event; null for what Federpost has no use for. */
export const eventItem = (room: RoomId, event: RawEvent): ParkedItem | null =>
  isOurs(event)
    ? {
        kind: "event",
        room,
        event: event.eventId,
        type: event.type,
        sender: event.sender,
        sentAtMs: event.sentAtMs,
        txnId: event.txnId,
        content:
          event.type === "m.room.member"
            ? { member: event.stateKey ?? "", joined: event.content.membership === "join" }
            : event.content,
      }
    : null;

/**
 * Whether a batch shows the room for the first time: with everything it knows, our own joining included. What lies before
 * it is then fetched to the beginning: it may be older than our position in /sync, or come from another server only now.
 */
const isNew = (room: RoomBatch, self: UserId): boolean =>
  [...room.state, ...room.timeline].some(
    ({ type, stateKey, content }) => type === "m.room.member" && stateKey === self && content.membership === "join",
  );

/** What a batch brings, in the order in which it is to be taken. */
export function itemsOf(
  batch: SyncBatch,
  { since, self }: { readonly since: SyncToken | null; readonly self: UserId },
): ParkedItem[] {
  const items: ParkedItem[] = batch.toDevice
    .filter(({ type }) => type === eventTypes.encrypted || type === pairingType || type === stepType)
    .map(({ type, sender, content }) => ({ kind: "toDevice", type, sender, content }));
  for (const room of [...batch.rooms.joined, ...batch.rooms.left]) {
    const { roomId, timeline, limited, prevBatch } = room;
    const to = isNew(room, self) ? null : since;
    const events = timeline.map((event) => eventItem(roomId, event)).filter((item) => item !== null);
    if (limited && prevBatch !== null) items.push({ kind: "gap", room: roomId, from: prevBatch, to });
    items.push(...events);
  }
  return items;
}

/** An item as it is parked first. */
export const untried = (item: ParkedItem): Omit<Parked, "key" | "revision"> => ({
  item,
  tries: 0,
  notBeforeMs: 0,
  blocks: false,
  ratified: null,
});

export const putParked = (key: string, parked: Omit<Parked, "key" | "revision">): Change => {
  const { item, tries, notBeforeMs, blocks, ratified } = parked;
  return { store: "parked", key, put: { item, tries, notBeforeMs, blocks, ratified } };
};

/** The newest event of a batch, by its server's clock. */
function landmarksOf({ rooms }: SyncBatch): Change[] {
  const newest = rooms.joined
    .flatMap(({ roomId: room, timeline }) => timeline.slice(-1).map((event) => ({ room, event })))
    .sort((a, b) => a.event.sentAtMs - b.event.sentAtMs)
    .at(-1);
  return newest === undefined ? [] : [putLandmark({ room: newest.room, event: newest.event.eventId })];
}

/** Stores a batch and the position after it as one. Fails with `conflict` when another syncer was faster. */
export async function park(
  vault: Vault,
  at: Position,
  { batch, self }: { readonly batch: SyncBatch; readonly self: UserId },
): Promise<number> {
  const items = itemsOf(batch, { since: at.token, self });
  const changes = items.map((item, i) => putParked(keyOf(at.next + i), untried(item)));
  await vault.commit([
    ...changes,
    ...landmarksOf(batch),
    {
      store: "session",
      key: "position",
      put: { token: batch.nextBatch, next: at.next + items.length },
      expect: at.revision ?? "absent",
    },
    {
      store: "session",
      key: "keyCounts",
      put: {
        counts: { ...batch.oneTimeKeyCounts },
        unusedFallback: batch.unusedFallbackKeys === null ? null : [...batch.unusedFallbackKeys],
      },
    },
  ]);
  return items.length;
}

/** One /sync of a device that is in no thread yet: rooms hold nothing for it, messages to it are parked. */
export async function pollToDevice(
  vault: Vault,
  transport: Transport,
  wait: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const at = await readPosition(vault);
  const batch = await transport.sync({ since: at.token, ...wait });
  const rooms = { joined: [], invited: [], left: [] };
  await park(vault, at, { batch: { ...batch, rooms }, self: transport.userId });
}

/** One /sync: asks, parks, answers how many items came. @throws FederpostError `device_copied` before anything is parked. */
export async function pollOnce(
  desk: Pick<Desk, "vault" | "transport" | "clock" | "random" | "signal">,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<number> {
  const { vault, transport, signal } = desk;
  const at = await readPosition(vault);
  const take = async (since: Position, batch: SyncBatch) => {
    await watchRun(desk, batch);
    return park(vault, since, { batch, self: transport.userId });
  };
  try {
    return await take(at, await transport.sync({ since: at.token, timeoutMs, signal }));
  } catch (error) {
    // A server restored from a backup may not know our position: begin anew, what was seen is recognised.
    const lost = error instanceof FederpostError && error.code === "invalid_request" && at.token !== null;
    if (!lost) throw error;
    return take({ ...at, token: null }, await transport.sync({ since: null, timeoutMs, signal }));
  }
}
