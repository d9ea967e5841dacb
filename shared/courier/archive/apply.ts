import { isFederpostError, parseRoomId, type RoomId } from "../../base/index.ts";
import { parseContact } from "../../identity/index.ts";
import {
  type EntryRecord,
  newThread,
  parseEntry,
  parseReceiptRecord,
  parseThread,
  type ThreadRecord,
} from "../../mailbox/index.ts";
import type { Change, Json, StoreName, Vault } from "../../vault/index.ts";
import { type Desk, inThread } from "../desk.ts";
import { listEntries, putEntry, putThread, readThread } from "../store.ts";
import type { ArchivedRecord } from "./chunk.ts";
import { newestOf } from "./compact.ts";
import { isOfErased } from "./erasures.ts";
import { asRestored, mergeContacts, mergeEntries, mergeReceipts, recount, renumber } from "./merge.ts";

/**
 * Puts archived records into the vault, next to what is there already. Repeating it changes nothing, so a restore that was
 * interrupted just begins again.
 */

/** What is collected on the way and stored at the end, when all versions of it are known. */
export interface Collected {
  /** Newest version of each record that is replaced as a whole. */
  readonly newest: Map<string, ArchivedRecord>;
  readonly letters: Set<string>;
  readonly rooms: Set<RoomId>;
  /** Records that have no form we know. */
  unknown: number;
}

export const nothingCollected = (): Collected => ({
  newest: new Map(),
  letters: new Set(),
  rooms: new Set(),
  unknown: 0,
});

const perCommit = 200;

async function commitAll(vault: Vault, changes: readonly Change[]): Promise<void> {
  for (let from = 0; from < changes.length; from += perCommit)
    await vault.commit(changes.slice(from, from + perCommit));
}

/** Stores letters and receipts of a chunk; what is replaced as a whole is collected. */
export async function applyRecords(vault: Vault, records: readonly ArchivedRecord[], into: Collected): Promise<void> {
  const changes: Change[] = [];
  for (const record of newestOf(records)) {
    if (await isOfErased({ vault }, record)) continue;
    const change = await changeOf(vault, record, into).catch((error: unknown) => {
      // Its form is unknown: written by a version of another time. The rest of the archive is not the worse for it.
      if (!isFederpostError(error) || error.code !== "internal") throw error;
      into.unknown += 1;
      return null;
    });
    if (change !== null) changes.push(change);
  }
  await commitAll(vault, changes);
}

async function changeOf(vault: Vault, record: ArchivedRecord, into: Collected): Promise<Change | null> {
  const { store, key, value } = record;
  if (value !== undefined && store === "letters") {
    const room = parseRoomId(key.slice(0, key.indexOf("/")));
    if (room !== null) into.rooms.add(room);
    const entry = parseEntry(value);
    if (entry.kind === "letter") into.letters.add(key);
    const there = await vault.read(store, key);
    return put(store, key, there === null ? unsent(entry) : mergeEntries(parseEntry(there.value), entry));
  }
  if (value !== undefined && store === "receipts") {
    const receipt = parseReceiptRecord(value);
    const there = await vault.read(store, key);
    return put(store, key, there === null ? receipt : mergeReceipts(parseReceiptRecord(there.value), receipt));
  }
  collect(record, into);
  return null;
}

const put = (store: StoreName, key: string, value: Json): Change => ({ store, key, put: value, unmarked: true });

/** A letter of ours that had not gone out yet stayed behind with its device's outbox. */
const unsent = (entry: EntryRecord): EntryRecord =>
  entry.kind === "letter" && entry.mine && entry.event === null && entry.failure === null
    ? { ...entry, failure: "disconnected" }
    : entry;

function collect(record: ArchivedRecord, into: Collected): void {
  const { store, key, value } = record;
  const name = `${store}/${key}`;
  if (store === "threads" && value !== undefined) into.rooms.add(parseThread(value).thread);
  const known = into.newest.get(name);
  const isLater = known === undefined || (record.atMs - known.atMs || record.generation - known.generation) >= 0;
  if (known === undefined) into.newest.set(name, record);
  else into.newest.set(name, merged(isLater ? known : record, isLater ? record : known));
}

function merged(earlier: ArchivedRecord, later: ArchivedRecord): ArchivedRecord {
  if (later.store !== "identities" || earlier.value === undefined || later.value === undefined) return later;
  return { ...later, value: { ...mergeContacts(parseContact(earlier.value), parseContact(later.value)) } };
}

/** Stores what was collected. What this device has itself already is newer and stays. */
export async function applyCollected(desk: Desk, { newest, rooms }: Collected): Promise<void> {
  const { vault } = desk;
  const changes: Change[] = [];
  for (const { store, key, value } of newest.values()) {
    if (value === undefined || store === "threads") continue;
    const there = await vault.read(store, key);
    if (there === null) changes.push(put(store, key, value));
    else if (store === "identities") {
      changes.push(put(store, key, { ...mergeContacts(parseContact(value), parseContact(there.value)) }));
    }
  }
  await commitAll(vault, changes);
  for (const room of rooms) {
    const archived = newest.get(`threads/${room}`)?.value;
    await inThread(desk, room, () => settleThread(desk, room, archived === undefined ? null : parseThread(archived)));
    desk.tell({ kind: "thread", thread: room });
  }
  desk.tell({ kind: "threads" });
}

/** Brings a thread and its entries into line: numbers, counts, and the thread itself where only its letters were left. */
async function settleThread(desk: Desk, room: RoomId, archived: ThreadRecord | null): Promise<void> {
  const [local, found] = await Promise.all([readThread(desk.vault, room), listEntries(desk.vault, room)]);
  // It was begun by a letter that was taken back.
  if (local === null && archived === null && found.length === 0) return;
  const entries = renumber(found);
  const before = new Map(found.map((entry) => [idOf(entry), entry.number]));
  const moved = entries.filter((entry) => before.get(idOf(entry)) !== entry.number);
  const thread = local?.value ?? (archived === null ? fromEntries(desk, room, entries) : asRestored(archived));
  await commitAll(
    desk.vault,
    moved.map((entry): Change => ({ ...putEntry(room, entry), unmarked: true })),
  );
  await desk.vault.commit([{ ...putThread(recount(thread, entries)), unmarked: true }]);
}

const idOf = (entry: EntryRecord): string => (entry.kind === "letter" ? entry.letter : entry.event);

function fromEntries(desk: Desk, room: RoomId, entries: readonly EntryRecord[]): ThreadRecord {
  const letters = entries.filter((entry) => entry.kind === "letter");
  const parties = new Set(letters.map(({ from }) => from).filter((from) => from !== desk.self.account));
  const nowMs = letters.at(-1)?.sentAtMs ?? desk.clock.now();
  const subject = letters[0]?.subject ?? "";
  return newThread({
    thread: room,
    parties: [...parties],
    subject,
    nowMs,
    state: "open",
    joined: "joined",
    openedBy: letters[0]?.composedBy ?? null,
  });
}
