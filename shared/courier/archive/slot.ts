import * as v from "valibot";
import {
  type DeviceId,
  FederpostError,
  fromBase64,
  fromUtf8,
  type MxcUri,
  parseDeviceId,
  parseMxcUri,
  type Random,
  toBase64,
  type UserId,
  utf8,
} from "../../base/index.ts";
import type { Transport } from "../../transport/index.ts";
import type { ArchiveKeys } from "./key.ts";

/**
 * The index of what one device put into the archive. Each device has its own piece of account data, so that devices never
 * overwrite each other: account data has no compare-and-set. All indexes together are the archive.
 */

export const slotPrefix = "de.federpost.archive.";
const typeOf = (slot: string): string => `${slotPrefix}${slot}`;

/** A chunk: where its bytes lie, and what they must be. */
const chunk = v.object({
  name: v.string(),
  parts: v.array(v.custom<MxcUri>((value) => parseMxcUri(value) !== null)),
  sizeBytes: v.number(),
  /** SHA-256 of the sealed bytes: no other upload under this name counts. */
  sha256: v.string(),
  /** How often its records were merged. */
  level: v.number(),
  records: v.number(),
  letters: v.number(),
  /** Its own key, base64url. A chunk of an archive from before there were such keys lies under the archive key. */
  key: v.optional(v.nullable(v.string()), null),
});

export const indexSchema = v.object({
  device: v.custom<DeviceId>((value) => parseDeviceId(value) !== null),
  /** Counts the states of this index, from 1. */
  generation: v.number(),
  atMs: v.number(),
  /** The account's identity document as this device knew it: no older one is built on. */
  document: v.string(),
  /** Number of the next chunk: a name is given once. */
  nextChunk: v.number(),
  /** Oldest first. */
  chunks: v.array(chunk),
  /** Names every letter that the person has deleted for good; null: none. */
  erasures: v.optional(v.nullable(chunk), null),
  /** Generations that this device has seen in the other slots: what a server hides or puts back shows here. */
  seen: v.record(v.string(), v.number()),
});

export type Chunk = v.InferOutput<typeof chunk>;
export type ArchiveIndex = v.InferOutput<typeof indexSchema>;

const content = v.object({
  version: v.literal(1),
  archive: v.string(),
  generation: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  sealed: v.string(),
});

interface Place {
  readonly account: UserId;
  readonly slot: string;
}

const contextOf = ({ account, slot }: Place, generation: number): string =>
  JSON.stringify(["federpost archive index", 1, account, slot, generation]);

/** What a slot holds. */
export type SlotContent =
  | { readonly kind: "index"; readonly slot: string; readonly index: ArchiveIndex }
  /** Says it is of this archive and does not open: somebody changed it. */
  | { readonly kind: "tampered"; readonly slot: string }
  /** Of another archive, or no index at all. */
  | { readonly kind: "foreign"; readonly slot: string };

async function openSlot(keys: ArchiveKeys, place: Place, value: unknown): Promise<SlotContent> {
  const { slot } = place;
  const parsed = v.safeParse(content, value);
  if (!parsed.success || parsed.output.archive !== keys.id) return { kind: "foreign", slot };
  const { generation } = parsed.output;
  const sealed = fromBase64(parsed.output.sealed);
  const opened = sealed === null ? null : await keys.indexes.open(contextOf(place, generation), sealed);
  const inside = opened === null ? null : v.safeParse(indexSchema, parse(opened));
  if (inside === null || !inside.success || inside.output.generation !== generation) return { kind: "tampered", slot };
  return { kind: "index", slot, index: inside.output };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "null");
  } catch {
    return null;
  }
}

/** All slots of the account. @throws FederpostError what the transport throws. */
export async function readSlots(transport: Transport, keys: ArchiveKeys): Promise<SlotContent[]> {
  const all = await transport.listAccountData(slotPrefix);
  return Promise.all(
    all.map(({ type, content: value }) => {
      const slot = type.slice(slotPrefix.length);
      return openSlot(keys, { account: transport.userId, slot }, value);
    }),
  );
}

/** One slot, or null where there is none. */
export async function readSlot(transport: Transport, keys: ArchiveKeys, slot: string): Promise<SlotContent | null> {
  const value = await transport.readAccountData(typeOf(slot));
  return value === null ? null : openSlot(keys, { account: transport.userId, slot }, value);
}

// Account data has no limit of its own; an event has, and a homeserver may apply it.
const mostBytes = 60_000;

/** Writes a slot. @throws FederpostError `too_large`, and what the transport throws. */
export async function writeSlot(
  { transport, random }: { readonly transport: Transport; readonly random: Random },
  keys: ArchiveKeys,
  { slot, index: state }: { readonly slot: string; readonly index: ArchiveIndex },
): Promise<void> {
  const { generation } = state;
  const context = contextOf({ account: transport.userId, slot }, generation);
  const sealed = toBase64(await keys.indexes.seal(context, utf8(JSON.stringify(state)), random));
  if (sealed.length > mostBytes) throw new FederpostError("too_large", "The archive's index has grown too large.");
  await transport.writeAccountData(typeOf(slot), { version: 1, archive: keys.id, generation, sealed });
}
