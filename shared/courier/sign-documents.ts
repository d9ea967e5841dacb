import { FederpostError } from "../base/index.ts";
import { signJws } from "../crypto/index.ts";
import { encodeStatement, type SigningStatement, signatureType } from "../letter/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";

/** Signing documents that a portal showed and the person approved. */

/** A signature with what proves its signer to a third party. */
export interface DocumentSignature {
  /** Compact JWS without its payload (RFC 7515, appendix F). */
  readonly jws: string;
  /** The payload, base64url. */
  readonly payload: string;
  readonly certificate: string;
  readonly identity: string;
}

export interface ToSign extends Pick<SigningStatement, "documents" | "origin" | "reason"> {
  /** What must be stored before anybody gets the signature. */
  readonly with: (signature: DocumentSignature) => readonly Change[];
}

/** Signs with this device's letter key, now. The person has approved exactly these documents; nothing else may call this. */
export async function signDocuments(desk: Desk, { with: also, ...about }: ToSign): Promise<DocumentSignature> {
  const { account, letterKey, certificate, document: identity } = desk.self;
  const statement = { ...about, account, signedAtMs: desk.clock.now() };
  const signed = await signJws(letterKey, { typ: signatureType, payload: encodeStatement(statement) });
  const [header, payload, value] = signed.split(".");
  if (header === undefined || payload === undefined || value === undefined) {
    throw new FederpostError("internal", "A signature has an unknown form.");
  }
  const signature = { jws: `${header}..${value}`, payload, certificate, identity };
  await desk.vault.commit([...also(signature)]);
  return signature;
}
