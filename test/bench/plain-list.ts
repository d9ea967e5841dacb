import type { LetterRecord } from "../../shared/mailbox/index.ts";

/** The same texts as plain rows of IndexedDB, where there is one: a list as a page without our vault would keep it. */
export interface PlainList {
  readonly add: (letters: readonly LetterRecord[]) => Promise<void>;
  /** Reads all rows and keeps those that hold every word. */
  readonly find: (query: string) => Promise<number>;
  /** Reads all rows and sorts their threads by their newest letter, which stands for them with the thread's subject. */
  readonly threads: () => Promise<PlainLetter[]>;
  /** The letters of a thread, by an index. */
  readonly thread: (thread: string) => Promise<PlainLetter[]>;
  readonly close: () => void;
}

export interface PlainLetter {
  readonly subject: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly from: string;
  readonly thread: string;
  readonly sentAtMs: number;
}

export function openPlainList(count: number): Promise<PlainList> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`plain-${count}`, 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("letters", { autoIncrement: true }).createIndex("thread", "thread");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => resolve(plainListOf(request.result));
  });
}

function plainListOf(db: IDBDatabase): PlainList {
  const done = (transaction: IDBTransaction): Promise<void> =>
    new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
    });
  const read = async (ask: (store: IDBObjectStore) => IDBRequest): Promise<PlainLetter[]> => {
    const transaction = db.transaction("letters", "readonly");
    const rows = ask(transaction.objectStore("letters"));
    await done(transaction);
    return rows.result as PlainLetter[];
  };
  return {
    add: (letters) => {
      const transaction = db.transaction("letters", "readwrite");
      const store = transaction.objectStore("letters");
      for (const { subject, text, attachments, from, thread, sentAtMs } of letters) {
        store.add({ subject, text, names: attachments.map(({ name }) => name), from, thread, sentAtMs });
      }
      return done(transaction);
    },
    find: async (query) => {
      const all = await read((store) => store.getAll());
      const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
      return all.filter(({ subject, text, names }) => {
        const whole = `${subject} ${text} ${names.join(" ")}`.toLowerCase();
        return terms.every((term) => whole.includes(term));
      }).length;
    },
    threads: async () => {
      const newest = new Map<string, PlainLetter>();
      for (const letter of await read((store) => store.getAll())) {
        const known = newest.get(letter.thread);
        const subject = letter.subject || (known?.subject ?? "");
        const last = known === undefined || letter.sentAtMs > known.sentAtMs ? letter : known;
        newest.set(letter.thread, { ...last, subject });
      }
      return [...newest.values()].sort((a, b) => b.sentAtMs - a.sentAtMs);
    },
    thread: (thread) => read((store) => store.index("thread").getAll(thread)),
    close: () => db.close(),
  };
}
