import { type LetterId, parseRoomId, type RoomId, type UserId } from "../base/index.ts";
import {
  type EntryRecord,
  type LetterRecord,
  parseEntry,
  SearchIndex,
  snippetOf,
  type ThreadRecord,
} from "../mailbox/index.ts";
import type { Vault } from "../vault/index.ts";
import type { CourierEvent } from "./desk.ts";
import { listEntries, listThreads, readThread } from "./store.ts";

/**
 * Search over the letters of a mailbox. The index lives in memory and is made when somebody first searches: nothing of it
 * lies anywhere, and it goes with the courier when the mailbox is locked. Of a letter that nobody has opened only what the
 * list shows is found, and searching opens none: it leaves no receipt.
 */

/** A letter, or a thread by its subject or parties. */
export interface Found {
  readonly thread: RoomId;
  readonly letter: LetterId | null;
  readonly subject: string;
  readonly from: UserId | null;
  readonly mine: boolean;
  readonly snippet: string;
  readonly atMs: number;
}

interface Known {
  readonly found: Omit<Found, "snippet">;
  /** What a snippet may be cut from. */
  readonly text: string;
}

/** How far making the index has come: threads done, of how many. */
export type SearchProgress = (done: number, total: number) => void;

export interface Search {
  /** What has changed, so that it is read anew before the next search. */
  readonly note: (event: CourierEvent) => void;
  /** The newest letters that hold every word, at most `limit`; `total`: how many there are. */
  readonly find: (
    query: string,
    limit: number,
    progress?: SearchProgress,
  ) => Promise<{ readonly found: readonly Found[]; readonly total: number }>;
}

class LetterSearch implements Search {
  readonly #vault: Vault;
  readonly #index = new SearchIndex();
  readonly #known = new Map<string, Known>();
  readonly #ids = new Map<RoomId, readonly string[]>();
  readonly #dirty = new Set<RoomId>();
  #isMade = false;
  #othersCame = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  note(event: CourierEvent): void {
    if (event.kind === "thread" || event.kind === "arrived") this.#dirty.add(event.thread);
    if (event.kind === "threads") this.#othersCame = true;
  }

  async find(query: string, limit: number, progress: SearchProgress = () => undefined) {
    // One after the other: two that refresh at once would do it twice.
    const next = this.#turn.then(() => this.#refresh(progress));
    this.#turn = next.catch(() => undefined);
    await next;
    const fitting = [...this.#index.find(query)].flatMap((id) => this.#known.get(id) ?? []);
    const threads = new Set(fitting.flatMap(({ found }) => (found.letter === null ? [] : found.thread)));
    // The thread itself only where none of its letters was found.
    const all = fitting.filter(({ found }) => found.letter !== null || !threads.has(found.thread));
    const newest = all.sort((a, b) => b.found.atMs - a.found.atMs).slice(0, limit);
    const found = newest.map((each): Found => ({ ...each.found, snippet: snippetOf(each.text, query) }));
    return { found, total: all.length };
  }

  /** A mark is taken off before what it stands for is read: what changes meanwhile sets it again, and is read next time. */
  async #refresh(progress: SearchProgress): Promise<void> {
    if (!this.#isMade || this.#othersCame) {
      this.#othersCame = false;
      try {
        await (this.#isMade ? this.#compareThreads() : this.#takeAll(progress));
      } catch (error) {
        this.#othersCame = true;
        throw error;
      }
      this.#isMade = true;
    }
    for (const thread of [...this.#dirty]) {
      this.#dirty.delete(thread);
      try {
        await this.#take(thread);
      } catch (error) {
        this.#dirty.add(thread);
        throw error;
      }
    }
  }

  async #takeAll(progress: SearchProgress): Promise<void> {
    this.#dirty.clear();
    const threads = await listThreads(this.#vault);
    progress(0, threads.length);
    const entries = await entriesByThread(this.#vault);
    for (const [done, record] of threads.entries()) {
      this.#put(record, entries.get(record.thread) ?? []);
      progress(done + 1, threads.length);
    }
  }

  /** There are others than before: new ones are read, those that went are forgotten. */
  async #compareThreads(): Promise<void> {
    const threads = new Set((await listThreads(this.#vault)).map(({ thread }) => thread));
    for (const thread of threads) if (!this.#ids.has(thread)) this.#dirty.add(thread);
    for (const thread of [...this.#ids.keys()]) if (!threads.has(thread)) this.#drop(thread);
  }

  async #take(thread: RoomId): Promise<void> {
    const record = (await readThread(this.#vault, thread))?.value;
    if (record === undefined) this.#drop(thread);
    else this.#put(record, await listEntries(this.#vault, thread));
  }

  #put(record: ThreadRecord, entries: readonly EntryRecord[]): void {
    this.#drop(record.thread);
    if (record.emptied) return;
    const documents = [threadDocument(record), ...entries.flatMap((entry) => letterDocument(record, entry))];
    for (const { id, texts, ...about } of documents) {
      this.#index.put(id, texts);
      this.#known.set(id, about);
    }
    const ids = documents.map(({ id }) => id);
    this.#ids.set(record.thread, ids);
  }

  #drop(thread: RoomId): void {
    for (const id of this.#ids.get(thread) ?? []) {
      this.#index.remove(id);
      this.#known.delete(id);
    }
    this.#ids.delete(thread);
  }
}

export const createSearch = (vault: Vault): Search => new LetterSearch(vault);

/** All entries at once: for a whole mailbox that takes a third of the time of reading thread after thread. */
async function entriesByThread(vault: Vault): Promise<ReadonlyMap<RoomId, readonly EntryRecord[]>> {
  const all = Map.groupBy(await vault.list("letters", { unreadable: () => undefined }), ({ key }) => threadOfKey(key));
  const entries = new Map<RoomId, readonly EntryRecord[]>();
  for (const [thread, of] of all)
    if (thread !== null)
      entries.set(
        thread,
        of.map(({ value }) => parseEntry(value)),
      );
  return entries;
}

const threadOfKey = (key: string): RoomId | null => parseRoomId(key.slice(0, key.indexOf("/")));

type Document = Known & { readonly id: string; readonly texts: readonly string[] };

const threadDocument = ({ thread, subject, parties, lastAtMs }: ThreadRecord): Document => ({
  id: thread,
  texts: [subject, ...parties],
  found: { thread, letter: null, subject, from: null, mine: false, atMs: lastAtMs },
  text: "",
});

/** A thread's first letter has its subject, so that the thread itself need not be found as well. */
function letterDocument({ thread, subject }: ThreadRecord, entry: EntryRecord): readonly Document[] {
  if (entry.kind !== "letter") return [];
  const { letter, from, mine, sentAtMs } = entry;
  const isReadable = mine || entry.opened;
  return [
    {
      id: `${thread}/${letter}`,
      texts: isReadable ? textsOf(entry) : [entry.subject],
      found: { thread, letter, subject: entry.subject === "" ? subject : entry.subject, from, mine, atMs: sentAtMs },
      text: isReadable ? entry.text : "",
    },
  ];
}

const textsOf = ({ subject, text, attachments, data, from }: LetterRecord): readonly string[] => [
  subject,
  text,
  from,
  ...attachments.map(({ name }) => name),
  ...(data === null ? [] : stringsIn(data.json)),
];

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
