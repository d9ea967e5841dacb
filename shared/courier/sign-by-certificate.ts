import { FederpostError, fromBase64Url, type Origin } from "../base/index.ts";
import { type JadesHash, jadesSignerOf, signJades, startDigest, startSha512 } from "../crypto/index.ts";
import type { SignedDocument } from "../letter/index.ts";
import type { Change, Vault, WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { type SigningCertificate, signingCertificate } from "./evidence.ts";
import { withIdentityKey } from "./identity-key.ts";
import { openStaged } from "./open.ts";

/** Signing documents with the certificate of the account: JAdES baseline B by the identity key (docs/adr/0090). */

/** A JAdES signature, and the document that says which account's certificate it is and brings its revocation data. */
export interface CertifiedSignature {
  /** Compact JWS with an empty payload (ETSI TS 119 182-1). */
  readonly jws: string;
  readonly identity: string;
}

/** A document that waits staged, with what the person saw of it. */
interface DocumentToCertify extends SignedDocument {
  readonly type: string;
  readonly staging: string;
}

interface ToCertify {
  readonly documents: readonly DocumentToCertify[];
  /** By what the signature names them. */
  readonly hash: JadesHash;
  readonly origin: Origin;
  readonly reason: string;
  /** What must be stored before anybody gets the signature. */
  readonly with: (signature: CertifiedSignature) => readonly Change[];
}

/** What is done with the account's certificate. */
export interface CertificateSigning {
  /** With what the account can sign as an organisation, at this moment. */
  readonly read: () => Promise<SigningCertificate>;
  /** Throws unless the person came with what the identity key needs, as `withIdentityKey` does. */
  readonly proveWay: (way: WayIn | null) => Promise<void>;
  /** Signs by the certificate what the person approved. @throws as {@link signByCertificate} */
  readonly sign: (request: ToCertify, way: WayIn | null) => Promise<CertifiedSignature>;
}

export const certificateSigning = (desk: Desk): CertificateSigning => ({
  read: () => signingCertificate(desk),
  proveWay: (way) => withIdentityKey(desk, way, async () => {}),
  sign: (request, way) => signByCertificate(desk, way, request),
});

/** The name of a document as a relative reference (RFC 3986), told apart from others of the same name by its place. */
const referenceTo = (name: string, index: number): string => `${index + 1}/${encodeURIComponent(name.toWellFormed())}`;

/** SHA-512 of a staged document, which must still be the one whose SHA-256 the person saw. */
async function sha512Staged(vault: Vault, { staging, sha256 }: DocumentToCertify): Promise<string> {
  const [seen, named] = [await startDigest(), await startSha512()];
  for await (const bytes of await openStaged(vault, staging)) {
    seen.update(bytes);
    named.update(bytes);
  }
  if (seen.finish() !== sha256) throw new FederpostError("file_changed", "A document is another than the one shown.");
  return named.finish();
}

/**
 * Signs, now, with the identity key, under the certificate that is about it. The person has approved exactly these documents and
 * this certificate. @throws FederpostError `invalid_identity` when the certificate does not hold (any more), and what
 * `withIdentityKey` throws.
 */
async function signByCertificate(
  desk: Desk,
  way: WayIn | null,
  { with: also, documents, hash, origin, reason }: ToCertify,
): Promise<CertifiedSignature> {
  const own = await signingCertificate(desk);
  if (own.kind !== "usable")
    throw new FederpostError("invalid_identity", "There is no valid certificate to sign with.");
  const [first, ...others] = own.evidence.chain.map(fromBase64Url).filter((der) => der !== null);
  if (first === undefined) throw new FederpostError("internal", "A certificate that was judged has no bytes.");
  const about = {
    hash,
    documents: await Promise.all(
      documents.map(async (document, index) => ({
        uri: referenceTo(document.name, index),
        digest: hash === "S256" ? document.sha256 : await sha512Staged(desk.vault, document),
        type: document.type === "" ? "application/octet-stream" : document.type,
      })),
    ),
    commitment: { reason, origin },
    signedAtMs: desk.clock.now(),
  };
  const jws = await withIdentityKey(desk, way, async (key) =>
    signJades(await jadesSignerOf(key, [first, ...others]), about),
  );
  const signature = { jws, identity: desk.self.document };
  await desk.vault.commit([...also(signature)]);
  return signature;
}
