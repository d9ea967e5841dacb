import { FederpostError, type UserId } from "../base/index.ts";
import { type Comparison, type Contact, pinned, safetyCode, verifyIdentityDocument } from "../identity/index.ts";
import { forgetFetched } from "./contacts.ts";
import type { Desk } from "./desk.ts";
import { tellOthers } from "./step-order.ts";
import { putContact, readContact } from "./store.ts";

/** A contact that is under another identity key now: what it shows, and the person's decision to believe it. */

/** The safety code of the identity that contradicts the pinned one, or null where none does. */
export async function changedSafetyCode({ conflicting }: Pick<Contact, "conflicting">): Promise<string | null> {
  const document = conflicting === null ? null : await verifyIdentityDocument(conflicting);
  return document === null ? null : safetyCode(document.identityKey);
}

/**
 * Pins the new identity of an account in place of the old one. `code` is the safety code that the person has compared, by `means`:
 * should another identity have come meanwhile, it is that one's no longer. Threads in which the other side's old devices
 * still are and that it began stay closed for writing: nobody but them may take those devices out.
 * `atMs`: when they did so at another device, which has told this one.
 * @throws FederpostError `conflict` when there is no such identity to accept.
 */
export async function acceptIdentity(
  desk: Desk,
  account: UserId,
  { code, means, atMs }: { readonly code: string; readonly means: Comparison["means"]; readonly atMs?: number },
): Promise<void> {
  const known = (await readContact(desk.vault, account))?.value ?? null;
  const document = known?.conflicting == null ? null : await verifyIdentityDocument(known.conflicting);
  if (
    known === null ||
    document === null ||
    document.account !== account ||
    (await safetyCode(document.identityKey)) !== code
  ) {
    throw new FederpostError("conflict", "The identity has changed again: compare the new code.");
  }
  // What was compared and what domains said was about the old key. The person says that they have compared the new one.
  const compared = { means, atMs: atMs ?? Math.max(desk.clock.now(), known.comparisonAtMs + 1) };
  // Who was told by another device tells nobody.
  const told = atMs === undefined ? await tellOthers(desk, { contacts: [account] }) : [];
  await desk.vault.commit([putContact({ ...pinned(document), compared, comparisonAtMs: compared.atMs }), ...told]);
  desk.wake();
  forgetFetched(desk, [account]);
  desk.tell({ kind: "threads" });
}
