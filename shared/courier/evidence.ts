import * as v from "valibot";
import { FederpostError, toHex } from "../base/index.ts";
import { sha256 } from "../crypto/index.ts";
import {
  type ConfiguredRoot,
  type Contact,
  evidenceFromFiles,
  mergeRoots,
  type RequestedName,
  readRoots,
  requestCertificate,
  type VerifiedOrganisation,
  verifyIdentityDocument,
  verifyX509Evidence,
  withoutRoot,
  type X509Evidence,
  type X509Refusal,
  type X509Verdict,
} from "../identity/index.ts";
import type { Vault, WayIn } from "../vault/index.ts";
import { reissue } from "./account.ts";
import type { Desk } from "./desk.ts";
import { storeDocument } from "./devices.ts";
import { withIdentityKey } from "./identity-key.ts";
import { adoptPublished, ownDocument } from "./own-document.ts";

/** Evidence of organisations: installing one's own, and judging that of others against the roots of this mailbox. */

const rootsKey = "roots";
const rootsRecord = v.object({ text: v.string() });

const policyRootsKey = "policy-roots";

async function textAt(vault: Vault, key: string): Promise<string> {
  const parsed = v.safeParse(rootsRecord, (await vault.read("settings", key))?.value);
  return parsed.success ? parsed.output.text : "";
}

/** The person's own roots, as they were written; empty where none are. */
const readOwnRoots = (vault: Vault): Promise<string> => textAt(vault, rootsKey);

/** All roots this mailbox believes: the person's and the administrator's, whose rules count where both have one. */
async function readRootsText(vault: Vault): Promise<string> {
  const [own, prescribed] = [await readOwnRoots(vault), await textAt(vault, policyRootsKey)];
  return prescribed === "" ? own : mergeRoots(own, prescribed);
}

/** Roots that an administrator prescribes; empty for none. The person can neither change nor remove them. */
export async function writePolicyRoots(vault: Vault, text: string): Promise<void> {
  await vault.commit([
    text === ""
      ? { store: "settings", key: policyRootsKey, remove: true }
      : { store: "settings", key: policyRootsKey, put: { text } },
  ]);
}

/** Stores whom to believe. @throws FederpostError `invalid_params` when the text holds no roots (`readRoots`). */
export async function writeTrustedRoots(vault: Vault, text: string): Promise<void> {
  readRoots(text);
  await putRoots(vault, text);
}

const putRoots = (vault: Vault, text: string): Promise<void> =>
  vault.commit([{ store: "settings", key: rootsKey, put: { text } }]);

/** A root that a mailbox believes, as people compare it. */
export interface TrustedRoot {
  readonly name: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly notAfterMs: number;
  readonly revocation: ConfiguredRoot["revocation"];
  readonly proves: ConfiguredRoot["proves"];
  /** Whether a transparency log must hold what it certifies. */
  readonly needsLog: boolean;
  /** Whether an administrator prescribes it. */
  readonly byPolicy: boolean;
}

const describe = async ({ certificate, revocation, proves, logs }: ConfiguredRoot): Promise<TrustedRoot> => ({
  name: certificate.subject.commonName ?? certificate.subject.organisation ?? "",
  fingerprint: toHex(await sha256(certificate.der)),
  notAfterMs: certificate.notAfterMs,
  revocation,
  proves,
  needsLog: logs.length > 0,
  byPolicy: false,
});

/** What a file of roots holds, for the person to look at before. @throws FederpostError `invalid_params` when it is none. */
export const describeRoots = (text: string): Promise<TrustedRoot[]> => Promise.all(readRoots(text).map(describe));

/** The roots this mailbox believes. */
export async function trustedRoots(vault: Vault): Promise<TrustedRoot[]> {
  const of = async (text: string) => Promise.all(rootsOf(text).map(describe));
  const [all, prescribed] = [await of(await readRootsText(vault)), await of(await textAt(vault, policyRootsKey))];
  const names = new Set(prescribed.map(({ fingerprint }) => fingerprint));
  return all.map((root) => ({ ...root, byPolicy: names.has(root.fingerprint) }));
}

/** Believes the roots of a file as well. @throws FederpostError `invalid_params` when it holds none. */
export const addTrustedRoots = async (vault: Vault, text: string): Promise<void> =>
  putRoots(vault, mergeRoots(await readOwnRoots(vault), text));

/** Believes a root no longer, told by its fingerprint. */
export async function removeTrustedRoot(vault: Vault, fingerprint: string): Promise<void> {
  const text = await readOwnRoots(vault);
  for (const root of rootsOf(text)) {
    if ((await describe(root)).fingerprint === fingerprint)
      await putRoots(vault, withoutRoot(text, root.certificate.der));
  }
}

const rootsOf = (text: string): readonly ConfiguredRoot[] => (text === "" ? [] : readRoots(text));

/** What evidence of a contact comes to; null where there is none, or no root to judge it by. */
export type OrganisationVerdict = X509Verdict | null;

/** Verdicts of this hour, by root text, document and time: a list of threads asks for the same ones again and again. */
const judged = new Map<string, Promise<OrganisationVerdict>>();
const hourMs = 3_600_000;
const mostJudged = 1000;

/** Judges a contact's newest document for the present. Contacts nobody. */
export async function organisationOf(vault: Vault, contact: Contact, nowMs: number): Promise<OrganisationVerdict> {
  const text = await readRootsText(vault);
  if (text === "") return null;
  const key = JSON.stringify([text, contact.digest, Math.floor(nowMs / hourMs)]);
  if (judged.size > mostJudged) judged.clear();
  const verdict = judged.get(key) ?? judge(contact, rootsOf(text), nowMs);
  judged.set(key, verdict);
  return verdict;
}

async function judge(
  { account, identityKey, document }: Pick<Contact, "account" | "identityKey" | "document">,
  roots: readonly ConfiguredRoot[],
  nowMs: number,
): Promise<OrganisationVerdict> {
  const verified = await verifyIdentityDocument(document);
  let verdict: OrganisationVerdict = null;
  for (const evidence of verified?.evidence ?? []) {
    verdict = await verifyX509Evidence(evidence, { roots, atMs: nowMs, account, identityKey });
    if (verdict?.kind === "verified") return verdict;
  }
  return verdict;
}

/**
 * Puts evidence into the account's identity document, or takes it out, and publishes the document.
 * @throws FederpostError `invalid_identity` when it does not hold under this mailbox's roots for this account and key,
 *   `too_large` when it does not fit in, and what `withIdentityKey` and the transport throw.
 */
export async function setEvidence(desk: Desk, evidence: X509Evidence | null, way: WayIn | null): Promise<void> {
  await adoptPublished(desk);
  if (evidence !== null) {
    const verdict = await judgeOwn(desk, evidence);
    if (verdict.kind === "refused") {
      throw new FederpostError(
        "invalid_identity",
        `The certificate does not hold for this account: ${verdict.reason}.`,
      );
    }
  }
  await storeDocument(
    desk,
    await reissue(desk, { way, devices: "same", evidence: evidence === null ? [] : [evidence] }),
  );
}

/** What the account's own document holds, judged by this mailbox's roots. */
export type OwnEvidence =
  | { readonly kind: "none" }
  /** There is evidence, and no root here to judge it by. */
  | { readonly kind: "no_roots" }
  | X509Verdict;

/** What an organisation does about its evidence. */
export interface EvidenceTasks {
  /** What the account's own evidence comes to under this mailbox's roots. */
  readonly own: () => Promise<OwnEvidence>;
  /** A request for a certificate about the identity key, PEM. @throws FederpostError as `requestCertificate`, `withIdentityKey` */
  readonly ask: (name: RequestedName, way: WayIn | null) => Promise<string>;
  /**
   * Installs the evidence that an authority's files hold, and answers what it comes to; what is refused is not installed.
   * @throws FederpostError as `evidenceFromFiles` and `setEvidence`
   */
  readonly install: (files: readonly Uint8Array[], way: WayIn | null) => Promise<X509Verdict>;
}

export const evidenceTasks = (desk: Desk): EvidenceTasks => ({
  own: () => ownEvidence(desk),
  ask: (name, way) => withIdentityKey(desk, way, (key) => requestCertificate(key, name)),
  install: async (files, way) => {
    const evidence = evidenceFromFiles(files);
    const verdict = await judgeOwn(desk, evidence);
    if (verdict.kind === "verified") await setEvidence(desk, evidence, way);
    return verdict;
  },
});

async function ownEvidence(desk: Desk): Promise<OwnEvidence> {
  const { account, identityKey, document } = desk.self;
  const evidence = (await verifyIdentityDocument(document))?.evidence ?? [];
  if (evidence.length === 0) return { kind: "none" };
  const roots = rootsOf(await readRootsText(desk.vault));
  if (roots.length === 0) return { kind: "no_roots" };
  return (await judge({ account, identityKey, document }, roots, desk.clock.now())) ?? { kind: "none" };
}

/** With what the account can sign as an organisation. */
export type SigningCertificate =
  | { readonly kind: "usable"; readonly organisation: VerifiedOrganisation; readonly evidence: X509Evidence }
  | { readonly kind: "none" }
  /** There is one, and no authority here to judge it by. */
  | { readonly kind: "no_roots" }
  /** It holds, and the key it is about is not in this mailbox: that key vouched for the identity key once. */
  | { readonly kind: "other_key" }
  | { readonly kind: "refused"; readonly reason: X509Refusal };

/** Judges the account's certificate for signing at this moment. */
export async function signingCertificate(desk: Desk): Promise<SigningCertificate> {
  const all = (await ownDocument(desk)).evidence ?? [];
  if (all.length === 0) return { kind: "none" };
  if (rootsOf(await readRootsText(desk.vault)).length === 0) return { kind: "no_roots" };
  let answer: SigningCertificate = { kind: "none" };
  for (const evidence of all) {
    const verdict = await judgeOwn(desk, evidence);
    if (verdict.kind === "refused") answer = verdict;
    else if (verdict.organisation.boundBy === "statement") answer = { kind: "other_key" };
    else return { kind: "usable", organisation: verdict.organisation, evidence };
  }
  return answer;
}

/** What evidence comes to for this account, under this mailbox's roots and now. */
export async function judgeOwn(desk: Desk, evidence: X509Evidence): Promise<X509Verdict> {
  const { account, identityKey } = desk.self;
  const roots = rootsOf(await readRootsText(desk.vault));
  return verifyX509Evidence(evidence, { roots, atMs: desk.clock.now(), account, identityKey });
}
