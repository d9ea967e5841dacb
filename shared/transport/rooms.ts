import * as v from "valibot";
import type { RoomId, UserId } from "../base/index.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import type { Json, JsonObject } from "./json.ts";
import { fitting, list, roomId, type Tally, userId } from "./schema.ts";

export interface NewRoom {
  readonly invite: readonly UserId[];
  /** The room type in the creation event (`m.room.create`, `type`). */
  readonly type: string;
  /** More of the creation event, such as a mark by which a room is found again when the answer was lost. */
  readonly creationContent?: JsonObject;
  /** What differs from the server's default power levels. */
  readonly powerLevels?: JsonObject;
}

const created = v.object({ room_id: roomId });

/**
 * Makes a private, unnamed, federated room by invitation, of the server's default room version. Not repeated by
 * itself: a lost answer may have made a room.
 */
export async function createRoom(connection: Connection, room: NewRoom): Promise<RoomId> {
  const body: JsonObject = {
    preset: "private_chat",
    visibility: "private",
    invite: room.invite,
    creation_content: { ...room.creationContent, type: room.type, "m.federate": true },
    initial_state: [
      // With `joined` a new member would lose the commits and letters between Welcome and join.
      stateOf("m.room.history_visibility", { history_visibility: "invited" }),
      stateOf("m.room.guest_access", { guest_access: "forbidden" }),
    ],
    ...(room.powerLevels && { power_level_content_override: room.powerLevels }),
  };
  const call = { method: "POST", path: v3("createRoom"), body, repeat: "once", timeoutMs: longMs } as const;
  return (await connection.ask(created, call)).room_id;
}

const stateOf = (type: string, content: JsonObject): Json => ({ type, state_key: "", content });

// Joining, inviting and leaving may wait for another server, which the homeserver itself gives a minute.
const longMs = 120_000;

function act(connection: Connection, path: readonly string[], body: JsonObject): Promise<void> {
  return connection.tell({ method: "POST", path, body, repeat: "idempotent", timeoutMs: longMs });
}

/** Invites an account; throws `not_permitted` when it may not be, or is in the room already. */
export const invite = (connection: Connection, room: RoomId, user: UserId): Promise<void> =>
  act(connection, v3("rooms", room, "invite"), { user_id: user });

/** Takes back an invitation, or removes a member from the room (not from the group). */
export const kick = (connection: Connection, room: RoomId, user: UserId): Promise<void> =>
  act(connection, v3("rooms", room, "kick"), { user_id: user });

/** Leaves a room, or declines its invitation. */
export const leave = (connection: Connection, room: RoomId): Promise<void> =>
  act(connection, v3("rooms", room, "leave"), {});

/** Makes the server drop a room that was left from this account's view. */
export const forget = (connection: Connection, room: RoomId): Promise<void> =>
  act(connection, v3("rooms", room, "forget"), {});

/** Joins a room; `via` names servers that know it where ours does not. Joining twice is joining once. */
export async function join(connection: Connection, room: RoomId, via: readonly string[]): Promise<RoomId> {
  const call = { method: "POST", path: v3("join", room), query: { via, server_name: via }, body: {} } as const;
  const answer = await connection.ask(created, { ...call, repeat: "idempotent", timeoutMs: longMs });
  return answer.room_id;
}

export interface Member {
  readonly userId: UserId;
  readonly membership: "invite" | "join" | "knock" | "leave" | "ban";
}

const member = v.pipe(
  v.object({
    type: v.literal("m.room.member"),
    state_key: userId,
    content: v.object({ membership: v.picklist(["invite", "join", "knock", "leave", "ban"]) }),
  }),
  v.transform(({ state_key, content }): Member => ({ userId: state_key, membership: content.membership })),
);
const membersAnswer = v.object({ chunk: list });

/** Everybody who is or was in the room, by the homeserver's word. The group's members are MLS's to tell. */
export async function members(connection: Connection, room: RoomId): Promise<readonly Member[]> {
  const call = { method: "GET", path: v3("rooms", room, "members"), repeat: "idempotent" } as const;
  const { chunk } = await connection.ask(membersAnswer, { ...call, maxBytes: 32 * 1024 * 1024 });
  return fitting(member, chunk, uncounted());
}

const joined = v.object({ joined_rooms: list });

/** The rooms this account is in. */
export async function joinedRooms(connection: Connection): Promise<readonly RoomId[]> {
  const call = { method: "GET", path: v3("joined_rooms"), repeat: "idempotent" } as const;
  const { joined_rooms } = await connection.ask(joined, { ...call, maxBytes: 8 * 1024 * 1024 });
  return fitting(roomId, joined_rooms, uncounted());
}

const uncounted = (): Tally => ({ skipped: 0 });
