import { FederpostError, fromBase64Url, type Origin } from "../base/index.ts";
import { jadesSignerOf, signJades } from "../crypto/index.ts";
import type { SignedDocument } from "../letter/index.ts";
import type { Change, WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { type SigningCertificate, signingCertificate } from "./evidence.ts";
import { withIdentityKey } from "./identity-key.ts";

/** Signing documents with the certificate of the account: JAdES baseline B by the identity key (docs/adr/0090). */

/** A JAdES signature, and the document that says which account's certificate it is and brings its revocation data. */
export interface CertifiedSignature {
  /** Compact JWS with an empty payload (ETSI TS 119 182-1). */
  readonly jws: string;
  readonly identity: string;
}

interface ToCertify {
  readonly documents: readonly (SignedDocument & { readonly type: string })[];
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

/**
 * Signs, now, with the identity key, under the certificate that is about it. The person has approved exactly these documents and
 * this certificate. @throws FederpostError `invalid_identity` when the certificate does not hold (any more), and what
 * `withIdentityKey` throws.
 */
async function signByCertificate(
  desk: Desk,
  way: WayIn | null,
  { with: also, documents, origin, reason }: ToCertify,
): Promise<CertifiedSignature> {
  const own = await signingCertificate(desk);
  if (own.kind !== "usable")
    throw new FederpostError("invalid_identity", "There is no valid certificate to sign with.");
  const [first, ...others] = own.evidence.chain.map(fromBase64Url).filter((der) => der !== null);
  if (first === undefined) throw new FederpostError("internal", "A certificate that was judged has no bytes.");
  const about = {
    documents: documents.map(({ name, sha256, type }, index) => ({
      uri: referenceTo(name, index),
      sha256,
      type: type === "" ? "application/octet-stream" : type,
    })),
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
