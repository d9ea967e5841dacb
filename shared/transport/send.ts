import * as v from "valibot";
import type { EventId, RoomId, UserId } from "../base/index.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import type { DeviceTarget } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { bareRecord, eventId } from "./schema.ts";

export interface OutgoingEvent {
  readonly roomId: RoomId;
  readonly type: string;
  readonly content: JsonObject;
  /** Chosen and stored before the first try: the same id never makes a second event (per device). */
  readonly txnId: string;
  readonly signal?: AbortSignal;
}

const sent = v.object({ event_id: eventId });

/**
 * Puts an event into a room and returns its id; sending again under the same txnId returns the same id.
 * Throws `too_large` above the server's limit (65,536 bytes with envelope), `not_permitted` when not in the room.
 */
export async function sendEvent(connection: Connection, event: OutgoingEvent): Promise<EventId> {
  const answer = await connection.ask(sent, {
    method: "PUT",
    path: v3("rooms", event.roomId, "send", event.type, event.txnId),
    body: event.content,
    repeat: "idempotent",
    signal: event.signal ?? null,
  });
  return answer.event_id;
}

export interface OutgoingToDevice {
  readonly type: string;
  /** As for events: the same id is delivered once. */
  readonly txnId: string;
  readonly messages: ReadonlyMap<UserId, ReadonlyMap<DeviceTarget, JsonObject>>;
  readonly signal?: AbortSignal;
}

/**
 * Hands contents to devices. Each arrives at least once; a device that does not exist is dropped without a word.
 * Throws `too_large` when one content is above 65,536 bytes.
 */
export async function sendToDevice(connection: Connection, { type, txnId, messages, signal }: OutgoingToDevice) {
  const users = [...messages].map(([user, devices]) => [user, bareRecord(devices)] as const);
  await connection.tell({
    method: "PUT",
    path: v3("sendToDevice", type, txnId),
    body: { messages: bareRecord(users) },
    repeat: "idempotent",
    signal: signal ?? null,
  });
}
