import { FederpostError } from "../../shared/base/index.ts";
import type { PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import type { Consent } from "../consent/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { offerChunks, takeFiles } from "./panel-files.ts";

/** What the consent window asks beyond reading and deciding: handing over what was written, and seeing a document. */

interface World {
  readonly mailbox: Mailbox;
  readonly consent: Consent;
  readonly changed: (what: "drafts") => void;
}

export async function writeForPortal(
  { mailbox, consent, changed }: World,
  { request, digest, attachments, ...letter }: PanelParams<"consent.write">,
): Promise<PanelResults["consent.write"]> {
  const files = await takeFiles(mailbox.courier, attachments);
  try {
    const next = consent.write({ request, digest }, { ...letter, files });
    changed("drafts");
    return { next };
  } catch (error) {
    for (const { staging } of files) await mailbox.courier.discardStaged(staging);
    throw error;
  }
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
