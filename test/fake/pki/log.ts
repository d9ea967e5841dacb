import { createHash } from "node:crypto";
import { type LogProof, logEntry, logHead } from "../../../shared/identity/x509-log.ts";
import { concat } from "./der.ts";
import type { TestKey } from "./keys.ts";

/** A transparency log of a few entries, by RFC 6962's recursive definition. */

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(
    createHash("sha256")
      .update(concat(...parts))
      .digest(),
  );
const leafHash = (entry: Uint8Array): Uint8Array => sha256(Uint8Array.of(0), entry);
const split = (size: number): number => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};

/** MTH of RFC 6962 section 2.1. */
function treeHash(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 1) return leafHash(entries[0]!);
  const k = split(entries.length);
  return sha256(Uint8Array.of(1), treeHash(entries.slice(0, k)), treeHash(entries.slice(k)));
}

/** PATH of RFC 6962 section 2.1.1. */
function pathOf(index: number, entries: readonly Uint8Array[]): Uint8Array[] {
  if (entries.length === 1) return [];
  const k = split(entries.length);
  return index < k
    ? [...pathOf(index, entries.slice(0, k)), treeHash(entries.slice(k))]
    : [...pathOf(index - k, entries.slice(k)), treeHash(entries.slice(0, k))];
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** Puts a certificate among others into a log that `key` signs. */
export async function logProof(
  key: TestKey,
  certificate: Uint8Array,
  at: { readonly index: number; readonly size: number; readonly ms: number },
): Promise<LogProof> {
  const entries = Array.from({ length: at.size }, (_, i) =>
    logEntry(i === at.index ? certificate : Buffer.from(`certificate ${i}`), at.ms),
  );
  const rootHash = treeHash(entries);
  const head = { headMs: at.ms, treeSize: at.size, rootHash };
  return {
    entryMs: at.ms,
    leafIndex: at.index,
    treeSize: at.size,
    path: pathOf(at.index, entries).map(text),
    headMs: at.ms,
    rootHash: text(rootHash),
    signature: text(await key.sign(logHead(head))),
  };
}
