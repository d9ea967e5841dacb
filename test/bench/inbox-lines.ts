import type { BenchLine } from "../../scripts/benches.ts";
import { createSearch } from "../../shared/courier/search.ts";
import { listEntries, listReceipts, listThreads, putThread } from "../../shared/courier/store.ts";
import { createThreadIndex } from "../../shared/courier/thread-index.ts";
import type { LetterRecord } from "../../shared/mailbox/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { fill } from "./inbox-letters.ts";
import { median, percentile, rounded, timeMs } from "./measure.ts";
import type { PlainList } from "./plain-list.ts";
import type { Runtime } from "./runtime.ts";

/** An inbox of many letters, in the real vault: its list, and search as somebody types, against a plain list in IndexedDB. */

/** Letters; ten of them in a thread, and a file with every fifth. */
const sizes = [100, 1_000, 10_000, 100_000] as const;
const queries = ["zweitwohnungsteuer", "hütte flur 77", "genehmigung 2026", "bauantrag", "grundschule müller"] as const;

export async function* inboxLines(
  runtime: Runtime,
  open: (count: number) => Promise<Vault>,
  openPlain: ((count: number) => Promise<PlainList>) | null,
): AsyncGenerator<BenchLine> {
  for (const count of sizes) {
    const [vault, plain] = [await open(count), (await openPlain?.(count)) ?? null];
    const letters: LetterRecord[] = [];
    await fill(vault, count, { also: (letter) => letters.push(letter) });
    for (let from = 0; from < letters.length; from += 1_000) await plain?.add(letters.slice(from, from + 1_000));
    yield* lines(`${count} letters/${runtime}`, { vault, plain });
    await vault.close();
    plain?.close();
  }
}

async function* lines(
  where: string,
  { vault, plain }: { readonly vault: Vault; readonly plain: PlainList | null },
): AsyncGenerator<BenchLine> {
  yield* listLines(where, vault, plain);
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

/** The list: made for the first time, then as each unlocking finds it, then while it is open; and a thread in it. */
async function* listLines(where: string, vault: Vault, plain: PlainList | null): AsyncGenerator<BenchLine> {
  const made = await timeMs(() => createThreadIndex(vault).list());
  yield { name: `inbox-list-made/${where}`, value: rounded(made), unit: "ms", rounds: 1 };
  const [whole, first, warm, opening, theirs]: [number[], number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  const records = await listThreads(vault);
  for (let i = 0; i < 9; i++) {
    whole.push(await timeMs(() => listThreads(vault)));
    const index = createThreadIndex(vault);
    first.push(await timeMs(() => index.list()));
    const record = records[(i * 7919) % records.length];
    if (record === undefined) throw new Error("no thread");
    await vault.commit([{ ...putThread({ ...record, unread: i }), unmarked: true }]);
    warm.push(await timeMs(() => index.list()));
    opening.push(
      await timeMs(() => Promise.all([listEntries(vault, record.thread), listReceipts(vault, record.thread)])),
    );
    if (plain !== null) theirs.push(await timeMs(() => plain.threads()));
    index.end();
  }
  const line = (name: string, times: readonly number[], goal: number | null): BenchLine => ({
    name: `${name}/${where}`,
    value: rounded(median(times)),
    unit: "ms",
    rounds: times.length,
    ...(theirs.length > 0 &&
      name === "inbox-list-first" && {
        peer: "plain IndexedDB list",
        ratio: rounded(median(theirs) / median(times)),
      }),
    ...(goal !== null && { goal, met: median(times) < goal }),
  });
  yield line("inbox-threads-opened-each", whole, null);
  yield line("inbox-list-first", first, 100);
  yield line("inbox-list-after-change", warm, null);
  yield line("inbox-thread-opened", opening, 50);
}
