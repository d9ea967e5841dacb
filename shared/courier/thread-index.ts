import { isFederpostError, parseRoomId, type RoomId } from "../base/index.ts";
import { isAnswer } from "../letter/index.ts";
import {
  factsOf,
  parseSummaryBlock,
  parseThread,
  type SummaryBlock,
  type SummaryRecord,
  summaryForm,
  summaryOf,
  type ThreadRecord,
} from "../mailbox/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import { listEntries, listReceipts, readThread } from "./store.ts";

/**
 * What the list shows of every thread, without opening every thread. Extracts lie in the vault, sealed, in blocks, each with
 * the revision of the thread that it was taken from: one that is missing, damaged or of another revision is taken anew, so
 * nothing has to be written with a letter. In memory they are kept up by what the vault says of each commit, and go with the
 * courier when the mailbox is locked.
 */
export interface ThreadIndex {
  /** The same list as before, as long as nothing changed: what is made of it can be kept by it. */
  readonly list: () => Promise<readonly SummaryRecord[]>;
  /** Follows the vault no longer. */
  readonly end: () => void;
}

type Extract = SummaryBlock["extracts"][number];

/** Threads in a block: one costs about as much to open as a single thread of these. */
const blockSize = 256;
/** So many extracts may be out of date before they are stored anew: opening those threads takes a few milliseconds. */
const mostStale = 128;

class SealedThreadIndex implements ThreadIndex {
  readonly #vault: Vault;
  readonly #extracts = new Map<RoomId, Extract>();
  readonly #dirty = new Set<RoomId>();
  readonly #stopFollowing: () => void;
  #listed: readonly SummaryRecord[] | null = null;
  #isRead = false;
  #stale = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(vault: Vault) {
    this.#vault = vault;
    this.#stopFollowing = vault.onCommit((changes) => {
      for (const { store, key } of changes) {
        const room = store === "threads" ? parseRoomId(key) : null;
        if (room !== null) this.#dirty.add(room);
      }
    });
  }

  readonly list = (): Promise<readonly SummaryRecord[]> => {
    // One after the other: two that read at once would do it twice.
    const next = this.#turn.then(() => this.#read());
    this.#turn = next.catch(() => undefined);
    return next;
  };

  readonly end = (): void => {
    this.#stopFollowing();
    this.#extracts.clear();
    this.#listed = null;
  };

  async #read(): Promise<readonly SummaryRecord[]> {
    if (!this.#isRead) await this.#readAll();
    this.#isRead = true;
    for (const room of [...this.#dirty]) await this.#readAgain(room);
    if (this.#stale >= mostStale) await this.#store();
    this.#listed ??= [...this.#extracts.values()].map(({ summary }) => summary);
    return this.#listed;
  }

  async #readAll(): Promise<void> {
    // What changes from here on is read once more.
    this.#dirty.clear();
    const stored = new Map((await readBlocks(this.#vault)).map((extract) => [extract.place, extract]));
    const seen = new Map([...stored].map(([place, { revision }]) => [place, revision]));
    const { entries, places } = await this.#vault.unseen("threads", seen);
    const changed = new Set(entries.map(({ place }) => place));
    let gone = 0;
    for (const [place, extract] of stored)
      if (!places.has(place)) gone += 1;
      else if (!changed.has(place)) this.#extracts.set(extract.summary.thread, extract);
    for (const { place, revision, value } of entries) {
      const thread = parseThread(value);
      this.#extracts.set(thread.thread, { place, revision, summary: await extractOf(this.#vault, thread) });
    }
    // Of a thread that is gone nothing stays.
    this.#stale = gone > 0 ? mostStale : entries.length;
  }

  async #readAgain(room: RoomId): Promise<void> {
    this.#dirty.delete(room);
    this.#listed = null;
    try {
      const stored = await readThread(this.#vault, room);
      const known = this.#extracts.get(room);
      if (stored !== null) {
        const summary = await extractOf(this.#vault, stored.value);
        // Where it lies is looked up when extracts are read the next time.
        this.#extracts.set(room, { place: known?.place ?? "", revision: stored.revision, summary });
      } else this.#extracts.delete(room);
      this.#stale = stored === null && known !== undefined ? mostStale : this.#stale + 1;
    } catch (error) {
      // A damaged thread is counted by the vault and must not hide the others.
      if (isFederpostError(error) && error.code === "cannot_open") return void this.#extracts.delete(room);
      this.#dirty.add(room);
      throw error;
    }
  }

  /** Stores the extracts whose place is known. Where that fails they are simply taken anew the next time. */
  async #store(): Promise<void> {
    this.#stale = 0;
    const placed = [...this.#extracts.values()].filter(({ place }) => place !== "");
    const changes: Change[] = [];
    for (let from = 0; from < placed.length; from += blockSize)
      changes.push({
        store: "summaries",
        key: keyOf(from / blockSize),
        put: { form: summaryForm, extracts: placed.slice(from, from + blockSize) },
      });
    const written = new Set(changes.map(({ key }) => key));
    const before = await this.#vault.list("summaries", { unreadable: () => undefined });
    const over = before.filter(({ key }) => !written.has(key));
    await this.#vault.commit([
      ...changes,
      ...over.map(({ key }): Change => ({ store: "summaries", key, remove: true })),
    ]);
  }
}

export const createThreadIndex = (vault: Vault): ThreadIndex => new SealedThreadIndex(vault);

const keyOf = (block: number): string => String(block).padStart(6, "0");

/** The stored extracts. A block of a form that is not ours is left out: its threads are opened instead. */
async function readBlocks(vault: Vault): Promise<Extract[]> {
  const blocks = await vault.list("summaries", { unreadable: () => undefined });
  return blocks.flatMap(({ value }) => {
    try {
      return parseSummaryBlock(value).extracts;
    } catch (error) {
      if (isFederpostError(error) && error.code === "internal") return [];
      throw error;
    }
  });
}

async function extractOf(vault: Vault, thread: ThreadRecord): Promise<SummaryRecord> {
  if (thread.asks !== null && thread.facts !== null) return summaryOf(thread);
  const [entries, receipts] = await Promise.all([
    listEntries(vault, thread.thread),
    listReceipts(vault, thread.thread),
  ]);
  const asks = entries.flatMap((entry) => {
    if (entry.kind !== "letter" || entry.acknowledgeBy === null) return [];
    const answered = (receipts.get(entry.letter) ?? []).some(({ kind, valid }) => valid && isAnswer(kind));
    return answered ? [] : [entry];
  });
  return summaryOf(thread, { asks: thread.asks ?? asks, facts: thread.facts ?? factsOf(entries) });
}
