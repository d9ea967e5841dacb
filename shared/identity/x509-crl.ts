import { type Asn1, expectTag, readDer, readSerial, readTime } from "../crypto/index.ts";
import {
  type Certificate,
  type Extension,
  keyUsageBits,
  readExtensions,
  readOrNull,
  readSigned,
  type SignedDer,
} from "./x509-certificate.ts";
import { readName, sameName, type X509Name } from "./x509-name.ts";
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

const crlReason = "2.5.29.21";
const crlExtensions = { number: "2.5.29.20", authorityKey: "2.5.29.35", issuing: "2.5.29.28" } as const;

interface RevocationList extends Span {
  readonly signed: SignedDer;
  readonly issuer: X509Name;
  readonly entries: readonly Asn1[];
  readonly extensions: ReadonlyMap<string, Extension>;
}

function readCrl(der: Uint8Array): RevocationList {
  const signed = readSigned(readDer(der), (tbs) => tbs.parts.find((part) => part.tag === "u16"));
  const fields = [...signed.data.parts];
  if (fields[0]?.tag === "u2") fields.shift();
  const [, issuer, thisUpdate, ...rest] = fields;
  const next = rest[0]?.tag === "u23" || rest[0]?.tag === "u24" ? rest.shift() : undefined;
  const entries = rest[0]?.tag === "u16" ? (rest.shift()?.parts ?? []) : [];
  return {
    signed,
    issuer: readName(issuer),
    thisUpdateMs: readTime(thisUpdate),
    nextUpdateMs: next === undefined ? null : readTime(next),
    entries,
    extensions: readExtensions(rest.find((part) => part.tag === "c0")?.parts[0]),
  };
}

/** Whether the bytes are a revocation list. */
export const isRevocationList = (der: Uint8Array): boolean => readOrNull(() => readCrl(der)) !== null;

/** Whether an issuing distribution point lets the list speak of this certificate (section 5.2.5). */
function coversAll(extension: Extension | undefined, certificate: Certificate): boolean {
  const parts = extension?.value.parts ?? [];
  const isSet = (tag: string) => parts.some((part) => part.tag === tag && part.content[0] === 0xff);
  const isCa = certificate.basic?.isCa === true;
  if (isSet("c1") && isCa) return false;
  if (isSet("c2") && !isCa) return false;
  // Lists of some reasons only, of others' certificates, or of attributes say nothing final.
  return !parts.some((part) => ["c3", "c4", "c5"].includes(part.tag));
}

/** What a certificate revocation list (RFC 5280 section 5) says. @throws FederpostError `invalid_identity` when it is none. */
export async function wordOfCrl(der: Uint8Array, { certificate, issuer }: IssuedBy, moment: Moment): Promise<Word> {
  const list = readCrl(der);
  if (!sameName(list.issuer, issuer.subject)) return silent;
  const known: readonly string[] = Object.values(crlExtensions);
  // A delta list (2.5.29.27) is critical and not among them.
  if ([...list.extensions.values()].some((e) => e.critical && !known.includes(e.oid)))
    return refuse("broken_revocation");
  if (!coversAll(list.extensions.get(crlExtensions.issuing), certificate)) return silent;
  const maySign = issuer.keyUsage === null || issuer.keyUsage.has(keyUsageBits.crlSign);
  if (!maySign || !(await isSignedBy(list.signed, issuer))) return refuse("broken_revocation");
  return whileFresh(entryOf(list, certificate.serial), list, moment);
}

function entryOf(list: RevocationList, serial: string): Word {
  for (const entry of list.entries) {
    const [number, date, extensions] = expectTag(entry, "u16").parts;
    if (readSerial(number) !== serial) continue;
    const reasons = readExtensions(extensions);
    const reason = reasons.get(crlReason)?.value.content[0];
    return { kind: "revoked", atMs: readTime(date), compromised: reason !== undefined && compromises.has(reason) };
  }
  return { kind: "good" };
}
