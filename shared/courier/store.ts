import type { LetterId, RoomId, UserId } from "../base/index.ts";
import { type Contact, parseContact } from "../identity/index.ts";
import {
  type EntryRecord,
  type LetterRecord,
  type OutboxItem,
  parseEntry,
  parseOutboxItem,
  parseReceiptRecord,
  parseThread,
  type ReceiptRecord,
  type ThreadRecord,
} from "../mailbox/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import type { Desk } from "./desk.ts";

/** Typed reading and writing of the vault's records; the one place that knows their keys. */

export interface Stored<T> {
  readonly value: T;
  readonly revision: number;
}

const read = async <T>(vault: Vault, at: [Change["store"], string], parse: (value: unknown) => T) => {
  const entry = await vault.read(...at);
  return entry === null ? null : { value: parse(entry.value), revision: entry.revision };
};

export const readThread = (vault: Vault, thread: RoomId): Promise<Stored<ThreadRecord> | null> =>
  read(vault, ["threads", thread], parseThread);

export async function listThreads(vault: Vault): Promise<ThreadRecord[]> {
  return (await vault.list("threads")).map((entry) => parseThread(entry.value));
}

export const putThread = (thread: ThreadRecord): Change => ({ store: "threads", key: thread.thread, put: thread });

const entryKey = (thread: RoomId, id: string): string => `${thread}/${id}`;

export const readEntry = (vault: Vault, thread: RoomId, id: string): Promise<Stored<EntryRecord> | null> =>
  read(vault, ["letters", entryKey(thread, id)], parseEntry);

/** A letter of a thread, or null when there is none of that id. */
export async function readLetter(vault: Vault, thread: RoomId, id: LetterId): Promise<LetterRecord | null> {
  const entry = await readEntry(vault, thread, id);
  return entry?.value.kind === "letter" ? entry.value : null;
}

/** A thread's entries in their order. */
export async function listEntries(vault: Vault, thread: RoomId): Promise<EntryRecord[]> {
  const entries = await vault.list("letters", { prefix: `${thread}/` });
  return entries.map((entry) => parseEntry(entry.value)).sort((a, b) => a.number - b.number);
}

export const putEntry = (thread: RoomId, entry: EntryRecord): Change => ({
  store: "letters",
  key: entryKey(thread, entry.kind === "letter" ? entry.letter : entry.event),
  put: entry,
});

const receiptKey = (thread: RoomId, letter: LetterId, receipt: Pick<ReceiptRecord, "kind" | "by">): string =>
  `${thread}/${letter}/${receipt.kind}/${receipt.by}`;

export const readReceipt = (
  vault: Vault,
  { thread, letter, kind, by }: { thread: RoomId; letter: LetterId; kind: ReceiptRecord["kind"]; by: UserId },
): Promise<Stored<ReceiptRecord> | null> =>
  read(vault, ["receipts", receiptKey(thread, letter, { kind, by })], parseReceiptRecord);

export const putReceipt = (thread: RoomId, letter: LetterId, receipt: ReceiptRecord): Change => ({
  store: "receipts",
  key: receiptKey(thread, letter, receipt),
  put: receipt,
});

/** The receipts of a thread by letter. */
export async function listReceipts(vault: Vault, thread: RoomId): Promise<Map<string, ReceiptRecord[]>> {
  const byLetter = new Map<string, ReceiptRecord[]>();
  for (const entry of await vault.list("receipts", { prefix: `${thread}/` })) {
    const letter = entry.key.slice(thread.length + 1).split("/")[0] ?? "";
    byLetter.set(letter, [...(byLetter.get(letter) ?? []), parseReceiptRecord(entry.value)]);
  }
  return byLetter;
}

/** What one account has stated about a letter. */
export async function receiptsBy(
  vault: Vault,
  { thread, letter, by }: { readonly thread: RoomId; readonly letter: LetterId; readonly by: UserId },
): Promise<readonly ReceiptRecord[]> {
  const entries = await vault.list("receipts", { prefix: `${thread}/${letter}/` });
  return entries.map(({ value }) => parseReceiptRecord(value)).filter((receipt) => receipt.by === by);
}

export const readContact = (vault: Vault, account: UserId): Promise<Stored<Contact> | null> =>
  read(vault, ["identities", account], parseContact);

export const putContact = (contact: Contact): Change => ({
  store: "identities",
  key: contact.account,
  put: { ...contact },
});

/** Outgoing items in their order. */
export async function listOutbox(vault: Vault): Promise<{ readonly key: string; readonly item: OutboxItem }[]> {
  return (await vault.list("outbox")).map((entry) => ({ key: entry.key, item: parseOutboxItem(entry.value) }));
}

export async function readOutbox(vault: Vault, key: string): Promise<OutboxItem | null> {
  const entry = await vault.read("outbox", key);
  return entry === null ? null : parseOutboxItem(entry.value);
}

export const putOutbox = (key: string, item: OutboxItem): Change => ({ store: "outbox", key, put: item });

let lastTick = 0;

/**
 * A fresh key that sorts after all made before it on this device: order of sending is order of keys. The clock only
 * seeds it; should the clock have been set back, the highest stored key is counted on from.
 */
export async function nextOutboxKey(desk: Pick<Desk, "vault" | "clock" | "random">): Promise<string> {
  const [key = ""] = await nextOutboxKeys(desk, 1);
  return key;
}

/** As many keys in their order. */
export async function nextOutboxKeys(
  { vault, clock, random }: Pick<Desk, "vault" | "clock" | "random">,
  count: number,
): Promise<string[]> {
  const [last] = await vault.list("outbox", { direction: "backward", limit: 1 });
  const stored = last === undefined ? 0 : Number(last.key.slice(0, 16));
  return Array.from({ length: count }, () => {
    lastTick = Math.max(clock.now() * 16, stored + 1, lastTick + 1);
    return `${String(lastTick).padStart(16, "0")}-${random.uuid().slice(0, 8)}`;
  });
}

export const seenKey = (thread: RoomId, event: string): string => `${thread}/${event}`;
