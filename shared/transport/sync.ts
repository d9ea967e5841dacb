import * as v from "valibot";
import { parseRoomId, type RoomId, type SyncToken, type UserId } from "../base/index.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import {
  type AccountData,
  parseAccountData,
  parseEvents,
  parseStripped,
  parseToDevice,
  type RawEvent,
  type RawToDevice,
  type StrippedEvent,
} from "./event.ts";
import { countsIn, fitting, list, shaped, shortText, syncToken, type Tally, table } from "./schema.ts";

/** What happened since the last position. Plain JSON, so that it can be parked as it is. */
export interface SyncBatch {
  readonly nextBatch: SyncToken;
  readonly toDevice: readonly RawToDevice[];
  readonly rooms: {
    readonly joined: readonly RoomBatch[];
    readonly invited: readonly Invitation[];
    readonly left: readonly RoomBatch[];
  };
  /** One-time keys left on the server, by algorithm. */
  readonly oneTimeKeyCounts: Readonly<Record<string, number>>;
  /** Algorithms whose fallback key nobody has used yet; null when the server does not say. */
  readonly unusedFallbackKeys: readonly string[] | null;
  readonly accountData: readonly AccountData[];
  /** Items left out because they were malformed. */
  readonly skipped: number;
}

export interface RoomBatch {
  readonly roomId: RoomId;
  readonly timeline: readonly RawEvent[];
  /** The timeline does not reach back to the last position: fetch the gap with messagesBetween from prevBatch. */
  readonly limited: boolean;
  readonly prevBatch: SyncToken | null;
  /** State between the last position and the timeline's begin. */
  readonly state: readonly RawEvent[];
}

export interface Invitation {
  readonly roomId: RoomId;
  /** Who invited this account; null when the server does not show it. */
  readonly inviter: UserId | null;
  readonly state: readonly StrippedEvent[];
}

export interface SyncOptions {
  /** Null asks for everything from the beginning. */
  readonly since: SyncToken | null;
  /** How long the server may wait for something to happen. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const nothing = { not_types: ["*"] };
// Members are never lazy: who is in the room decides whom a sender still has to remove from the group.
const filter = JSON.stringify({
  presence: nothing,
  account_data: { not_types: ["m.push_rules"] },
  room: {
    ephemeral: nothing,
    account_data: nothing,
    state: { lazy_load_members: false },
    timeline: { limit: 100, lazy_load_members: false },
  },
});

// A first sync, or a server under load, works long before it sends the first byte.
const graceMs = 90_000;
const maxBytes = 64 * 1024 * 1024;

/** One /sync. It is not repeated here: the courier's loop decides what a failure means. */
export async function sync(connection: Connection, options: SyncOptions): Promise<SyncBatch> {
  const since = options.since === null ? {} : { since: options.since };
  const json = await connection.ask(table, {
    method: "GET",
    path: v3("sync"),
    query: { ...since, filter, timeout: String(options.timeoutMs), set_presence: "offline" },
    repeat: "never",
    timeoutMs: options.timeoutMs + graceMs,
    maxBytes,
    signal: options.signal ?? null,
  });
  return parseSync(json, connection.userId);
}

const events = v.optional(v.object({ events: list }), {});
const syncSchema = v.object({
  next_batch: syncToken,
  to_device: events,
  account_data: events,
  rooms: v.optional(v.object({ join: table, invite: table, leave: table }), {}),
  device_one_time_keys_count: table,
  device_unused_fallback_key_types: v.optional(v.nullable(v.array(v.unknown())), null),
});

/** A batch from /sync's answer. Throws `invalid_response` when its frame is wrong; malformed items are left out. */
export function parseSync(json: unknown, self: UserId): SyncBatch {
  const frame = shaped(syncSchema, json);
  const tally: Tally = { skipped: 0 };
  const unused = frame.device_unused_fallback_key_types;
  return {
    nextBatch: frame.next_batch,
    toDevice: parseToDevice(frame.to_device.events, tally),
    rooms: {
      joined: eachRoom(frame.rooms.join, tally, (id, room) => roomBatch(id, room, tally)),
      invited: eachRoom(frame.rooms.invite, tally, (id, room) => invitation({ id, room, self, tally })),
      left: eachRoom(frame.rooms.leave, tally, (id, room) => roomBatch(id, room, tally)),
    },
    oneTimeKeyCounts: countsIn(frame.device_one_time_keys_count),
    unusedFallbackKeys: unused === null ? null : fitting(shortText, unused, tally),
    accountData: parseAccountData(frame.account_data.events, tally),
    skipped: tally.skipped,
  };
}

function eachRoom<T>(rooms: Record<string, unknown>, tally: Tally, read: (id: RoomId, room: unknown) => T | null): T[] {
  const read_: T[] = [];
  for (const [key, value] of Object.entries(rooms)) {
    const id = parseRoomId(key);
    const room = id === null ? null : read(id, value);
    if (room === null) tally.skipped += 1;
    else read_.push(room);
  }
  return read_;
}

const roomSchema = v.object({
  timeline: v.optional(
    v.object({ events: list, limited: v.optional(v.boolean(), false), prev_batch: v.optional(syncToken) }),
    {},
  ),
  state: events,
});

function roomBatch(roomId: RoomId, value: unknown, tally: Tally): RoomBatch | null {
  const room = v.safeParse(roomSchema, value);
  if (!room.success) return null;
  const { timeline, state } = room.output;
  return {
    roomId,
    timeline: parseEvents(timeline.events, tally),
    limited: timeline.limited,
    prevBatch: timeline.prev_batch ?? null,
    state: parseEvents(state.events, tally),
  };
}

const invitedSchema = v.object({ invite_state: events });

function invitation(given: { id: RoomId; room: unknown; self: UserId; tally: Tally }): Invitation | null {
  const room = v.safeParse(invitedSchema, given.room);
  if (!room.success) return null;
  const state = parseStripped(room.output.invite_state.events, given.tally);
  const mine = state.find((event) => event.type === "m.room.member" && event.stateKey === given.self);
  return { roomId: given.id, inviter: mine?.sender ?? null, state };
}
