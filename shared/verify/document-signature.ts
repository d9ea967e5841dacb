import { fromBase64Url } from "../base/index.ts";
import { digestOf, type PublicKey, verifyJws } from "../crypto/index.ts";
import { safetyCode, verifyDeviceCertificate, verifyIdentityDocument } from "../identity/index.ts";
import { parseStatement, type SigningStatement, signatureType } from "../letter/index.ts";

/** A signature of format `jws-detached`, as `document.sign` answers it. */
export interface SignatureToVerify {
  readonly jws: string;
  readonly payload: string;
  readonly certificate: string;
  readonly identity: string;
}

/** Why a signature does not count. */
export type SignatureFault =
  /** It has not the form of such a signature. */
  | "malformed"
  /** The number of documents is another than that of the signed ones. */
  | "other_documents"
  /** A document has other bytes than the signed one. */
  | "document_changed"
  /** The signature does not hold over what is said to be signed. */
  | "signature_wrong"
  /** The device's certificate does not hold, or certifies another key. */
  | "certificate_wrong"
  /** The certificate does not let the device write in its account's name. */
  | "no_right_to_sign"
  /** It was signed after the certificate had ended, by the signer's own clock. */
  | "certificate_ended"
  /** The identity document does not hold, or is another account's. */
  | "identity_wrong"
  /** The identity document does not list the device. */
  | "device_not_listed";

export type DocumentVerdict =
  | {
      readonly kind: "valid";
      readonly statement: SigningStatement;
      /** Key of the account: who it belongs to, this verification does not know. */
      readonly identityKey: PublicKey;
      /** The same for people who compare it. */
      readonly safetyCode: string;
    }
  | { readonly kind: "invalid"; readonly fault: SignatureFault };

const invalid = (fault: SignatureFault): DocumentVerdict => ({ kind: "invalid", fault });

/** The whole compact JWS from its detached form, or null when it is none. */
function attached({ jws, payload }: SignatureToVerify): string | null {
  const [header = "", middle, value = "", ...more] = jws.split(".");
  if (header === "" || middle !== "" || value === "" || more.length > 0) return null;
  return fromBase64Url(payload) === null ? null : `${header}.${payload}.${value}`;
}

async function documentFault(
  statement: SigningStatement,
  documents: readonly Uint8Array[],
): Promise<SignatureFault | null> {
  if (documents.length !== statement.documents.length) return "other_documents";
  for (const [index, bytes] of documents.entries()) {
    const signed = statement.documents[index];
    if (signed?.sizeBytes !== bytes.length || signed.sha256 !== (await digestOf(bytes))) return "document_changed";
  }
  return null;
}

/**
 * Verifies a `jws-detached` signature over documents, given in the order in which they were signed. Says who signed by the
 * account's identity key: compare it with the key you know, or with evidence of it. Never throws.
 */
export async function verifyDocumentSignature(
  signature: SignatureToVerify,
  documents: readonly Uint8Array[],
): Promise<DocumentVerdict> {
  const whole = attached(signature);
  if (whole === null) return invalid("malformed");
  const signed = await verifyJws(whole, signatureType);
  if (signed === null) return invalid("signature_wrong");
  const statement = parseStatement(signed.payload);
  if (statement === null) return invalid("malformed");
  const certificate = await verifyDeviceCertificate(signature.certificate);
  if (certificate === null || certificate.letterKey !== signed.signer || certificate.account !== statement.account) {
    return invalid("certificate_wrong");
  }
  if (!certificate.rights.includes("send")) return invalid("no_right_to_sign");
  if (statement.signedAtMs > certificate.notAfterMs) return invalid("certificate_ended");
  const identity = await verifyIdentityDocument(signature.identity);
  const sameKey = identity?.identityKey === certificate.identityKey && identity.account === statement.account;
  if (identity === null || !sameKey) return invalid("identity_wrong");
  const listed = identity.devices.some(
    ({ deviceId, letterKey }) => deviceId === certificate.deviceId && letterKey === certificate.letterKey,
  );
  if (!listed) return invalid("device_not_listed");
  const fault = await documentFault(statement, documents);
  if (fault !== null) return invalid(fault);
  const { identityKey } = identity;
  return { kind: "valid", statement, identityKey, safetyCode: await safetyCode(identityKey) };
}
