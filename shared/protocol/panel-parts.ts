import * as v from "valibot";
import { parseDeviceId, parseLetterId, parseOrigin, parseRoomId, parseUserId } from "../base/index.ts";
import { markdownFormat } from "../letter/index.ts";

/** What the schemas of the panel channel are made of. Limits: docs/protocol.md, "Size limits". */

const branded = <T>(parse: (value: unknown) => T | null) =>
  v.custom<T & string>((value) => parse(value) !== null, "not of this kind");

export const userId = branded(parseUserId);
export const deviceId = branded(parseDeviceId);
export const threadId = branded(parseRoomId);
export const letterId = branded(parseLetterId);
export const origin = branded(parseOrigin);
export const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
/** How the text of a letter is written; null: as plain text. */
export const textFormat = v.nullable(v.literal(markdownFormat));
export const uuid = v.pipe(v.string(), v.uuid());

/** A file a page hands over: announced here, its bytes come as a Blob over the file channel (rpc) under `transfer`. */
export const offeredFile = v.strictObject({
  transfer: uuid,
  name: text(255),
  type: text(127),
  sizeBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
