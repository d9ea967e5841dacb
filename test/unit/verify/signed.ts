import { type Origin, parseOrigin } from "../../../shared/base/index.ts";
import { digestOf, generateSigningKey, type SigningKey, signJws } from "../../../shared/crypto/index.ts";
import { issueDeviceCertificate, issueIdentityDocument, type Right } from "../../../shared/identity/index.ts";
import { encodeStatement, type SigningStatement, signatureType } from "../../../shared/letter/index.ts";
import type { SignatureToVerify } from "../../../shared/verify/index.ts";
import { makePerson, year } from "../../fake/people.ts";

export const signedAtMs = Date.UTC(2026, 10, 25, 12);

interface Changes {
  readonly rights?: readonly Right[];
  readonly notAfterMs?: number;
  /** Signs another key's certificate, or lists another device. */
  readonly certified?: SigningKey;
  readonly listed?: SigningKey;
  readonly statement?: Partial<SigningStatement>;
}

/** A signature as the extension makes it, by keys of its own; `changes` make it wrong in one place. */
export async function makeSignature(
  documents: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  changes: Changes = {},
): Promise<{ readonly signature: SignatureToVerify; readonly identityKey: string }> {
  const person = await makePerson("erika");
  const [letterKey, mlsKey] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  const device = {
    deviceId: "LAPTOP" as never,
    mlsKey: mlsKey.publicKey,
    notAfterMs: changes.notAfterMs ?? signedAtMs + year,
  };
  const certificate = await issueDeviceCertificate(person.identityKey, {
    ...device,
    account: person.account,
    letterKey: (changes.certified ?? letterKey).publicKey,
    rights: changes.rights ?? ["read", "send"],
    sinceDocument: 1,
  });
  const identity = await issueIdentityDocument(person.identityKey, {
    account: person.account,
    number: 1,
    previous: null,
    devices: [{ ...device, letterKey: (changes.listed ?? letterKey).publicKey }],
    expiresAtMs: signedAtMs + year,
  });
  const statement: SigningStatement = {
    account: person.account,
    documents: await Promise.all(
      documents.map(async ({ name, bytes }) => ({ name, sha256: await digestOf(bytes), sizeBytes: bytes.length })),
    ),
    origin: parseOrigin("https://bauamt.musterlingen.de") as Origin,
    reason: "Ich stimme zu.",
    signedAtMs,
    ...changes.statement,
  };
  const jws = await signJws(letterKey, { typ: signatureType, payload: encodeStatement(statement) });
  const [header, payload, value] = jws.split(".");
  const signature = { jws: `${header}..${value}`, payload: payload ?? "", certificate, identity };
  return { signature, identityKey: person.identityKey.publicKey };
}
