import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import type { LetterView, PanelResults, ThreadSummary } from "../../../shared/protocol/index.ts";
import type { Panel } from "../panel.ts";
import { required } from "./context.ts";
import { wholeInbox } from "./first-list.ts";
import { zipFiles } from "./zip.ts";

/** Everything of a mailbox in one ZIP file: the evidence bundle of every letter, and drafts. */

type LetterEntry = Extract<LetterView, { kind: "letter" }>;

export interface SavedMailbox {
  readonly file: Blob;
  readonly letters: number;
  /** Letters that are not in it: unopened ones, since opening counts as retrieval, and those that were never sent. */
  readonly leftOut: number;
}

const mayBeExported = ({ text, event }: LetterEntry): boolean => text !== null && event !== null;

const folders = ["inbox", "apart", "archive", "snoozed", "trash"] as const;

const pageSize = 200;

async function allThreads(panel: Panel): Promise<readonly ThreadSummary[]> {
  const threads = new Map<string, ThreadSummary>();
  for (const folder of folders)
    for (const summary of await threadsOf(panel, folder)) threads.set(summary.thread, summary);
  return [...threads.values()];
}

/** A thread that is moved while pages are turned can be missed: then their number is too small, and they are read again. */
async function threadsOf(panel: Panel, folder: (typeof folders)[number]): Promise<readonly ThreadSummary[]> {
  const filter = { ...wholeInbox, folder };
  for (;;) {
    const threads = new Map<string, ThreadSummary>();
    let total = 0;
    let from = 0;
    do {
      const page: PanelResults["threads.list"] = await panel.call("threads.list", {
        limit: pageSize,
        from,
        filter,
        sort: "newest",
      });
      for (const summary of page.threads) threads.set(summary.thread, summary);
      total = page.total;
      from += pageSize;
    } while (from < total);
    if (threads.size >= total) return [...threads.values()];
  }
}

async function lettersIn(panel: Panel, { thread }: ThreadSummary): Promise<readonly LetterEntry[]> {
  const { entries } = await panel.call("thread.read", { thread: required(parseRoomId(thread)) });
  return entries.filter((entry) => entry.kind === "letter");
}

const nameOf = ({ sentAtMs, subject }: LetterEntry): string =>
  `${new Date(sentAtMs).toISOString().slice(0, 10)} ${subject}.zip`;

/** Fetches and packs all of it. `progress` is told how many letters are packed. @throws FederpostError as `letter.export` */
export async function saveEverything(
  panel: Panel,
  progress: (done: number, total: number) => void,
): Promise<SavedMailbox> {
  const found: { readonly thread: string; readonly letter: LetterEntry }[] = [];
  let leftOut = 0;
  for (const summary of await allThreads(panel)) {
    for (const letter of await lettersIn(panel, summary)) {
      if (mayBeExported(letter)) found.push({ thread: summary.thread, letter });
      else leftOut += 1;
    }
  }
  const { drafts } = await panel.call("drafts.list", {});
  const fetchOne = async (index: number): Promise<Blob> => {
    const one = found[index];
    if (one === undefined) return new Blob([JSON.stringify({ drafts }, null, 2)], { type: "application/json" });
    const at = {
      thread: required(parseRoomId(one.thread)),
      letter: required(parseLetterId(one.letter.letter)),
    };
    const { transfer } = await panel.call("letter.export", at);
    const bundle = await panel.receiveFile(transfer);
    progress(index + 1, found.length);
    return bundle;
  };
  const file = await zipFiles([...found.map(({ letter }) => nameOf(letter)), "drafts.json"], fetchOne);
  return { file, letters: found.length, leftOut };
}
