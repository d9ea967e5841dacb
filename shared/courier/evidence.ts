import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import {
  type ConfiguredRoot,
  type Contact,
  readRoots,
  verifyIdentityDocument,
  verifyX509Evidence,
  type X509Evidence,
  type X509Verdict,
} from "../identity/index.ts";
import type { Vault, WayIn } from "../vault/index.ts";
import { reissue } from "./account.ts";
import type { Desk } from "./desk.ts";
import { storeDocument } from "./devices.ts";
import { adoptPublished } from "./own-document.ts";

/** Evidence of organisations: installing one's own, and judging that of others against the roots of this mailbox. */

const rootsKey = "roots";
const rootsRecord = v.object({ text: v.string() });

/** The roots this mailbox believes, as they were written; empty where none are. */
async function readRootsText(vault: Vault): Promise<string> {
  const parsed = v.safeParse(rootsRecord, (await vault.read("settings", rootsKey))?.value);
  return parsed.success ? parsed.output.text : "";
}

/** Stores whom to believe. @throws FederpostError `invalid_params` when the text holds no roots (`readRoots`). */
export async function writeTrustedRoots(vault: Vault, text: string): Promise<void> {
  readRoots(text);
  await vault.commit([{ store: "settings", key: rootsKey, put: { text } }]);
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
  { account, identityKey, document }: Contact,
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
    const { account, identityKey } = desk.self;
    const roots = rootsOf(await readRootsText(desk.vault));
    const verdict = await verifyX509Evidence(evidence, { roots, atMs: desk.clock.now(), account, identityKey });
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
