import type { UserId } from "../../shared/base/index.ts";
import { listEntries, listOutbox, listReceipts, uploadProgress } from "../../shared/courier/index.ts";
import { isAutomatic, isDangerousFile, safeFileName } from "../../shared/letter/index.ts";
import {
  deliveryOf,
  type EntryRecord,
  type Job,
  type LetterRecord,
  type ReceiptRecord,
  type SummaryRecord,
  summaryOf,
  type ThreadRecord,
} from "../../shared/mailbox/index.ts";
import type { LetterView, PartyView, ThreadSummary, ThreadView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { partyViewer, unknownParty } from "./party.ts";

/** What our pages show of the stored records. Nothing of an unopened letter's text leaves the host. */

/** The account and this device of it. */
interface Self {
  readonly account: UserId;
  readonly deviceId: string;
}

/** A thread as the list shows it. */
export function summaryView(
  summary: SummaryRecord,
  { self, parties }: { readonly self: Self; readonly parties: readonly PartyView[] },
): ThreadSummary {
  const { thread, subject, preview, unread, lastAtMs, deadline } = summary;
  const order = { ...summary.order, takenHere: summary.order.taken?.device === self.deviceId };
  const closed = summary.state === "expelled" || summary.state === "cannot_write";
  const state = closed ? "cannot_write" : summary.state === "rejoining" ? "joining" : "open";
  return { thread, mailbox: self.account, order, subject, parties, preview, unread, lastAtMs, deadline, state };
}

/** A thread with its letters, oldest first. */
export async function threadView(vault: Vault, about: ThreadRecord, self: Self): Promise<ThreadView> {
  const viewOf = partyViewer(vault, self.account);
  const [parties, records, receipts, outbox] = await Promise.all([
    Promise.all(about.parties.map(viewOf)),
    listEntries(vault, about.thread),
    listReceipts(vault, about.thread),
    listOutbox(vault),
  ]);
  const accounts = [...new Set(records.flatMap(accountsOf))];
  const people = new Map(await Promise.all(accounts.map(async (each) => [each, await viewOf(each)] as const)));
  const jobs = outbox.flatMap(({ item }) => (item.kind === "letter" && item.thread === about.thread ? [item] : []));
  const entries = records.map((record) =>
    entryView(record, {
      party: (account) => people.get(account) ?? unknownParty(account, "not_verified"),
      receipts: record.kind === "letter" ? (receipts.get(record.letter) ?? []) : [],
      job: record.kind === "letter" ? (jobs.find(({ letter }) => letter === record.letter) ?? null) : null,
    }),
  );
  return { summary: summaryView(summaryOf(about), { self, parties }), entries };
}

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

/** What a letter waits for that is still here. */
function stageOf(job: Job | null, uploading: boolean): "held" | "uploading" | "waiting" {
  if (job !== null && job.held !== null) return "held";
  return uploading ? "uploading" : "waiting";
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
    format: record.format,
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
    automatic: isAutomatic(record.data),
    acknowledgeBy: record.acknowledgeBy,
    composedBy: record.composedBy,
    event: record.event,
    delivery: record.mine ? (delivery === "waiting" ? stageOf(job, uploading) : delivery) : null,
    progress: uploading && job?.held === null ? upload : null,
    failure: record.failure,
    receipts: receipts
      .map(({ kind, by, atMs, says, valid }) => ({ kind, by, atMs, says, valid }))
      .sort((a, b) => a.atMs - b.atMs),
  };
}
