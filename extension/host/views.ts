import { errorCodeOf, type UserId } from "../../shared/base/index.ts";
import {
  changedSafetyCode,
  listEntries,
  listOutbox,
  listReceipts,
  organisationOf,
  readContact,
  uploadProgress,
} from "../../shared/courier/index.ts";
import { type Contact, safetyCode, type VerifiedOrganisation } from "../../shared/identity/index.ts";
import { isDangerousFile, safeFileName } from "../../shared/letter/index.ts";
import {
  deliveryOf,
  type EntryRecord,
  type Job,
  type LetterRecord,
  type ReceiptRecord,
  type ThreadRecord,
} from "../../shared/mailbox/index.ts";
import type {
  LetterView,
  OrganisationView,
  PartyView,
  ThreadSummary,
  ThreadView,
} from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";

/** What our pages show of the stored records. Nothing of an unopened letter's text leaves the host. */

/** Somebody we have met. A record that does not open is counted by the vault, and must not hide the letters of its person. */
async function knownContact(vault: Vault, account: UserId) {
  try {
    return (await readContact(vault, account))?.value ?? null;
  } catch (error) {
    if (errorCodeOf(error) === "cannot_open") return null;
    throw error;
  }
}

/** What people read of a certificate that holds. */
export const organisationView = (organisation: VerifiedOrganisation): OrganisationView => {
  const { name, unit, issuer, root, notBeforeMs, notAfterMs, serial } = organisation;
  return { name, unit, issuer, root, notBeforeMs, notAfterMs, serial };
};

/** A changed identity is never shown as verified: its evidence is about the pinned key, and which counts is not decided. */
async function assuranceOf(
  vault: Vault,
  contact: Contact | null,
): Promise<Pick<PartyView, "assurance" | "organisation">> {
  if (contact === null) return { assurance: "not_verified" };
  if (contact.conflicting !== null) return { assurance: "changed" };
  const verdict = await organisationOf(vault, contact, Date.now());
  if (verdict?.kind !== "verified") {
    const reason = verdict?.reason;
    return { assurance: reason === "expired" || reason === "revoked" ? reason : "not_verified" };
  }
  return { assurance: "verified", organisation: organisationView(verdict.organisation) };
}

/** How somebody is shown: verified by evidence alone, and a contradicted identity is called so. */
export async function partyView(vault: Vault, account: UserId, self: UserId): Promise<PartyView> {
  const contact = account === self ? null : await knownContact(vault, account);
  const assured = account === self ? ({ assurance: "self" } as const) : await assuranceOf(vault, contact);
  const fingerprint = contact === null ? null : await safetyCode(contact.identityKey);
  const changedTo = contact === null ? null : await changedSafetyCode(contact);
  return { userId: account, claimedName: null, ...assured, fingerprint, changedTo };
}

export async function threadSummary(vault: Vault, thread: ThreadRecord, self: UserId): Promise<ThreadSummary> {
  const parties = await Promise.all(thread.parties.map((party) => partyView(vault, party, self)));
  const closed = thread.state === "expelled" || thread.state === "cannot_write";
  return {
    thread: thread.thread,
    mailbox: self,
    order: thread.order,
    subject: thread.subject,
    parties,
    preview: thread.preview,
    unread: thread.unread,
    lastAtMs: thread.lastAtMs,
    state: closed ? "cannot_write" : thread.state === "rejoining" ? "joining" : "open",
  };
}

/** A thread with its letters, oldest first. */
export async function threadView(vault: Vault, thread: ThreadRecord, self: UserId): Promise<ThreadView> {
  const [summary, records, receipts, outbox] = await Promise.all([
    threadSummary(vault, thread, self),
    listEntries(vault, thread.thread),
    listReceipts(vault, thread.thread),
    listOutbox(vault),
  ]);
  const people = new Map<UserId, PartyView>();
  for (const account of new Set(records.flatMap(accountsOf)))
    people.set(account, await partyView(vault, account, self));
  const jobs = outbox.flatMap(({ item }) => (item.kind === "letter" && item.thread === thread.thread ? [item] : []));
  const entries = records.map((record) =>
    entryView(record, {
      party: (account) => people.get(account) ?? unknownParty(account),
      receipts: record.kind === "letter" ? (receipts.get(record.letter) ?? []) : [],
      job: record.kind === "letter" ? (jobs.find(({ letter }) => letter === record.letter) ?? null) : null,
    }),
  );
  return { summary, entries };
}

const unknownParty = (userId: UserId): PartyView => ({
  userId,
  claimedName: null,
  assurance: "not_verified",
  fingerprint: null,
  changedTo: null,
});

function accountsOf(record: EntryRecord): UserId[] {
  if (record.kind === "notice") return [record.who];
  return record.from === null ? [] : [record.from];
}

interface Around {
  readonly party: (account: UserId) => PartyView;
  readonly receipts: readonly ReceiptRecord[];
  readonly job: Job | null;
}

function entryView(record: EntryRecord, around: Around): LetterView {
  switch (record.kind) {
    case "letter":
      return letterView(record, around);
    case "unreadable": {
      const { event, from, reason, receivedAtMs } = record;
      return { kind: "unreadable", event, from: from === null ? null : around.party(from), reason, receivedAtMs };
    }
    case "notice": {
      const { event, what, who, atMs } = record;
      return { kind: "notice", event, what, who: around.party(who), atMs };
    }
    default:
      return record satisfies never;
  }
}

function letterView(record: LetterRecord, { party, receipts, job }: Around): LetterView {
  const upload = job === null || job.files.length === 0 ? null : uploadProgress(job);
  const uploading = upload !== null && upload.doneBytes < upload.totalBytes;
  const delivery = deliveryOf(record, receipts);
  return {
    kind: "letter",
    letter: record.letter,
    from: party(record.from),
    mine: record.mine,
    subject: record.subject,
    text: record.opened ? record.text : null,
    data: record.opened ? record.data : null,
    attachments: record.attachments.map(({ name, type, sizeBytes }) => ({
      name: safeFileName(name),
      type,
      sizeBytes,
      dangerous: isDangerousFile(name),
    })),
    sentAtMs: record.sentAtMs,
    receivedAtMs: record.receivedAtMs,
    inReplyTo: record.inReplyTo,
    acknowledgeBy: record.acknowledgeBy,
    composedBy: record.composedBy,
    event: record.event,
    delivery: record.mine ? (delivery === "waiting" && uploading ? "uploading" : delivery) : null,
    progress: uploading ? upload : null,
    failure: record.failure,
    receipts: receipts
      .map(({ kind, by, atMs, says, valid }) => ({ kind, by, atMs, says, valid }))
      .sort((a, b) => a.atMs - b.atMs),
  };
}
