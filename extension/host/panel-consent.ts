import { FederpostError } from "../../shared/base/index.ts";
import { wholeDraft } from "../../shared/courier/index.ts";
import type { ConsentView, PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Consent } from "../consent/index.ts";
import { withWay } from "./lock.ts";
import type { Mailbox } from "./mailbox.ts";
import { offerChunks } from "./panel-files.ts";

/** What the consent window asks beyond reading and deciding: handing over what was written, and seeing a document. */

interface World {
  readonly mailbox: Mailbox;
  readonly consent: Consent;
  readonly changed: (what: "drafts") => void;
}

export async function decideForPortal(
  { vault, mailbox, consent }: World & { readonly vault: Vault },
  decision: PanelParams<"consent.decide">,
): Promise<PanelResults["consent.decide"]> {
  if (decision.decision === "decline") return { next: consent.decide({ ...decision, way: null }) };
  // Whoever cannot open the mailbox cannot decide in its owner's name either.
  if (vault.lockState === "locked") throw new FederpostError("locked", "Unlock the mailbox before you decide.");
  const asked = consent.read(decision.request);
  // A wrong passphrase is the person's business: it is said in the window, and the page still waits.
  if (asked !== null && needsIdentityKey(asked))
    await withWay(vault, decision.way, (by) => mailbox.courier.certificate.proveWay(by));
  return { next: consent.decide(decision) };
}

/** Whether approving makes the identity key sign. */
const needsIdentityKey = (asked: ConsentView): boolean =>
  asked.kind === "present"
    ? "evidenceDigest" in asked.presented
    : asked.kind === "sign" && asked.format === "jades-b" && asked.certificate?.kind === "usable";

export async function writeForPortal(
  { vault, consent, changed }: World & { readonly vault: Vault },
  { request, digest, ...letter }: PanelParams<"consent.write">,
): Promise<PanelResults["consent.write"]> {
  const draft = await wholeDraft(vault, letter.draftId);
  const files = (draft?.files ?? []).map(({ name, type, staging }) => ({ name, type, staging }));
  const next = consent.write({ request, digest }, { ...letter, files });
  changed("drafts");
  return { next };
}

export async function offerDocument(
  { mailbox, consent }: World,
  { request, index }: PanelParams<"consent.document">,
): Promise<PanelResults["consent.document"]> {
  const asked = consent.read(request);
  const document = asked?.kind === "sign" ? asked.documents[index] : undefined;
  if (document === undefined) throw new FederpostError("invalid_params", "There is no such document to sign.");
  return { transfer: await offerChunks(await mailbox.courier.staged(document.staging)) };
}
