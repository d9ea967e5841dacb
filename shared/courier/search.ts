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
  /** Without a letter where it is a thread. */
  readonly found: Omit<Found, "snippet">;
  /** What a snippet may be cut from. */
  readonly text: string;
}

/** How far making the index has come: letters done, of how many. */
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
  readonly #index = new SearchIndex<Known>();
  readonly #ids = new Map<RoomId, string[]>();
  readonly #dirty = new Set<RoomId>();
  #isMade = false;
  #othersCame = false;
  #areSomeGone = false;
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
    const { letters, threads } = Object.groupBy(this.#index.find(query), ({ found }) =>
      found.letter === null ? "threads" : "letters",
    );
    // The thread itself only where none of its letters was found.
    const alone = new Map(threads?.map((each) => [each.found.thread, each]));
    if (alone.size > 0) for (const { found } of letters ?? []) alone.delete(found.thread);
    const all = [...(letters ?? []), ...alone.values()];
    const found = newestOf(all, limit).map((each): Found => ({ ...each.found, snippet: snippetOf(each.text, query) }));
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
    // What was deleted leaves the memory too.
    if (this.#areSomeGone) this.#index.tidy();
    this.#areSomeGone = false;
  }

  /** Letter by letter: all at once would take ten times the memory of what is kept of them. */
  async #takeAll(progress: SearchProgress): Promise<void> {
    this.#dirty.clear();
    const threads = new Map((await listThreads(this.#vault)).map((record) => [record.thread, record]));
    // What an attempt took in that came to no end.
    for (const thread of [...this.#ids.keys()]) this.#drop(thread);
    for (const record of threads.values()) this.#put(record, []);
    const total = await this.#vault.count("letters");
    let done = 0;
    progress(done, total);
    await this.#vault.scan("letters", (entries) => {
      for (const { key, value } of entries) {
        const thread = threadOfKey(key);
        const record = thread === null ? undefined : threads.get(thread);
        if (record === undefined || record.emptied) continue;
        this.#add(record.thread, letterDocument(record, parseEntry(value)));
      }
      done += entries.length;
      progress(Math.min(done, total), total);
    });
  }

  /** There are others than before: new ones are read, those that went are forgotten. */
  async #compareThreads(): Promise<void> {
    const threads = new Set((await listThreads(this.#vault)).map(({ thread }) => thread));
    for (const thread of threads) if (!this.#ids.has(thread)) this.#dirty.add(thread);
    const gone = [...this.#ids.keys()].filter((thread) => !threads.has(thread));
    for (const thread of gone) this.#drop(thread);
    this.#areSomeGone ||= gone.length > 0;
  }

  async #take(thread: RoomId): Promise<void> {
    const record = (await readThread(this.#vault, thread))?.value;
    const entries = record === undefined ? [] : await listEntries(this.#vault, thread);
    const before = this.#ids.get(thread) ?? [];
    if (record === undefined) this.#drop(thread);
    else this.#put(record, entries);
    const now = new Set(this.#ids.get(thread));
    this.#areSomeGone ||= before.some((id) => !now.has(id));
  }

  #put(record: ThreadRecord, entries: readonly EntryRecord[]): void {
    this.#drop(record.thread);
    if (record.emptied) return;
    this.#add(record.thread, [threadDocument(record), ...entries.flatMap((entry) => letterDocument(record, entry))]);
  }

  #add(thread: RoomId, documents: readonly Document[]): void {
    const ids = this.#ids.get(thread) ?? [];
    this.#ids.set(thread, ids);
    for (const { id, texts, ...about } of documents) {
      this.#index.put(id, texts, about);
      ids.push(id);
    }
  }

  #drop(thread: RoomId): void {
    for (const id of this.#ids.get(thread) ?? []) this.#index.remove(id);
    this.#ids.delete(thread);
  }
}

/** The newest so many, the newest first. */
function newestOf(all: readonly Known[], limit: number): readonly Known[] {
  const newest: Known[] = [];
  // The latest came last: those before them mostly need no place.
  for (const each of all.toReversed()) {
    const oldest = newest.at(-1);
    if (newest.length >= limit && oldest !== undefined && each.found.atMs <= oldest.found.atMs) continue;
    const at = newest.findLastIndex(({ found }) => found.atMs >= each.found.atMs) + 1;
    newest.splice(at, 0, each);
    if (newest.length > limit) newest.pop();
  }
  return newest;
}

export const createSearch = (vault: Vault): Search => new LetterSearch(vault);

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
