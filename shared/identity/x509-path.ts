import { isStrongKey, type SignatureRules, verifyDerSignature } from "../crypto/index.ts";
import { type Certificate, keyUsageBits, type NameConstraints } from "./x509-certificate.ts";
import { type GeneralName, isInSubtree, sameName } from "./x509-name.ts";
import type { X509Refusal } from "./x509-refusal.ts";

/** Longer than any public key infrastructure builds, its root not counted. */
export const longestChain = 6;

/** What a holder's key may be certified for, when its certificate restricts it. */
const holderPurposes: ReadonlySet<string> = new Set([
  "2.5.29.37.0", // any
  "1.3.6.1.5.5.7.3.36", // document signing (RFC 9336)
  "1.3.6.1.5.5.7.3.4", // e-mail protection, which V-PKI writes
  "1.3.6.1.5.5.7.3.2", // client authentication
]);

/** Authorities that prove domains certify web servers and little else. */
const serverAuthentication = "1.3.6.1.5.5.7.3.1";

/**
 * Certification path validation (RFC 5280 section 6) at a time. `path` runs from the root down to the holder; the root
 * is trusted, its key and name are not asked for a signature. Null when every rule holds.
 */
export async function checkPath(
  path: readonly Certificate[],
  atMs: number,
  rules: SignatureRules = "strict",
): Promise<X509Refusal | null> {
  const [root] = path;
  if (root === undefined) return "malformed";
  for (const [depth, certificate] of path.entries()) {
    const issuer = path[depth - 1];
    const refusal =
      (issuer === undefined ? null : await checkIssued(certificate, issuer, rules)) ??
      checkTime(certificate, atMs) ??
      (depth === path.length - 1
        ? checkHolder(certificate, rules)
        : checkAuthority(certificate, intermediatesBelow(path, depth)));
    if (refusal !== null) return refusal;
  }
  return checkNames(path);
}

/** How many authorities follow below this one; those that certify themselves anew do not count (section 4.2.1.9). */
const intermediatesBelow = (path: readonly Certificate[], depth: number): number =>
  path.slice(depth + 1, -1).filter((each) => !sameName(each.issuer, each.subject)).length;

/** Whether `issuer`'s name and key stand behind the certificate. */
export async function checkIssued(
  certificate: Certificate,
  issuer: Certificate,
  rules: SignatureRules = "strict",
): Promise<X509Refusal | null> {
  if (!sameName(certificate.issuer, issuer.subject)) return "issuer_mismatch";
  if (issuer.key === null) return "unsupported_algorithm";
  const { data, algorithm, signature } = certificate.signed;
  const verdict = await verifyDerSignature({ algorithm, key: issuer.key, data: data.der, signature, rules });
  if (verdict === "holds") return null;
  return verdict === "unsupported" ? "unsupported_algorithm" : "broken_signature";
}

export function checkTime(certificate: Certificate, atMs: number): X509Refusal | null {
  if (atMs < certificate.notBeforeMs) return "not_yet_valid";
  return atMs > certificate.notAfterMs ? "expired" : null;
}

function checkAuthority(certificate: Certificate, below: number): X509Refusal | null {
  if (certificate.unknownCritical.length > 0) return "unknown_critical_extension";
  if (certificate.basic?.isCa !== true) return "not_an_authority";
  const { pathLength } = certificate.basic;
  if (pathLength !== null && below > pathLength) return "path_too_long";
  const { keyUsage } = certificate;
  return keyUsage !== null && !keyUsage.has(keyUsageBits.keyCertSign) ? "wrong_key_usage" : null;
}

function checkHolder(certificate: Certificate, rules: SignatureRules): X509Refusal | null {
  if (certificate.unknownCritical.length > 0) return "unknown_critical_extension";
  if (certificate.basic?.isCa === true) return "authority_as_holder";
  const { keyUsage, extendedKeyUsage } = certificate;
  const signs = [keyUsageBits.digitalSignature, keyUsageBits.nonRepudiation].some(
    (bit) => keyUsage?.has(bit) !== false,
  );
  if (!signs) return "wrong_key_usage";
  const fits = (purpose: string) =>
    holderPurposes.has(purpose) || (rules === "web" && purpose === serverAuthentication);
  if (extendedKeyUsage !== null && !extendedKeyUsage.some(fits)) return "wrong_extended_key_usage";
  return certificate.key === null || !isStrongKey(certificate.key) ? "unsupported_algorithm" : null;
}

/** The names a certificate claims: its subject, and the alternatives. */
const namesOf = ({ subject, altNames }: Certificate): GeneralName[] => [
  ...(subject.relative.length > 0 ? [{ kind: "directory", name: subject } as const] : []),
  ...altNames,
];

/** Each authority's name constraints bind everything below it (section 6.1.3 (b), (c)). */
function checkNames(path: readonly Certificate[]): X509Refusal | null {
  for (const [depth, { constraints }] of path.entries()) {
    if (constraints === null) continue;
    for (const [below, certificate] of path.slice(depth + 1).entries()) {
      const isHolder = depth + 1 + below === path.length - 1;
      if (!isHolder && sameName(certificate.issuer, certificate.subject)) continue;
      const refusal = checkNamesUnder(namesOf(certificate), constraints);
      if (refusal !== null) return refusal;
    }
  }
  return null;
}

function checkNamesUnder(names: readonly GeneralName[], constraints: NameConstraints): X509Refusal | null {
  for (const name of names) {
    const excluded = constraints.excluded.map((base) => isInSubtree(name, base));
    // Names of kinds that cannot be compared here count as excluded where their kind is constrained at all.
    if (excluded.includes(true) || (name.kind === "other" && excluded.includes(false))) return "name_excluded";
    const permitted = constraints.permitted.map((base) => isInSubtree(name, base)).filter((within) => within !== null);
    if (permitted.length > 0 && !permitted.includes(true)) return "name_not_permitted";
  }
  return null;
}
