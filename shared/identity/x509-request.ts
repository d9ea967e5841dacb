import { FederpostError, fromBase64Url, toBase64 } from "../base/index.ts";
import {
  type DerValue,
  derBits,
  derContext0,
  derDnsName,
  derInteger,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derSet,
  derUtf8,
  type EcKey,
  ecSubjectPublicKey,
  encodeDer,
  type SigningKey,
  signBytes,
  signEcBytes,
} from "../crypto/index.ts";

/** Whom a certificate is asked for. */
export interface RequestedName {
  readonly organisation: string;
  /** An office of it; null for the organisation itself. */
  readonly unit: string | null;
  /** ISO 3166, two letters. */
  readonly country: string;
}

const oids = {
  country: "2.5.4.6",
  organisation: "2.5.4.10",
  unit: "2.5.4.11",
  commonName: "2.5.4.3",
  ed25519: "1.3.101.112",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  extensionRequest: "1.2.840.113549.1.9.14",
  altName: "2.5.29.17",
};

const attribute = (oid: string, value: DerValue): DerValue => derSet(derSequence(derOid(oid), value));

function nameOf({ organisation, unit, country }: RequestedName): DerValue {
  return derSequence(
    attribute(oids.country, derPrintable(country)),
    attribute(oids.organisation, derUtf8(organisation)),
    ...(unit === null ? [] : [attribute(oids.unit, derUtf8(unit))]),
    attribute(oids.commonName, derUtf8(unit ?? organisation)),
  );
}

/**
 * A request for a certificate about the identity key (PKCS #10, RFC 2986; Ed25519 by RFC 8410), in PEM. It proves to the
 * authority that whoever asks has the key. @throws FederpostError `invalid_params` for a name that no certificate can bear.
 */
export async function requestCertificate(key: SigningKey, name: RequestedName): Promise<string> {
  const publicKey = fromBase64Url(key.publicKey);
  const isCountry = /^[A-Z]{2}$/.test(name.country);
  if (publicKey === null || !isCountry || name.organisation.trim() === "")
    throw new FederpostError(
      "invalid_params",
      "A certificate needs the organisation's name and a country of two letters.",
    );
  const algorithm = () => derSequence(derOid(oids.ed25519));
  const info = derSequence(derInteger(0), nameOf(name), derSequence(algorithm(), derBits(publicKey)), derContext0());
  const signed = encodeDer(info);
  const signature = await signBytes(key, signed);
  return toPem("CERTIFICATE REQUEST", encodeDer(derSequence(info, algorithm(), derBits(signature))));
}

/**
 * A request for a certificate about a P-256 key and a domain (PKCS #10 with the name as RFC 2985 section 5.4.2 asks for extensions),
 * in DER. `name` is for authorities that certify an organisation as well; null where the authority looks at the domain only.
 */
export async function requestDomainCertificate(
  key: EcKey,
  about: { readonly domain: string; readonly name: RequestedName | null },
): Promise<Uint8Array<ArrayBuffer>> {
  const names = encodeDer(derSequence(derDnsName(about.domain)));
  const extensions = derSequence(derSequence(derOid(oids.altName), derOctets(names)));
  const attributes = derContext0(derSequence(derOid(oids.extensionRequest), derSet(extensions)));
  const subject = about.name === null ? derSequence() : nameOf(about.name);
  const info = derSequence(derInteger(0), subject, ecSubjectPublicKey(key), attributes);
  const signature = await signEcBytes(key, encodeDer(info));
  return encodeDer(derSequence(info, derSequence(derOid(oids.ecdsaWithSha256)), derBits(signature)));
}

/** PEM (RFC 7468), whose base64 is padded. */
export function toPem(label: string, der: Uint8Array): string {
  const text = toBase64(der);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, "=");
  return `-----BEGIN ${label}-----\n${padded.replace(/.{1,64}/g, "$&\n")}-----END ${label}-----\n`;
}
