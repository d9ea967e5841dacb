import { equalBytes } from "../base/index.ts";
import { type Asn1, expectTag, hashNamed, readDer, readOid, readSerial, readTime } from "../crypto/index.ts";
import { type Certificate, malformed, readCertificate, readOrNull, readSigned } from "./x509-certificate.ts";
import { checkIssued, checkTime } from "./x509-path.ts";
import {
  compromises,
  type IssuedBy,
  isSignedBy,
  type Moment,
  refuse,
  type Span,
  silent,
  type Word,
  whileFresh,
} from "./x509-revocation-word.ts";

const basicResponse = "1.3.6.1.5.5.7.48.1.1";
const ocspSigning = "1.3.6.1.5.5.7.3.9";

/** What an OCSP response (RFC 6960) says. @throws FederpostError `invalid_identity` when it is none. */
export async function wordOfOcsp(der: Uint8Array, pair: IssuedBy, moment: Moment): Promise<Word> {
  const [status, bytes] = expectTag(readDer(der), "u16").parts;
  const [type, response] = bytes?.parts[0]?.parts ?? [];
  if (status?.tag !== "u10" || status.content[0] !== 0 || readOid(type) !== basicResponse) throw malformed();
  const whole = expectTag(readDer(expectTag(response, "u4").content), "u16");
  const signed = readSigned(whole, () => undefined);
  const { producedAtMs, answers } = readResponseData(signed.data);
  const responders = (whole.parts[3]?.parts[0]?.parts ?? []).map(readCertificate);
  const signers = [pair.issuer];
  for (const each of responders) if (await isDelegate(each, pair.issuer, producedAtMs)) signers.push(each);
  for (const answer of answers) {
    if (!(await isAbout(answer, pair))) continue;
    for (const signer of signers) if (await isSignedBy(signed, signer)) return whileFresh(answer.word, answer, moment);
    return refuse("broken_revocation");
  }
  return silent;
}

/** Whether the bytes are a response that can be looked into. */
export const isOcspResponse = (der: Uint8Array): boolean =>
  readOrNull(() => {
    const [status, bytes] = expectTag(readDer(der), "u16").parts;
    return status?.tag === "u10" && readOid(bytes?.parts[0]?.parts[0]) === basicResponse;
  }) === true;

interface Answer extends Span {
  readonly hash: string;
  readonly issuerName: Uint8Array;
  readonly issuerKey: Uint8Array;
  readonly serial: string;
  readonly word: Word;
}

function readResponseData(data: Asn1): { readonly producedAtMs: number; readonly answers: readonly Answer[] } {
  const fields = data.parts.filter((part, i) => !(i === 0 && part.tag === "c0"));
  const [, producedAt, responses, extensions] = fields;
  // No response extension there is changes what an answer means; a critical one would say that it does.
  const critical = (extensions?.parts[0]?.parts ?? []).some((each) => each.parts.length === 3);
  if (critical) throw malformed();
  return { producedAtMs: readTime(producedAt), answers: expectTag(responses, "u16").parts.map(readAnswer) };
}

function readAnswer(single: Asn1): Answer {
  const [id, status, thisUpdate, ...rest] = expectTag(single, "u16").parts;
  const [algorithm, name, key, serial] = expectTag(id, "u16").parts;
  const next = rest.find((part) => part.tag === "c0")?.parts[0];
  return {
    hash: readOid(algorithm?.parts[0]),
    issuerName: expectTag(name, "u4").content,
    issuerKey: expectTag(key, "u4").content,
    serial: readSerial(serial),
    word: readStatus(status),
    thisUpdateMs: readTime(thisUpdate),
    nextUpdateMs: next === undefined ? null : readTime(next),
  };
}

function readStatus(status: Asn1 | undefined): Word {
  if (status?.tag === "c0") return { kind: "good" };
  // "Unknown" is no word for the certificate: the responder does not know it.
  if (status?.tag !== "c1") return refuse("broken_revocation");
  const reason = status.parts[1]?.parts[0]?.content[0];
  const compromised = reason !== undefined && compromises.has(reason);
  return { kind: "revoked", atMs: readTime(status.parts[0]), compromised };
}

async function isAbout(answer: Answer, { certificate, issuer }: IssuedBy): Promise<boolean> {
  if (answer.serial !== certificate.serial || issuer.key === null) return false;
  const [name, key] = await Promise.all([
    hashNamed(answer.hash, issuer.subjectDer),
    hashNamed(answer.hash, issuer.key.bits),
  ]);
  return name !== null && key !== null && equalBytes(name, answer.issuerName) && equalBytes(key, answer.issuerKey);
}

/**
 * Whether the issuer itself has named this responder (section 4.2.2.2). It must say that nobody need ask about the
 * responder in turn: there would be no answer at hand.
 */
async function isDelegate(responder: Certificate, issuer: Certificate, producedAtMs: number): Promise<boolean> {
  const isNamed = responder.extendedKeyUsage?.includes(ocspSigning) === true && responder.noRevocationCheck;
  if (!isNamed || responder.unknownCritical.length > 0 || checkTime(responder, producedAtMs) !== null) return false;
  return (await checkIssued(responder, issuer)) === null;
}
