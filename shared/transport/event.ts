import * as v from "valibot";
import type { DeviceId, EventId, UserId } from "../base/index.ts";
import type { JsonObject } from "./json.ts";
import { eventId, fitting, jsonObject, shortText, type Tally, userId } from "./schema.ts";

/** A room event as the homeserver tells it. Nothing in it is proved; who sent it is the homeserver's word. */
export interface RawEvent {
  readonly eventId: EventId;
  readonly type: string;
  readonly sender: UserId;
  /** The sender's homeserver's claim. */
  readonly sentAtMs: number;
  /** Null for events that are not state. */
  readonly stateKey: string | null;
  readonly content: JsonObject;
  /** Set only on events this device sent: the id it sent them under. */
  readonly txnId: string | null;
}

/** A state event as shown before one is in the room: without id and time. */
export interface StrippedEvent {
  readonly type: string;
  readonly sender: UserId;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** A to-device event. */
export interface RawToDevice {
  readonly type: string;
  readonly sender: UserId;
  readonly content: JsonObject;
}

/** The account's own data of one type. */
export interface AccountData {
  readonly type: string;
  readonly content: JsonObject;
}

const roomEvent = v.pipe(
  v.object({
    event_id: eventId,
    type: shortText,
    sender: userId,
    origin_server_ts: v.pipe(v.number(), v.safeInteger()),
    state_key: v.optional(shortText),
    content: jsonObject,
    unsigned: v.fallback(v.object({ transaction_id: v.optional(shortText) }), {}),
  }),
  v.transform(
    (event): RawEvent => ({
      eventId: event.event_id,
      type: event.type,
      sender: event.sender,
      sentAtMs: event.origin_server_ts,
      stateKey: event.state_key ?? null,
      content: event.content,
      txnId: event.unsigned.transaction_id ?? null,
    }),
  ),
);

const strippedEvent = v.pipe(
  v.object({ type: shortText, sender: userId, state_key: shortText, content: jsonObject }),
  v.transform(
    ({ type, sender, state_key, content }): StrippedEvent => ({ type, sender, stateKey: state_key, content }),
  ),
);

const toDevice = v.object({ type: shortText, sender: userId, content: jsonObject });
const accountData = v.object({ type: shortText, content: jsonObject });

/** Room events in their order; what is none is counted in `tally`. */
export const parseEvents = (values: readonly unknown[], tally: Tally): RawEvent[] => fitting(roomEvent, values, tally);
export const parseStripped = (values: readonly unknown[], tally: Tally): StrippedEvent[] =>
  fitting(strippedEvent, values, tally);
export const parseToDevice = (values: readonly unknown[], tally: Tally): RawToDevice[] =>
  fitting(toDevice, values, tally);
export const parseAccountData = (values: readonly unknown[], tally: Tally): AccountData[] =>
  fitting(accountData, values, tally);

/** Whose device gets a to-device event: one device, or `*` for all of the account. */
export type DeviceTarget = DeviceId | "*";
