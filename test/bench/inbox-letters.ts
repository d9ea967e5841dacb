import { parseEventId, parseLetterId, parseRoomId, parseUserId, type RoomId } from "../../shared/base/index.ts";
import { putEntry, putThread } from "../../shared/courier/store.ts";
import { type LetterRecord, newThread, withEntry } from "../../shared/mailbox/index.ts";
import type { Change, Vault } from "../../shared/vault/index.ts";

/** Letters as an agency writes them, ten in a thread and a file with every fifth, put into a real vault. */

const lettersPerThread = 10;

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
    format: null,
    data: null,
    attachments: i % 5 === 0 ? [attachment(i)] : [],
    sentAtMs: 1.7e12 + i * 60_000,
    receivedAtMs: 1.7e12 + i * 60_000,
    inReplyTo: null,
    acknowledgeBy: null,
    composedBy: null,
    opened: true,
    event: required(parseEventId(`$${i.toString(36).padStart(43, "0")}`)),
    digest: null,
    // As large as what a real letter carries: the signed letter, a certificate, a document.
    proof: { letter: textOf(i, 160), certificate: "c".repeat(600), document: "d".repeat(700) },
    failure: null,
  };
}

/** The letters of a mailbox of so many, thread by thread; without the first `from`, which are whole threads. */
export function* threadsOf(count: number, from = 0): Generator<readonly LetterRecord[]> {
  for (let first = from; first < count; first += lettersPerThread) {
    const thread = required(parseRoomId(`!thread${first}:bench.example`));
    yield Array.from({ length: lettersPerThread }, (_, i) => letterOf(thread, first + i));
  }
}

const perCommit = 500;

/** Fills a vault with letters up to so many, of which the first `from` are there, and hands each one to `also`. */
export async function fill(
  vault: Vault,
  count: number,
  { from = 0, also = () => undefined }: { from?: number; also?: (letter: LetterRecord) => void } = {},
): Promise<void> {
  const batch: Change[] = [];
  for (const letters of threadsOf(count, from)) {
    const [first] = letters;
    if (first === undefined) continue;
    const { thread, subject, sentAtMs: nowMs } = first;
    const about = { thread, parties: [clerk], subject, nowMs };
    let record = newThread({ ...about, state: "open", joined: "joined", openedBy: null });
    for (const letter of letters) record = withEntry(record, letter, letter.sentAtMs);
    const changes: Change[] = [putThread(record), ...letters.map((letter) => putEntry(thread, letter))];
    batch.push(...changes.map((change): Change => ({ ...change, unmarked: true })));
    letters.forEach(also);
    if (batch.length >= perCommit) await vault.commit(batch.splice(0));
  }
  await vault.commit(batch);
}
