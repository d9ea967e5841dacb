import { FederpostError, type UserId } from "../base/index.ts";
import { type Comparison, type Contact, pinned, safetyCode, verifyIdentityDocument } from "../identity/index.ts";
import { forgetFetched } from "./contacts.ts";
import type { Desk } from "./desk.ts";
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
 * @throws FederpostError `conflict` when there is no such identity to accept.
 */
export async function acceptIdentity(
  desk: Desk,
  account: UserId,
  { code, means }: { readonly code: string; readonly means: Comparison["means"] },
): Promise<void> {
  const known = (await readContact(desk.vault, account))?.value ?? null;
  const document = known?.conflicting == null ? null : await verifyIdentityDocument(known.conflicting);
  if (document === null || document.account !== account || (await safetyCode(document.identityKey)) !== code) {
    throw new FederpostError("conflict", "The identity has changed again: compare the new code.");
  }
  // What was compared and what domains said was about the old key. The person says that they have compared the new one.
  const compared = { means, atMs: desk.clock.now() };
  await desk.vault.commit([putContact({ ...pinned(document), compared })]);
  forgetFetched(desk, [account]);
  desk.tell({ kind: "threads" });
}
