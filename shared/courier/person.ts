import * as v from "valibot";
import { FederpostError, type UserId } from "../base/index.ts";
import type { PublicKey } from "../crypto/index.ts";
import {
  bindOidcEvidence,
  type Contact,
  claimsIn,
  describeIssuers,
  isOwnToken,
  mergeIssuers,
  type OidcEvidence,
  type OidcVerdict,
  oidcNonce,
  type PinnedIssuer,
  parseOidcEvidence,
  readIssuers,
  verifyOidcEvidence,
  withoutIssuer,
} from "../identity/index.ts";
import type { Change, Vault, WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { withIdentityKey } from "./identity-key.ts";

/** Evidence of persons: this account's own, whose providers are believed, and what others have shown. */

const at = { own: "issuers", policy: "policy-issuers" } as const;
const listRecord = v.object({ text: v.string() });

async function textAt(vault: Vault, key: string): Promise<string> {
  const parsed = v.safeParse(listRecord, (await vault.read("settings", key))?.value);
  return parsed.success ? parsed.output.text : "";
}

const put = (key: string, text: string): Change =>
  text === "" ? { store: "settings", key, remove: true } : { store: "settings", key, put: { text } };

/** Identity providers that an administrator prescribes; empty for none. The person can neither change nor remove them. */
export const writePolicyIssuers = (vault: Vault, text: string): Promise<void> => vault.commit([put(at.policy, text)]);

/** The list as it counts: where person and administrator name the same provider, the administrator's word does. */
async function issuersText(vault: Vault): Promise<string> {
  const [own, prescribed] = [await textAt(vault, at.own), await textAt(vault, at.policy)];
  return prescribed === "" ? own : mergeIssuers(own, prescribed);
}

/** The identity providers whose word this mailbox takes. */
export async function believedIssuers(vault: Vault): Promise<readonly PinnedIssuer[]> {
  const text = await issuersText(vault);
  return text === "" ? [] : readIssuers(text);
}

/** An identity provider as people see it in the settings. */
export interface BelievedIssuer {
  readonly issuer: string;
  readonly name: string;
  readonly untilMs: number | null;
  readonly byPolicy: boolean;
}

/** What a file of providers holds, before they are believed. @throws FederpostError `invalid_params` */
export const lookAtIssuers = async (text: string): Promise<readonly BelievedIssuer[]> =>
  describeIssuers(await readIssuers(text)).map((each) => ({ ...each, byPolicy: false }));

export async function listIssuers(vault: Vault): Promise<readonly BelievedIssuer[]> {
  const prescribed = await textAt(vault, at.policy);
  const fixed = prescribed === "" ? [] : (await readIssuers(prescribed)).map(({ issuer }) => issuer);
  return describeIssuers(await believedIssuers(vault)).map((each) => ({
    ...each,
    byPolicy: fixed.includes(each.issuer),
  }));
}

/** Believes the providers of a file as well; one that is believed already is replaced. @throws FederpostError `invalid_params` */
export async function addIssuers(vault: Vault, text: string): Promise<void> {
  await readIssuers(text);
  const merged = mergeIssuers(await textAt(vault, at.own), text);
  await readIssuers(merged);
  await vault.commit([put(at.own, merged)]);
}

export async function removeIssuer(vault: Vault, issuer: string): Promise<void> {
  await vault.commit([put(at.own, withoutIssuer(await textAt(vault, at.own), issuer))]);
}

const evidenceKey = "person";
const ownRecord = v.object({
  evidence: v.custom<OidcEvidence>((value) => parseOidcEvidence(value) !== null),
  /** To whom it went: accounts with a letter, and origins of pages. */
  shownTo: v.array(v.string()),
});

/** The account's own evidence as it lies here, unjudged. */
export const ownToken = async (vault: Vault): Promise<OidcEvidence | null> => (await readOwn(vault))?.evidence ?? null;

async function readOwn(vault: Vault): Promise<v.InferOutput<typeof ownRecord> | null> {
  const parsed = v.safeParse(ownRecord, (await vault.read("keys", evidenceKey))?.value);
  return parsed.success ? parsed.output : null;
}

const putOwn = ({ evidence, shownTo }: v.InferOutput<typeof ownRecord>): Change => ({
  store: "keys",
  key: evidenceKey,
  put: { evidence: { ...evidence }, shownTo: [...shownTo] },
});

/** The account's own evidence, as the settings show it. */
export interface OwnPerson {
  readonly verdict: OidcVerdict;
  /** All that stands in the token: whoever is shown the evidence reads it. */
  readonly claims: readonly (readonly [name: string, value: string])[];
  readonly shownTo: readonly string[];
}

/** What a person does about evidence of who they are. */
export interface PersonTasks {
  readonly own: () => Promise<OwnPerson | null>;
  /** The nonce that a login for evidence must ask for. */
  readonly nonce: () => Promise<string>;
  /** @throws FederpostError as `withIdentityKey`: whether the way in opens the identity key, before a login is begun. */
  readonly checkWay: (way: WayIn | null) => Promise<void>;
  /**
   * Takes an id_token for the account's own and keeps it; what does not hold is not kept.
   * @throws FederpostError as `withIdentityKey`
   */
  readonly keep: (token: string, way: WayIn | null) => Promise<OidcVerdict>;
  /** Forgets it here. Who has been shown it keeps it. */
  readonly remove: () => Promise<void>;
}

export const personTasks = (desk: Desk): PersonTasks => ({
  own: async () => {
    const own = await readOwn(desk.vault);
    if (own === null) return null;
    const { evidence, shownTo } = own;
    return { verdict: await judgeOwnToken(desk, evidence), claims: claimsIn(evidence.token), shownTo };
  },
  nonce: () => oidcNonce(desk.self.identityKey),
  checkWay: (way) => withIdentityKey(desk, way, async () => undefined),
  keep: async (token, way) => {
    const about = { token, account: desk.self.account, nowMs: desk.clock.now(), random: desk.random };
    const evidence = await withIdentityKey(desk, way, (key) => bindOidcEvidence(key, about));
    const verdict = await judgeOwnToken(desk, evidence);
    if (verdict.kind === "verified") await desk.vault.commit([putOwn({ evidence, shownTo: [] })]);
    return verdict;
  },
  remove: () => desk.vault.commit([{ store: "keys", key: evidenceKey, remove: true }]),
});

export async function judgeOwnToken({ vault, self, clock }: Desk, evidence: OidcEvidence): Promise<OidcVerdict> {
  const { account, identityKey } = self;
  return verifyOidcEvidence(evidence, {
    issuers: await believedIssuers(vault),
    account,
    identityKey,
    nowMs: clock.now(),
  });
}

/**
 * The evidence that goes with a letter or to a page, and the change that notes to whom: an account or an origin. @throws
 * FederpostError `evidence_missing` when there is none that holds now: the person wanted to show it, so nothing goes without.
 */
export async function evidenceToShow(
  desk: Desk,
  to: readonly string[],
): Promise<{ readonly evidence: OidcEvidence; readonly note: Change }> {
  const own = await readOwn(desk.vault);
  const verdict = own === null ? null : await judgeOwnToken(desk, own.evidence);
  if (own === null || verdict?.kind !== "verified")
    throw new FederpostError("evidence_missing", "The proof of who you are is not there or holds no longer.");
  const shownTo = [...new Set([...own.shownTo, ...to])];
  return { evidence: own.evidence, note: putOwn({ ...own, shownTo }) };
}

/** What a letter brings of its sender's evidence, where it is about that account and key; null otherwise. */
export async function shownEvidence(
  brought: readonly unknown[],
  about: { readonly account: UserId; readonly identityKey: PublicKey },
): Promise<OidcEvidence | null> {
  for (const each of brought) {
    const evidence = parseOidcEvidence(each);
    if (evidence !== null && (await isOwnToken(evidence, about))) return evidence;
  }
  return null;
}

/** What a contact's shown evidence comes to for this mailbox now; null where nothing was shown. Contacts nobody. */
export async function personOf(vault: Vault, contact: Contact, nowMs: number): Promise<OidcVerdict | null> {
  if (contact.shown === null) return null;
  const { account, identityKey } = contact;
  return verifyOidcEvidence(contact.shown, { issuers: await believedIssuers(vault), account, identityKey, nowMs });
}
