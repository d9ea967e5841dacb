import * as v from "valibot";
import type { EventId, RoomId, SyncToken } from "../base/index.ts";
import { errorFor } from "./answer.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import { parseEvents, type RawEvent } from "./event.ts";
import { list, syncToken, type Tally } from "./schema.ts";

export interface GapOptions {
  readonly roomId: RoomId;
  /** The prevBatch of a limited timeline: where the gap ends. */
  readonly from: SyncToken;
  /** The position the last sync ended at: where the gap begins. Null goes back as far as the server shows. */
  readonly to: SyncToken | null;
  /** Stop after about so many events. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

export interface GapEvents {
  /** Oldest first. */
  readonly events: readonly RawEvent[];
  /** Where to go on for what is older still, when the limit came first; null when the gap is filled. */
  readonly olderFrom: SyncToken | null;
  /** Events left out because they were malformed. */
  readonly skipped: number;
}

const pageSize = 100;
// A page is at most 100 events of 64 KiB, plus what the server adds to each.
const maxBytes = 16 * 1024 * 1024;
const page = v.object({ chunk: list, end: v.optional(syncToken) });

/** What a limited timeline left out, in the room's order. Throws `not_permitted` when the account may not see the room. */
export async function messagesBetween(connection: Connection, options: GapOptions): Promise<GapEvents> {
  const newestFirst: RawEvent[] = [];
  const tally: Tally = { skipped: 0 };
  let from: SyncToken | null = options.from;
  // A server may answer pages that are empty and yet not the last; it must not do so for ever.
  for (let pages = 0; from !== null && newestFirst.length < options.limit && pages < options.limit; pages++) {
    const answer: v.InferOutput<typeof page> = await fetchPage(connection, options, from);
    newestFirst.push(...parseEvents(answer.chunk, tally));
    from = answer.end === from ? null : (answer.end ?? null);
  }
  return { events: newestFirst.reverse(), olderFrom: from, skipped: tally.skipped };
}

/** Whether the homeserver has this event and shows it to us. */
export async function hasEvent(connection: Connection, room: RoomId, event: EventId): Promise<boolean> {
  const path = v3("rooms", room, "event", event);
  const answer = await connection.answer({ method: "GET", path, repeat: "idempotent" });
  if (answer.kind === "ok") return true;
  const { status } = answer.refusal;
  if (status === 403 || status === 404) return false;
  throw errorFor(answer.refusal);
}

function fetchPage(connection: Connection, options: GapOptions, from: SyncToken): Promise<v.InferOutput<typeof page>> {
  const to = options.to === null ? {} : { to: options.to };
  return connection.ask(page, {
    method: "GET",
    path: v3("rooms", options.roomId, "messages"),
    query: { dir: "b", from, ...to, limit: String(Math.min(pageSize, options.limit)) },
    repeat: "idempotent",
    timeoutMs: 60_000,
    maxBytes,
    signal: options.signal ?? null,
  });
}
