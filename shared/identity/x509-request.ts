import { FederpostError, fromBase64Url, toBase64 } from "../base/index.ts";
import {
  type DerValue,
  derBits,
  derContext0,
  derInteger,
  derOid,
  derPrintable,
  derSequence,
  derSet,
  derUtf8,
  encodeDer,
  type SigningKey,
  signBytes,
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

/** PEM (RFC 7468), whose base64 is padded. */
export function toPem(label: string, der: Uint8Array): string {
  const text = toBase64(der);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, "=");
  return `-----BEGIN ${label}-----\n${padded.replace(/.{1,64}/g, "$&\n")}-----END ${label}-----\n`;
}
