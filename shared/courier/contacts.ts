import { FederpostError, isFederpostError, type UserId } from "../base/index.ts";
import {
  type Contact,
  considerDocument,
  type Refusal,
  type VerifiedDocument,
  verifyDeviceCertificate,
  verifyIdentityDocument,
} from "../identity/index.ts";
import { identityField } from "./account.ts";
import type { Desk } from "./desk.ts";
import { putContact, readContact } from "./store.ts";

/** What somebody's document means for us, with what is to be remembered. */
export type Meeting =
  | { readonly kind: "met"; readonly contact: Contact; readonly document: VerifiedDocument; readonly news: boolean }
  /** Not believed. `remember` keeps the pinned key and the document that contradicts it. */
  | {
      readonly kind: "refused";
      readonly code: "identity_changed" | "invalid_identity";
      readonly why: Refusal | "not_signed" | "not_listed";
      readonly remember: Contact | null;
    };

/** Judges an identity document (from a profile or a letter) against what is pinned. Writes nothing. */
export async function meet(desk: Pick<Desk, "vault" | "clock">, account: UserId, jws: string): Promise<Meeting> {
  const document = await verifyIdentityDocument(jws);
  if (document === null) return { kind: "refused", code: "invalid_identity", why: "not_signed", remember: null };
  const known = (await readContact(desk.vault, account))?.value ?? null;
  const considered = considerDocument(known, document, { account, nowMs: desk.clock.now() });
  if (considered.kind === "refused") {
    const { why, contact: remember } = considered;
    return { kind: "refused", code: why === "key_changed" ? "identity_changed" : "invalid_identity", why, remember };
  }
  const news = considered.kind === "accepted";
  const isNewDevice = news && known !== null && (await addsDevice(known, document));
  const contact = isNewDevice ? { ...considered.contact, newDeviceAtMs: desk.clock.now() } : considered.contact;
  return { kind: "met", contact, document, news };
}

/** Whether a document lists a device that the last one did not. */
async function addsDevice({ document: last }: Contact, { devices }: VerifiedDocument): Promise<boolean> {
  const known = (await verifyIdentityDocument(last))?.devices ?? [];
  return devices.some((device) => !known.some(({ mlsKey }) => mlsKey === device.mlsKey));
}

/**
 * Judges the document that a letter or receipt brings. It was the newest when its sender wrote; by now we may know a newer
 * one, or it may have expired on its way. Whichever is the newest that is believed must list the sender's device.
 * @throws FederpostError what the transport throws when a document that expired on its way cannot be replaced now.
 */
export async function meetSender(
  desk: Desk,
  sender: { readonly account: UserId; readonly certificate: string },
  jws: string,
): Promise<Meeting> {
  const brought = await meet(desk, sender.account, jws);
  const meeting = brought.kind === "met" ? brought : await meetInstead(desk, sender.account, brought);
  if (meeting.kind === "refused") return meeting;
  const certificate = await verifyDeviceCertificate(sender.certificate);
  const listed = meeting.document.devices.some(
    (device) => device.deviceId === certificate?.deviceId && device.mlsKey === certificate.mlsKey,
  );
  return listed ? meeting : { kind: "refused", code: "invalid_identity", why: "not_listed", remember: meeting.contact };
}

/** The newest document of an account that has brought an old one. */
async function meetInstead(
  desk: Desk,
  account: UserId,
  brought: Extract<Meeting, { kind: "refused" }>,
): Promise<Meeting> {
  if (brought.why === "rolled_back") {
    const known = await readContact(desk.vault, account);
    return known === null ? brought : meet(desk, account, known.value.document);
  }
  if (brought.why !== "expired" || account === desk.self.account) return brought;
  try {
    const { jws } = await fetchDocument(desk, account);
    return await meet(desk, account, jws);
  } catch (error) {
    if (isFederpostError(error) && error.retryable) throw error;
    return brought;
  }
}

const withheld = () =>
  new FederpostError("invalid_identity", "The homeserver no longer shows the identity of this account.");

const freshMs = 30_000;
const fetched = new WeakMap<object, Map<UserId, { readonly atMs: number; readonly document: VerifiedDocument }>>();

/** What was fetched is old: something else says that an account's devices have changed. */
export function forgetFetched({ vault }: Pick<Desk, "vault">, accounts: readonly UserId[]): void {
  for (const account of accounts) fetched.get(vault)?.delete(account);
}

/**
 * The newest document of an account, fetched from its profile, checked, pinned and remembered for half a minute, unless it
 * must be at least the one of a number.
 * @throws FederpostError `unknown_recipient` when there is no such account or it has no Federpost identity,
 *   `identity_changed`, `invalid_identity`, or what the transport throws.
 */
export async function fetchDocument(desk: Desk, account: UserId, atLeast = 0): Promise<VerifiedDocument> {
  const cache = fetched.get(desk.vault) ?? new Map<UserId, { atMs: number; document: VerifiedDocument }>();
  fetched.set(desk.vault, cache);
  const recent = cache.get(account);
  const nowMs = desk.clock.now();
  const fresh = recent !== undefined && Math.abs(nowMs - recent.atMs) < freshMs;
  if (fresh && recent.document.number >= atLeast) return recent.document;
  const published = await desk.transport.readProfile(account, identityField);
  if (typeof published !== "string") {
    // Who leaves says so by a document without devices; whose document is gone is hidden by the homeserver.
    if ((await readContact(desk.vault, account)) !== null) throw withheld();
    throw new FederpostError("unknown_recipient", "This account does not use Federpost: ask for another address.");
  }
  const meeting = await meet(desk, account, published);
  if (meeting.kind === "refused") {
    if (meeting.remember !== null) await desk.vault.commit([putContact(meeting.remember)]);
    throw new FederpostError(
      meeting.code,
      "The identity of this account cannot be believed: compare the safety code in person.",
    );
  }
  if (meeting.news) await desk.vault.commit([putContact(meeting.contact)]);
  cache.set(account, { atMs: nowMs, document: meeting.document });
  return meeting.document;
}
