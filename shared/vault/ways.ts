import { FederpostError, fromBase64, type Random, toBase64, utf8 } from "../base/index.ts";
import type { Backend, SealedChange, SealedRecord } from "./backend.ts";
import { decrypt, deriveAesKey, encrypt } from "./seal.ts";
import { parseJson } from "./values.ts";
import type { Json, WayIn, WayKind, WayListing } from "./vault.ts";

const kinds = ["device", "passphrase", "passkey", "recovery"] as const satisfies readonly WayKind[];

/**
 * What every way in opens: the key of the vault seal, and the owner key, which seals what an unlocked session alone must
 * not use. `ownerKey` is null where a way was stored before there was one.
 */
export interface OpenedWay {
  readonly vaultKey: Uint8Array<ArrayBuffer>;
  readonly ownerKey: Uint8Array<ArrayBuffer> | null;
}

/** A way in as it lies in the table `ways`: both keys wrapped for it. */
interface StoredWay extends WayListing {
  readonly wrapped: Uint8Array<ArrayBuffer>;
  readonly wrappedOwner: Uint8Array<ArrayBuffer> | null;
}

const contextOf = (kind: WayKind) => JSON.stringify(["federpost way in", 1, kind]);
const ownerContextOf = (kind: WayKind) => JSON.stringify(["federpost way in, owner", 1, kind]);

/** The key that wraps for a way in. */
export function wrappingKeyOf(way: WayIn, backend: Backend): Promise<CryptoKey> {
  if (way.kind === "device") return Promise.resolve(backend.deviceKeys.wrapping);
  if (way.wrappingKey.length !== 32) throw new FederpostError("internal", "A wrapping key has 32 bytes.");
  return deriveAesKey(way.wrappingKey, `way in ${way.kind}`);
}

/** The change that stores a way in, in place of another of its kind. */
export async function storeWay(
  key: CryptoKey,
  way: { kind: WayKind; params: Json; addedAt: number; opens: OpenedWay; random: Random },
): Promise<SealedChange> {
  const { kind, params, addedAt, opens, random } = way;
  const wrapped = await encrypt(key, { context: contextOf(kind), plaintext: opens.vaultKey, random });
  const owner =
    opens.ownerKey === null
      ? null
      : await encrypt(key, { context: ownerContextOf(kind), plaintext: opens.ownerKey, random });
  const row = { kind, params, addedAt, wrapped: toBase64(wrapped), ...(owner && { owner: toBase64(owner) }) };
  return { table: "ways", key: kind, was: "any", become: { revision: 1, sealed: utf8(JSON.stringify(row)) } };
}

function parseWay(record: SealedRecord): StoredWay {
  const row = parseJson(record.sealed);
  const kind = kinds.find((known) => known === record.key);
  if (kind !== undefined && row !== null && typeof row === "object" && "wrapped" in row) {
    const wrapped = typeof row.wrapped === "string" ? fromBase64(row.wrapped) : null;
    const wrappedOwner = typeof row.owner === "string" ? fromBase64(row.owner) : null;
    const addedAt = typeof row.addedAt === "number" ? row.addedAt : 0;
    if (wrapped !== null) return { kind, params: row.params ?? null, addedAt, wrapped, wrappedOwner };
  }
  throw new FederpostError("cannot_open", "A stored way in is malformed.");
}

/** The way in of a kind, or null where the vault has none. */
export async function findWay(backend: Backend, kind: WayKind): Promise<StoredWay | null> {
  const record = await backend.get("ways", kind);
  return record === null ? null : parseWay(record);
}

async function storedWays(backend: Backend): Promise<StoredWay[]> {
  const all = { from: "", to: "\x7f", limit: Number.MAX_SAFE_INTEGER, direction: "forward" } as const;
  return (await backend.list("ways", all)).map(parseWay);
}

/** All ways in, without their wrapped keys. */
export const listWays = async (backend: Backend): Promise<WayListing[]> =>
  (await storedWays(backend)).map(({ kind, params, addedAt }) => ({ kind, params, addedAt }));

/** Whether any way in wraps an owner key: then there is one, and no other may be made. */
export const hasOwnerKey = async (backend: Backend): Promise<boolean> =>
  (await storedWays(backend)).some(({ wrappedOwner }) => wrappedOwner !== null);

/** What the way opens, or null when the wrapping key is not its own. */
export async function unwrap(key: CryptoKey, way: StoredWay): Promise<OpenedWay | null> {
  const vaultKey = await decrypt(key, { context: contextOf(way.kind), sealed: way.wrapped });
  if (vaultKey === null || way.wrappedOwner === null) return vaultKey && { vaultKey, ownerKey: null };
  const ownerKey = await decrypt(key, { context: ownerContextOf(way.kind), sealed: way.wrappedOwner });
  return ownerKey && { vaultKey, ownerKey };
}

/** Clears what a way opened. */
export function forgetOpened({ vaultKey, ownerKey }: OpenedWay): void {
  vaultKey.fill(0);
  ownerKey?.fill(0);
}
