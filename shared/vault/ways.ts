import { FederpostError, fromBase64, type Random, toBase64, utf8 } from "../base/index.ts";
import type { Backend, SealedChange, SealedRecord } from "./backend.ts";
import { decrypt, deriveAesKey, encrypt } from "./seal.ts";
import { parseJson } from "./values.ts";
import type { Json, WayIn, WayKind, WayListing } from "./vault.ts";

const kinds = ["device", "passphrase", "passkey", "recovery"] as const satisfies readonly WayKind[];

/** A way in as it lies in the table `ways`: the vault key wrapped for it. */
interface StoredWay extends WayListing {
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

const contextOf = (kind: WayKind) => JSON.stringify(["federpost way in", 1, kind]);

/** The key that wraps the vault key for a way in. */
export function wrappingKeyOf(way: WayIn, backend: Backend): Promise<CryptoKey> {
  if (way.kind === "device") return Promise.resolve(backend.deviceKeys.wrapping);
  if (way.wrappingKey.length !== 32) throw new FederpostError("internal", "A wrapping key has 32 bytes.");
  return deriveAesKey(way.wrappingKey, `way in ${way.kind}`);
}

/** The change that stores a way in, in place of another of its kind. */
export async function storeWay(
  key: CryptoKey,
  way: { kind: WayKind; params: Json; addedAt: number; vaultKey: Uint8Array<ArrayBuffer>; random: Random },
): Promise<SealedChange> {
  const wrapped = await encrypt(key, { context: contextOf(way.kind), plaintext: way.vaultKey, random: way.random });
  const row: Json = { kind: way.kind, params: way.params, addedAt: way.addedAt, wrapped: toBase64(wrapped) };
  const sealed = utf8(JSON.stringify(row));
  return { table: "ways", key: way.kind, was: "any", become: { revision: 1, sealed } };
}

function parseWay(record: SealedRecord): StoredWay {
  const row = parseJson(record.sealed);
  const kind = kinds.find((known) => known === record.key);
  if (kind !== undefined && row !== null && typeof row === "object" && "wrapped" in row) {
    const wrapped = typeof row.wrapped === "string" ? fromBase64(row.wrapped) : null;
    const addedAt = typeof row.addedAt === "number" ? row.addedAt : 0;
    if (wrapped !== null) return { kind, params: row.params ?? null, addedAt, wrapped };
  }
  throw new FederpostError("cannot_open", "A stored way in is malformed.");
}

/** The way in of a kind, or null where the vault has none. */
export async function findWay(backend: Backend, kind: WayKind): Promise<StoredWay | null> {
  const record = await backend.get("ways", kind);
  return record === null ? null : parseWay(record);
}

/** All ways in, without their wrapped keys. */
export async function listWays(backend: Backend): Promise<WayListing[]> {
  const all = { from: "", to: "\x7f", limit: Number.MAX_SAFE_INTEGER, direction: "forward" } as const;
  const rows = (await backend.list("ways", all)).map(parseWay);
  return rows.map(({ kind, params, addedAt }) => ({ kind, params, addedAt }));
}

/** The vault key, or null when the wrapping key is not the one of this way. */
export const unwrap = (key: CryptoKey, way: StoredWay): Promise<Uint8Array<ArrayBuffer> | null> =>
  decrypt(key, { context: contextOf(way.kind), sealed: way.wrapped });
