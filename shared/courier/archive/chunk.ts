import * as v from "valibot";
import { FederpostError, fromUtf8, utf8 } from "../../base/index.ts";
import { type Json, markedStores, type StoreName } from "../../vault/index.ts";

/** What lies in a chunk of the archive: records as they were stored, packed so that what repeats lies there once. */

/** A record as a device stored it, or that it is gone (`value` absent, which JSON spells by leaving it out). */
export interface ArchivedRecord {
  readonly store: StoreName;
  readonly key: string;
  /** When it was archived, by the device's clock. */
  readonly atMs: number;
  /** The index's generation in which it was archived: of one device's versions the highest counts. */
  readonly generation: number;
  readonly value?: Json;
}

const json = v.custom<Json>((value) => value !== undefined && typeof value !== "function");

/** Stores under the device seal: the vault leaves no marks for them, because it may be locked when they change. */
export const scannedStores: readonly StoreName[] = ["grants", "settings"];
const known = new Set<string>([...markedStores, ...scannedStores, "erased"]);
const packed = v.object({
  version: v.literal(1),
  texts: v.array(v.string()),
  records: v.array(
    v.object({
      store: v.custom<StoreName>((value) => typeof value === "string" && known.has(value)),
      key: v.string(),
      atMs: v.number(),
      generation: v.number(),
      value: v.optional(json),
    }),
  ),
});

// A certificate or document stands in every letter and receipt of its device. Shorter texts are not worth a reference.
const worthSharing = 200;
const mark = "\u0000";

/** Rebuilds a JSON value with its texts changed. */
function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, change));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}

/** Padmé (Nikitin et al., PETS 2019): at most 12 % more, and few different lengths. */
export function paddedLength(length: number): number {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const free = 2 ** (exponent - (Math.floor(Math.log2(exponent || 1)) + 1));
  return free < 1 ? length : Math.ceil(length / free) * free;
}

/** Bytes of records, padded: first four bytes say how long the JSON is. */
export function encodeChunk(records: readonly ArchivedRecord[]): Uint8Array<ArrayBuffer> {
  const places = new Map<string, number>();
  const change = (text: string): string => {
    if (text.length < worthSharing) return text.startsWith(mark) ? mark + text : text;
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return `${mark}${place}`;
  };
  const plain = records.map((record) =>
    record.value === undefined ? record : { ...record, value: mapTexts(record.value, change) },
  );
  const bytes = utf8(JSON.stringify({ version: 1, texts: [...places.keys()], records: plain }));
  const whole = new Uint8Array(paddedLength(bytes.length + 4));
  new DataView(whole.buffer).setUint32(0, bytes.length);
  whole.set(bytes, 4);
  return whole;
}

/** Records of a chunk's bytes. @throws FederpostError `cannot_open` when they are not one. */
export function decodeChunk(bytes: Uint8Array<ArrayBuffer>): ArchivedRecord[] {
  const { texts, records } = parsePacked(bytes);
  const restore = (text: string): string => {
    if (!text.startsWith(mark)) return text;
    if (text.startsWith(mark, 1)) return text.slice(1);
    const shared = texts[Number(text.slice(1))];
    if (shared === undefined) throw notOne();
    return shared;
  };
  return records.map(({ value, ...record }) =>
    value === undefined ? record : { ...record, value: mapTexts(value, restore) },
  );
}

const notOne = () => new FederpostError("cannot_open", "A part of the archive has an unknown form inside its seal.");

function parsePacked(bytes: Uint8Array<ArrayBuffer>): v.InferOutput<typeof packed> {
  const length =
    bytes.length < 4 ? Number.POSITIVE_INFINITY : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const text = length > bytes.length - 4 ? null : fromUtf8(bytes.subarray(4, 4 + length));
  try {
    const parsed = v.safeParse(packed, JSON.parse(text ?? "null"));
    if (parsed.success) return parsed.output;
  } catch {
    // Falls through: the parser's message would quote the record.
  }
  throw notOne();
}
