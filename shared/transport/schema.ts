import * as v from "valibot";
import {
  FederpostError,
  parseDeviceId,
  parseEventId,
  parseMxcUri,
  parseRoomId,
  parseSyncToken,
  parseUserId,
} from "../base/index.ts";
import { isJsonObject, isTable, type JsonObject } from "./json.ts";

const branded = <T extends string>(parse: (value: unknown) => T | null) =>
  v.custom<T>((value) => parse(value) !== null, "not of this kind");

export const userId = branded(parseUserId);
export const deviceId = branded(parseDeviceId);
export const roomId = branded(parseRoomId);
export const eventId = branded(parseEventId);
export const mxcUri = branded(parseMxcUri);
export const syncToken = branded(parseSyncToken);

/** Matrix limits event types, state keys and most names to 255 bytes. */
export const shortText = v.pipe(v.string(), v.maxLength(255));
/** Access and refresh tokens: visible ASCII, since they go into a header, whose errors would quote them. */
export const token = v.pipe(v.string(), v.regex(/^[!-~]{1,4096}$/));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const jsonObject = v.custom<JsonObject>(isJsonObject, "not an object");
export const list = v.optional(v.array(v.unknown()), []);
/** A JSON object used as a table whose keys others choose; read it only with Object.entries. */
export const table = v.optional(v.custom<Record<string, unknown>>(isTable, "not an object"), {});

/** The value in the shape of `schema`; throws `invalid_response` without a word about what was in it. */
export function shaped<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new FederpostError("invalid_response", "The homeserver's answer does not have the expected shape.");
}

/** Counts what was left out because it did not fit. */
export interface Tally {
  skipped: number;
}

/**
 * The items that fit `schema`, in order; the rest is counted in `tally`. A foreign server may put what it likes into
 * a shared room, and one such event must not stop the mailbox.
 */
export function fitting<S extends v.GenericSchema>(schema: S, values: readonly unknown[], tally: Tally) {
  const fits: v.InferOutput<S>[] = [];
  for (const value of values) {
    const result = v.safeParse(schema, value);
    if (result.success) fits.push(result.output);
    else tally.skipped += 1;
  }
  return fits;
}

/** Object.fromEntries without a prototype: no key a stranger chooses can hit an inherited name. */
export function bareRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const record: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The counts in a table of numbers; entries of another kind are left out. */
export const countsIn = (counts: Record<string, unknown>): Record<string, number> =>
  bareRecord(Object.entries(counts).filter((entry): entry is [string, number] => v.is(count, entry[1])));
