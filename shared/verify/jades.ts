import { compactVerify, decodeProtectedHeader, importX509 } from "jose";
import * as v from "valibot";
import { fromBase64, fromBase64Url, toBase64Url } from "../base/index.ts";
import {
  byUriHash,
  type Commitment,
  digestOf,
  type JadesAlgorithm,
  type JadesHash,
  jadesAlgorithms,
  jadesHashes,
  proofOfApproval,
  sha256,
  sha512Of,
} from "../crypto/index.ts";

/** Why a JAdES signature does not count. */
export type JadesFault =
  | "malformed"
  | "other_documents"
  | "document_changed"
  | "certificate_wrong"
  | "signature_wrong"
  /** The signature holds; the chain of its certificate was refused by whoever knows the roots. */
  | "chain_refused";

export type JadesVerdict =
  | {
      readonly kind: "valid";
      /** By the signer's own clock: baseline B carries no timestamp. */
      readonly signedAtMs: number;
      readonly commitment: Commitment;
      /** The signer's certificate first; DER. */
      readonly chain: readonly Uint8Array[];
    }
  | { readonly kind: "invalid"; readonly fault: JadesFault };

const text = v.pipe(v.string(), v.maxLength(65_536));
const headerSchema = v.strictObject({
  alg: v.picklist(jadesAlgorithms),
  iat: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  x5c: v.pipe(v.array(text), v.minLength(1), v.maxLength(10)),
  "x5t#S256": v.string(),
  sigD: v.strictObject({
    mId: v.literal(byUriHash),
    pars: v.array(text),
    hashM: v.picklist(jadesHashes),
    hashV: v.array(v.string()),
    ctys: v.array(text),
  }),
  srCms: v.tuple([
    v.strictObject({
      commId: v.strictObject({ id: v.literal(proofOfApproval) }),
      commQuals: v.tuple([v.strictObject({ reason: text, origin: text })]),
    }),
  ]),
  crit: v.tuple([v.literal("sigD"), v.literal("srCms")]),
});
type Header = v.InferOutput<typeof headerSchema>;

const invalid = (fault: JadesFault): JadesVerdict => ({ kind: "invalid", fault });

function headerOf(jws: string): Header | null {
  // A second spelling of the signature would be another token that says the same.
  const parts = jws.split(".");
  if (parts.length !== 3 || parts.some((part) => fromBase64Url(part) === null)) return null;
  try {
    const parsed = v.safeParse(headerSchema, decodeProtectedHeader(jws));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

const digests: Readonly<Record<JadesHash, (bytes: Uint8Array) => Promise<string>>> = { S256: digestOf, S512: sha512Of };

async function documentFault({ sigD }: Header, documents: readonly Uint8Array[]): Promise<JadesFault | null> {
  const { pars, hashM, hashV } = sigD;
  if (pars.length !== documents.length || hashV.length !== documents.length) return "other_documents";
  for (const [index, bytes] of documents.entries()) {
    if (hashV[index] !== (await digests[hashM](bytes))) return "document_changed";
  }
  return null;
}

const pemOf = (base64: string): string => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;

async function holds(jws: string, certificate: string, alg: JadesAlgorithm): Promise<boolean> {
  try {
    const key = await importX509(pemOf(certificate), alg);
    const { payload } = await compactVerify(jws, key, { algorithms: [alg], crit: { sigD: true, srCms: true } });
    return payload.length === 0;
  } catch {
    return false;
  }
}

/**
 * Verifies a JAdES baseline B signature over documents, in their order: form, certificate reference, digests and signature.
 * Whether the certificate leads to a root that counts, at the time it was signed, `chainHolds` says.
 */
export async function verifyJades(
  jws: string,
  documents: readonly Uint8Array[],
  chainHolds: (chain: readonly Uint8Array[], atMs: number) => Promise<boolean>,
): Promise<JadesVerdict> {
  const header = headerOf(jws);
  if (header === null) return invalid("malformed");
  const chain = header.x5c.map((certificate) => fromBase64(certificate));
  const ders = chain.filter((der) => der !== null);
  const [first] = ders;
  const [own = ""] = header.x5c;
  if (first === undefined || ders.length !== chain.length) return invalid("malformed");
  if (toBase64Url(await sha256(first)) !== header["x5t#S256"]) return invalid("certificate_wrong");
  if (!(await holds(jws, own, header.alg))) return invalid("signature_wrong");
  const fault = await documentFault(header, documents);
  if (fault !== null) return invalid(fault);
  const signedAtMs = header.iat * 1000;
  const [{ commQuals }] = header.srCms;
  const [commitment] = commQuals;
  const verdict: JadesVerdict = { kind: "valid", signedAtMs, commitment, chain: ders };
  return (await chainHolds(ders, signedAtMs)) ? verdict : invalid("chain_refused");
}
