import { concatBytes, equalBytes, fromBase64Url, utf8 } from "../base/index.ts";
import { type CertifiedKey, readDer, readPublicKey, sha256, verifyDerSignature } from "../crypto/index.ts";
import { readOrNull } from "./x509-certificate.ts";
import type { X509Refusal } from "./x509-refusal.ts";

/**
 * That a certificate stands in a public log: its entry, the way from there to the log's root, and the root as the log
 * signed it (RFC 6962 sections 3.4 and 3.5, verified as RFC 9162 section 2.1.3.2 says). Byte strings are base64url.
 */
export interface LogProof {
  /** When the log took the certificate in. */
  readonly entryMs: number;
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly path: readonly string[];
  /** When the log signed the root. */
  readonly headMs: number;
  readonly rootHash: string;
  /** ECDSA on P-256 with SHA-256, in DER. */
  readonly signature: string;
}

const numberBytes = (value: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
};

/** The bytes of a certificate's entry, a MerkleTreeLeaf of RFC 6962. */
export const logEntry = (certificate: Uint8Array, entryMs: number): Uint8Array =>
  concatBytes(
    Uint8Array.of(0, 0),
    numberBytes(entryMs, 8),
    Uint8Array.of(0, 0),
    numberBytes(certificate.length, 3),
    certificate,
    Uint8Array.of(0, 0),
  );

/** The bytes of a tree head that a log signs. */
export const logHead = (head: {
  readonly headMs: number;
  readonly treeSize: number;
  readonly rootHash: Uint8Array;
}): Uint8Array =>
  concatBytes(Uint8Array.of(0, 1), numberBytes(head.headMs, 8), numberBytes(head.treeSize, 8), head.rootHash);

const hashChildren = (left: Uint8Array, right: Uint8Array): Promise<Uint8Array> =>
  sha256(concatBytes(Uint8Array.of(1), left, right));

/** The root that a leaf and its path lead to; null when the path is not one of a tree of this size. */
async function climb(leaf: Uint8Array, path: readonly Uint8Array[], { leafIndex, treeSize }: LogProof) {
  let [node, last] = [leafIndex, treeSize - 1];
  let hash: Uint8Array = await sha256(concatBytes(Uint8Array.of(0), leaf));
  if (leafIndex > last) return null;
  const up = () => {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  };
  for (const sibling of path) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hash = await hashChildren(sibling, hash);
      while (node % 2 === 0 && node !== 0) up();
    } else hash = await hashChildren(hash, sibling);
    up();
  }
  return last === 0 ? hash : null;
}

const ecdsaSha256 = readDer(Uint8Array.of(0x30, 0x0a, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));

/** A log's public key (SubjectPublicKeyInfo in DER), or null when it is not one on P-256. */
export function readLogKey(spki: Uint8Array): CertifiedKey | null {
  const node = readDer(spki);
  const key = node === null ? null : readOrNull(() => readPublicKey(node));
  return key?.kind === "P-256" ? key : null;
}

/** Null when one of the logs has signed a tree in which the certificate stands. */
export async function checkLogProof(
  certificate: Uint8Array,
  proof: LogProof | null,
  { logs, nowMs }: { readonly logs: readonly CertifiedKey[]; readonly nowMs: number },
): Promise<X509Refusal | null> {
  if (proof === null) return "log_missing";
  const [rootHash, signature, ...path] = [proof.rootHash, proof.signature, ...proof.path].map(fromBase64Url);
  const hashes = path.filter((hash) => hash !== null && hash?.length === 32).map((hash) => hash ?? utf8(""));
  if (!rootHash || !signature || ecdsaSha256 === null || hashes.length !== proof.path.length) return "broken_log_proof";
  if (proof.entryMs > proof.headMs || proof.headMs > nowMs + 600_000) return "broken_log_proof";
  const root = await climb(logEntry(certificate, proof.entryMs), hashes, proof);
  if (root === null || !equalBytes(root, rootHash)) return "broken_log_proof";
  const data = logHead({ headMs: proof.headMs, treeSize: proof.treeSize, rootHash });
  for (const key of logs)
    if ((await verifyDerSignature({ algorithm: ecdsaSha256, key, data, signature })) === "holds") return null;
  return "broken_log_proof";
}
