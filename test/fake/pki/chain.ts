import { CompactSign } from "jose";
import type { UserId } from "../../../shared/base/index.ts";
import type { PublicKey } from "../../../shared/crypto/index.ts";
import { encodeStatement, type X509Evidence } from "../../../shared/identity/x509-evidence.ts";
import type { LogProof } from "../../../shared/identity/x509-log.ts";
import {
  type CertificateWish,
  type CrlWish,
  day,
  extensions,
  makeCertificate,
  makeCrl,
  type Names,
} from "./certificates.ts";
import { ed25519Spki, type KeyKind, makeKey, type TestKey } from "./keys.ts";

/** A three-step chain as V-PKI has it: root, authority, agency; and what a test changes of it. */

export const now = Date.UTC(2026, 10, 25, 12);

export const names = {
  root: { C: "DE", O: "Testverwaltung", CN: "Wurzel-PKI der Tests" },
  authority: { C: "DE", O: "Testverwaltung", CN: "Zertifizierungsstelle der Tests" },
  agency: { C: "DE", O: "Stadt Musterstadt", CN: "Bauamt" },
} as const satisfies Record<string, Partial<Names>>;

export interface Keys {
  readonly root: TestKey;
  readonly authority: TestKey;
  readonly agency: TestKey;
  readonly stranger: TestKey;
}

export async function makeKeys(kind: KeyKind): Promise<Keys> {
  const [root, authority, agency, stranger] = await Promise.all([0, 1, 2, 3].map(() => makeKey(kind)));
  return { root: root!, authority: authority!, agency: agency!, stranger: stranger! };
}

export interface ChainWish {
  readonly root?: Partial<CertificateWish>;
  readonly authority?: Partial<CertificateWish>;
  readonly agency?: Partial<CertificateWish>;
  /** Further authorities between the authority and the agency, with the same key. */
  readonly more?: readonly Partial<CertificateWish>[];
}

export const authorityUsage = extensions.keyUsage(5, 6);
export const usual = {
  root: [extensions.ca(), authorityUsage],
  authority: [extensions.ca(), authorityUsage],
  agency: [extensions.notCa(), extensions.keyUsage(0, 1)],
};

export interface TestChain {
  readonly root: Uint8Array;
  /** From the agency up, without the root. */
  readonly chain: readonly Uint8Array[];
}

const serials = { root: 1, authority: 2, agency: 3 };

/** Builds a chain in which the agency's certificate is about `spki`. */
export async function makeChain(keys: Keys, spki: Uint8Array, wish: ChainWish = {}): Promise<TestChain> {
  const span = { notBeforeMs: now - 300 * day, notAfterMs: now + 300 * day };
  const root = await makeCertificate({
    ...{ subject: names.root, issuer: names.root, spki: keys.root.spki, signer: keys.root, serial: serials.root },
    ...{ ...span, extensions: usual.root, ...wish.root },
  });
  const authority = await makeCertificate({
    ...{ subject: names.authority, issuer: names.root, spki: keys.authority.spki, signer: keys.root },
    ...{ ...span, serial: serials.authority, extensions: usual.authority, ...wish.authority },
  });
  const more: Uint8Array[] = [];
  let issuer: Partial<Names> | Uint8Array = names.authority;
  for (const [i, each] of (wish.more ?? []).entries()) {
    const subject = each.subject ?? { ...names.authority, CN: `Zwischenstelle ${i}` };
    more.unshift(
      await makeCertificate({
        ...{ subject, issuer, spki: keys.authority.spki, signer: keys.authority, ...span },
        ...{ serial: 10 + i, extensions: usual.authority, ...each },
      }),
    );
    issuer = subject;
  }
  const agency = await makeCertificate({
    ...{ subject: names.agency, issuer, spki, signer: keys.authority, ...span },
    ...{ serial: serials.agency, extensions: usual.agency, ...wish.agency },
  });
  return { root, chain: [agency, ...more, authority] };
}

/** Fresh lists of root and authority, on which `revoked` stands. */
export async function makeCrls(
  keys: Keys,
  wish: { readonly root?: Partial<CrlWish>; readonly authority?: Partial<CrlWish> } = {},
): Promise<readonly Uint8Array[]> {
  const usualCrl = { thisUpdateMs: now - day, nextUpdateMs: now + 30 * day, revoked: [] };
  return Promise.all([
    makeCrl({ issuer: names.root, signer: keys.root, ...usualCrl, ...wish.root }),
    makeCrl({ issuer: names.authority, signer: keys.authority, ...usualCrl, ...wish.authority }),
  ]);
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

export const evidenceOf = (
  chain: TestChain,
  more: {
    readonly crls?: readonly Uint8Array[];
    readonly ocsp?: readonly Uint8Array[];
    readonly statement?: string | null;
    readonly log?: LogProof | null;
  } = {},
): X509Evidence => ({
  kind: "x509",
  v: 1,
  chain: chain.chain.map(text),
  statement: more.statement ?? null,
  crls: (more.crls ?? []).map(text),
  ocsp: (more.ocsp ?? []).map(text),
  log: more.log ?? null,
});

/** The statement by which a certified key vouches for an identity key. */
export function makeStatement(
  key: TestKey,
  certificate: Uint8Array,
  about: {
    readonly account: UserId;
    readonly identityKey: PublicKey;
    readonly issuedMs?: number;
    readonly typ?: string;
  },
): Promise<string> {
  const payload = encodeStatement({ ...about, issuedMs: about.issuedMs ?? now - day });
  const typ = about.typ ?? "federpost-statement+jws";
  const x5c = [Buffer.from(certificate).toString("base64")];
  return new CompactSign(payload).setProtectedHeader({ alg: key.jwsAlgorithm, typ, x5c }).sign(key.privateKey);
}

export { ed25519Spki };
