import * as v from "valibot";
import {
  concatBytes,
  FederpostError,
  fromBase64,
  isFederpostError,
  type MxcUri,
  parseMxcUri,
  toBase64,
} from "../base/index.ts";
import { createFileSealer, openFileParts } from "../crypto/index.ts";
import type { GroupSuite } from "../engine/index.ts";
import type { Desk } from "./desk.ts";

/**
 * MLS bytes inside Matrix events. An event holds 65,536 bytes with its envelope (Matrix specification, "Size limits"),
 * so what is larger lies as encrypted media and the event carries its address, key and digest.
 */

/** Name of a suite's messages and key packages (MSC4256 for those that RFC 9420 numbers). */
export const algorithmOf = (suite: GroupSuite): string => `de.bwi.mls.v1.${suite}`;
export const welcomeAlgorithmOf = (suite: GroupSuite): string => `de.bwi.mls.v1.welcome.${suite}`;
export const eventTypes = {
  encrypted: "m.room.encrypted",
  commit: "de.federpost.mls.commit",
  readmission: "de.federpost.mls.readmission",
} as const;

/** The most bytes that go into an event as base64. */
const inlineBytes = 48_000;
const largestMediaBytes = 8_388_608;

/** Bytes that lie as encrypted media. */
export interface MediaPointer {
  readonly mxc: MxcUri;
  readonly key: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

const pointerSchema = v.object({
  mxc: v.custom<MxcUri>((value) => parseMxcUri(value) !== null),
  key: v.pipe(v.string(), v.maxLength(64)),
  sha256: v.pipe(v.string(), v.maxLength(64)),
  sizeBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(largestMediaBytes)),
});
const contentSchema = v.union([v.object({ ciphertext: v.string() }), v.object({ file: pointerSchema })]);

/** What reading from the homeserver takes. */
type Line = Pick<Desk, "transport" | "signal">;

/** Puts bytes into encrypted media. */
export async function storeAsMedia(desk: Desk, bytes: Uint8Array): Promise<MediaPointer> {
  const sealer = await createFileSealer(desk.random);
  const parts = await sealer.push(bytes);
  const { parts: rest, file } = await sealer.finish();
  const whole = concatBytes(...parts, ...rest);
  const mxc = await desk.transport.uploadMedia(whole, { signal: desk.signal });
  return { mxc, ...file };
}

/**
 * Fetches and opens what `storeAsMedia` put away. @throws FederpostError `cannot_open` when it is not what it should be
 * or is not there, and what the transport throws when it cannot be fetched now.
 */
export async function fetchFromMedia(desk: Line, pointer: MediaPointer): Promise<Uint8Array> {
  const maxBytes = pointer.sizeBytes + 4096;
  const fetched = desk.transport.downloadMedia(pointer.mxc, { maxBytes, signal: desk.signal });
  const sealed = await fetched.catch((error: unknown) => {
    // More than the pointer says: it will not become less.
    if (isFederpostError(error) && error.code === "too_large") return null;
    throw error;
  });
  if (sealed === null) throw new FederpostError("cannot_open", "The homeserver no longer has a part of this.");
  const chunks: Uint8Array[] = [];
  const parts = (async function* () {
    yield sealed;
  })();
  for await (const chunk of openFileParts(pointer, parts)) chunks.push(chunk);
  return concatBytes(...chunks);
}

/** The content of an event or to-device message that carries MLS bytes. Uploads what is too large. */
export async function makeContent(desk: Desk, bytes: Uint8Array) {
  return bytes.length <= inlineBytes
    ? { ciphertext: toBase64(bytes) }
    : { file: { ...(await storeAsMedia(desk, bytes)) } };
}

/** What tells one event's MLS bytes from all others without fetching them; null when it carries none. */
export function carriedBy(content: unknown): string | null {
  const parsed = v.safeParse(contentSchema, content);
  if (!parsed.success) return null;
  return "file" in parsed.output ? parsed.output.file.mxc : parsed.output.ciphertext;
}

/**
 * The MLS bytes of an event's content, or null when it carries none or points to what is not there.
 * Downloads what was too large for the event.
 */
export async function readContent(desk: Line, content: unknown): Promise<Uint8Array | null> {
  const parsed = v.safeParse(contentSchema, content);
  if (!parsed.success) return null;
  if ("ciphertext" in parsed.output) return fromBase64(parsed.output.ciphertext);
  return fetchFromMedia(desk, parsed.output.file).catch((error: unknown) => {
    if (isFederpostError(error) && error.code === "cannot_open") return null;
    throw error;
  });
}
