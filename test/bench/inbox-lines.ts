import type { BenchLine } from "../../scripts/benches.ts";
import { parseLetterId, parseRoomId, parseUserId, type RoomId } from "../../shared/base/index.ts";
import { createSearch } from "../../shared/courier/search.ts";
import { listThreads, putEntry, putThread } from "../../shared/courier/store.ts";
import { type LetterRecord, newThread, withEntry } from "../../shared/mailbox/index.ts";
import type { Change, Vault } from "../../shared/vault/index.ts";
import { median, percentile, rounded, timeMs } from "./measure.ts";
import type { Runtime } from "./runtime.ts";

/** An inbox of many letters, in the real vault: its list, and search as somebody types, against a plain list in IndexedDB. */

/** Letters; ten of them in a thread, and a file with every fifth. */
const sizes = [100, 1_000, 10_000] as const;
const lettersPerThread = 10;
const queries = ["zweitwohnungsteuer", "hütte flur 77", "genehmigung 2026", "bauantrag", "grundschule müller"] as const;

const stems =
  "wohnung steuer bescheid antrag bau garten hütte schule kind amt straße flur plan genehmigung gebühr frist".split(
    " ",
  );

/** Words as an agency uses them: compounds of a few stems, and numbers, always the same for the same seed. */
function* vocabulary(seed: number): Generator<string> {
  let state = seed * 2_654_435_761 + 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  for (;;) {
    const stem = () => stems[next(stems.length)] ?? "";
    const kind = next(10);
    yield kind === 0 ? String(next(5000)) : kind < 4 ? stem() + stem() : kind < 5 ? stem() + stem() + stem() : stem();
  }
}

function textOf(seed: number, count: number): string {
  const words = vocabulary(seed);
  return Array.from({ length: count }, () => words.next().value).join(" ");
}

const required = <T>(value: T | null): T => {
  if (value === null) throw new Error("not an identifier");
  return value;
};

const clerk = required(parseUserId("@bauamt:bench.example"));
const attachment = (i: number) => ({
  name: `${textOf(i, 2).replace(" ", "-")}.pdf`,
  type: "application/pdf",
  sizeBytes: 200_000,
  sha256: "A".repeat(43),
  key: "A".repeat(43),
  parts: [],
});

function letterOf(thread: RoomId, i: number): LetterRecord {
  return {
    kind: "letter",
    number: i % lettersPerThread,
    letter: required(parseLetterId(`00000000-0000-4000-8000-${i.toString(16).padStart(12, "0")}`)),
    thread,
    from: clerk,
    mine: i % 2 === 0,
    subject: i % lettersPerThread === 0 ? textOf(i, 4) : "",
    text: textOf(i + 1e6, 80),
    data: null,
    attachments: i % 5 === 0 ? [attachment(i)] : [],
    sentAtMs: 1.7e12 + i * 60_000,
    receivedAtMs: 1.7e12 + i * 60_000,
    inReplyTo: null,
    acknowledgeBy: null,
    composedBy: null,
    opened: true,
    event: null,
    digest: null,
    // As large as what a real letter carries: the signed letter, a certificate, a document.
    proof: { letter: textOf(i, 160), certificate: "c".repeat(600), document: "d".repeat(700) },
    failure: null,
  };
}

/** Fills a vault with letters and hands each one to `also`. */
async function fill(vault: Vault, count: number, also: (letter: LetterRecord) => void): Promise<void> {
  for (let from = 0; from < count; from += lettersPerThread) {
    const thread = required(parseRoomId(`!thread${from}:bench.example`));
    const letters = Array.from({ length: lettersPerThread }, (_, i) => letterOf(thread, from + i));
    const [first] = letters;
    const about = { thread, parties: [clerk], subject: first?.subject ?? "", nowMs: first?.sentAtMs ?? 0 };
    let record = newThread({ ...about, state: "open", joined: "joined", openedBy: null });
    for (const letter of letters) record = withEntry(record, letter, letter.sentAtMs);
    const changes: Change[] = [putThread(record), ...letters.map((letter) => putEntry(thread, letter))];
    await vault.commit(changes.map((change) => ({ ...change, unmarked: true })));
    letters.forEach(also);
  }
}

/** The same texts as plain rows of IndexedDB, where there is one. */
interface PlainList {
  add(letters: readonly LetterRecord[]): Promise<void>;
  /** Reads all rows and keeps those that hold every word. */
  find(query: string): Promise<number>;
  close(): void;
}

export async function* inboxLines(
  runtime: Runtime,
  open: (count: number) => Promise<Vault>,
  openPlain: ((count: number) => Promise<PlainList>) | null,
): AsyncGenerator<BenchLine> {
  for (const count of sizes) {
    const [vault, plain] = [await open(count), (await openPlain?.(count)) ?? null];
    const letters: LetterRecord[] = [];
    await fill(vault, count, (letter) => letters.push(letter));
    await plain?.add(letters);
    yield* lines(`${count} letters/${runtime}`, vault, plain);
    await vault.close();
    plain?.close();
  }
}

async function* lines(where: string, vault: Vault, plain: PlainList | null): AsyncGenerator<BenchLine> {
  const list: number[] = [];
  for (let i = 0; i < 9; i++) list.push(await timeMs(() => listThreads(vault)));
  yield { name: `inbox-threads/${where}`, value: rounded(median(list)), unit: "ms", rounds: list.length };
  const search = createSearch(vault);
  const first = await timeMs(() => search.find("erstes", 50));
  yield { name: `inbox-first-search/${where}`, value: rounded(first), unit: "ms", rounds: 1 };
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (const query of queries) {
    for (let length = 1; length <= query.length; length++) {
      const typed = query.slice(0, length);
      ours.push(await timeMs(() => search.find(typed, 50)));
      if (plain !== null && length % 3 === 0) theirs.push(await timeMs(() => plain.find(typed)));
    }
  }
  const goal = 50;
  const p95 = rounded(percentile(ours, 0.95));
  yield {
    name: `inbox-search-keystroke/${where}`,
    value: rounded(median(ours)),
    unit: "ms",
    rounds: ours.length,
    ...(theirs.length > 0 && {
      peer: "plain IndexedDB list",
      ratio: rounded(median(theirs) / median(ours)),
    }),
  };
  yield {
    name: `inbox-search-keystroke-p95/${where}`,
    value: p95,
    unit: "ms",
    rounds: ours.length,
    goal,
    met: p95 < goal,
  };
}

/** A plain list as a page without our vault would keep it. */
export function openPlainList(count: number): Promise<PlainList> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`plain-${count}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("letters", { autoIncrement: true });
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
  return {
    add: (letters) => {
      const transaction = db.transaction("letters", "readwrite");
      const store = transaction.objectStore("letters");
      for (const { subject, text, attachments, from, thread } of letters) {
        store.add({ subject, text, names: attachments.map(({ name }) => name), from, thread });
      }
      return done(transaction);
    },
    find: async (query) => {
      const transaction = db.transaction("letters", "readonly");
      const rows = transaction.objectStore("letters").getAll();
      await done(transaction);
      const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
      const all = rows.result as { subject: string; text: string; names: string[] }[];
      return all.filter(({ subject, text, names }) => {
        const whole = `${subject} ${text} ${names.join(" ")}`.toLowerCase();
        return terms.every((term) => whole.includes(term));
      }).length;
    },
    close: () => db.close(),
  };
}
