import { concatBytes, FederpostError, type Random, utf8 } from "../base/index.ts";
import type { Backend, SealedChange } from "./backend.ts";
import { decrypt, encrypt, importAesKey, type Place } from "./seal.ts";
import { parseJson } from "./values.ts";

/**
 * Content keys: every record under the vault seal lies under one. Databases keep old bytes of what was removed for a time that
 * nobody can say, so a removal alone ends nothing. When something was removed for good, what is left is sealed under a new
 * content key and the old one is destroyed: what lies about anywhere is then noise, for whoever knows every way in, too.
 * Each key lies outside of the database, wrapped by the vault key, in a place that can be removed from disk as a whole.
 */

/** The content keys of an unlocked vault. New records go under `current`; others wait to be sealed anew. */
export interface ContentKeys {
  readonly current: number;
  readonly byId: ReadonlyMap<number, CryptoKey>;
}

/** First byte of a record under a content key; its id (4 bytes, big endian), nonce and ciphertext follow. */
const contentVersion = 3;
const idBytes = 4;

// JSON of an array of strings and integers has one spelling: JSON.stringify's.
const contextOf = (id: number, { table, key, revision }: Place) =>
  JSON.stringify(["federpost record", contentVersion, id, table, key, revision]);

const idOf = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);

/** The content key's id of a sealed record, or null when it lies under none (written by an older version). */
export const contentIdOf = (sealed: Uint8Array): number | null =>
  sealed[0] === contentVersion && sealed.length > idBytes ? idOf(sealed) : null;

/** One record at its place under the current content key. */
export async function sealContent(
  keys: ContentKeys,
  job: { readonly place: Place; readonly plaintext: Uint8Array<ArrayBuffer>; readonly random: Random },
): Promise<Uint8Array<ArrayBuffer>> {
  const key = keys.byId.get(keys.current);
  if (key === undefined) throw new FederpostError("internal", "The current content key is missing.");
  const head = new Uint8Array(1 + idBytes);
  head[0] = contentVersion;
  new DataView(head.buffer).setUint32(1, keys.current);
  return concatBytes(head, await encrypt(key, { ...job, context: contextOf(keys.current, job.place) }));
}

/** The record's plaintext, or null when its key was destroyed or the bytes were not sealed for this place. */
export async function openContent(
  keys: ContentKeys,
  { place, sealed }: { readonly place: Place; readonly sealed: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const id = contentIdOf(sealed);
  const key = id === null ? undefined : keys.byId.get(id);
  if (id === null || key === undefined) return null;
  return decrypt(key, { context: contextOf(id, place), sealed: sealed.subarray(1 + idBytes) });
}

/** Which content keys there are. `gone`: are not used any more and may still lie on disk. */
interface Known {
  readonly revision: number;
  readonly current: number;
  readonly older: readonly number[];
  readonly gone: readonly number[];
}

const place = { table: "state", key: "content" } as const;
const wrapContext = (id: number) => JSON.stringify(["federpost content key", 1, id]);
const isId = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value > 0;
const idsOf = (value: unknown): number[] => (Array.isArray(value) ? value.filter(isId) : []);

async function readKnown(backend: Backend): Promise<Known | null> {
  const record = await backend.get(place.table, place.key);
  if (record === null) return null;
  const value = parseJson(record.sealed);
  if (value === null || typeof value !== "object" || !("current" in value) || !isId(value.current))
    throw new FederpostError("cannot_open", "The mailbox does not say which content keys it has.");
  return { revision: record.revision, current: value.current, older: idsOf(value.older), gone: idsOf(value.gone) };
}

/** The change from what is known to what comes next. Revisions only count up. */
const change = (known: Known | null, next: Omit<Known, "revision">): SealedChange => ({
  ...place,
  was: known?.revision ?? 0,
  become: { revision: (known?.revision ?? 0) + 1, sealed: utf8(JSON.stringify(next)) },
});

async function makeKey(backend: Backend, wrapping: CryptoKey, random: Random): Promise<number> {
  const id = new DataView(random.bytes(4).buffer).getUint32(0) || 1;
  const contentKey = random.bytes(32);
  const wrapped = await encrypt(wrapping, { context: wrapContext(id), plaintext: contentKey, random });
  contentKey.fill(0);
  await backend.putSecret(id, wrapped);
  return id;
}

async function openKey(backend: Backend, wrapping: CryptoKey, id: number): Promise<CryptoKey | null> {
  const wrapped = await backend.readSecret(id);
  const raw = wrapped && (await decrypt(wrapping, { context: wrapContext(id), sealed: new Uint8Array(wrapped) }));
  if (raw === null) return null;
  const key = await importAesKey(raw);
  raw.fill(0);
  return key;
}

/** What it takes to open and to change the content keys. `wrapping` is derived from the vault key. */
export interface ContentPlace {
  readonly backend: Backend;
  readonly wrapping: CryptoKey;
  readonly random: Random;
}

/** Opens the content keys; a vault that has none gets its first. @throws FederpostError `cannot_open` without the current one. */
export async function openContentKeys({ backend, wrapping, random }: ContentPlace): Promise<ContentKeys> {
  let known = await readKnown(backend);
  if (known === null) {
    const id = await makeKey(backend, wrapping, random);
    // Another context may have been quicker: its key counts.
    if (!(await backend.write([change(null, { current: id, older: [], gone: [] })]))) await backend.destroySecret(id);
    known = await readKnown(backend);
  }
  if (known === null) throw new FederpostError("conflict", "The content keys were removed meanwhile; open it again.");
  if (known.gone.length > 0) await destroyGone(backend, known);
  const byId = new Map<number, CryptoKey>();
  for (const id of [known.current, ...known.older]) {
    const key = await openKey(backend, wrapping, id);
    if (key !== null) byId.set(id, key);
  }
  if (!byId.has(known.current))
    throw new FederpostError("cannot_open", "The mailbox's content key is missing or was made for another mailbox.");
  return { current: known.current, byId };
}

/** First destroyed, then forgotten: who dies in between destroys again. */
async function destroyGone(backend: Backend, known: Known): Promise<void> {
  for (const id of known.gone) await backend.destroySecret(id);
  await backend.write([change(known, { ...known, gone: [] })]);
}

/** Makes a new current key. `guarded` writes the change together with what makes other contexts look again. */
export async function beginContentKey(
  { backend, wrapping, random }: ContentPlace,
  guarded: (change: SealedChange) => Promise<boolean>,
): Promise<void> {
  const known = await readKnown(backend);
  if (known === null) throw new FederpostError("internal", "There are no content keys yet.");
  const id = await makeKey(backend, wrapping, random);
  const { current, older, gone } = known;
  if (await guarded(change(known, { current: id, older: [...older, current], gone }))) return;
  await backend.destroySecret(id);
  throw new FederpostError("conflict", "The lock or the content keys changed meanwhile; try again.");
}

/** Nothing that is to stay lies under the older keys any more: they are destroyed. */
export async function endOlderKeys(
  backend: Backend,
  guarded: (change: SealedChange) => Promise<boolean>,
): Promise<void> {
  const known = await readKnown(backend);
  if (known === null) return;
  const { current, older, gone } = known;
  if (!(await guarded(change(known, { current, older: [], gone: [...gone, ...older] }))))
    throw new FederpostError("conflict", "The lock or the content keys changed meanwhile; try again.");
  const now = await readKnown(backend);
  if (now !== null) await destroyGone(backend, now);
}

/** All content keys end, as everything does. */
export async function destroyContentKeys(backend: Backend): Promise<void> {
  const known = await readKnown(backend);
  if (known === null) return;
  for (const id of [known.current, ...known.older, ...known.gone]) await backend.destroySecret(id);
  await backend.write([{ ...place, was: "any", become: "removed" }]);
}
