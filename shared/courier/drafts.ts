import { FederpostError, type RoomId } from "../base/index.ts";
import { type DraftFile, type DraftRecord, parseDraft } from "../mailbox/index.ts";
import type { Change, Entry, Json, Vault } from "../vault/index.ts";
import { discardStaged, partPrefix } from "./send.ts";

/**
 * Drafts in the vault, with their files. A draft's record names its files; a file's key and its ciphertext lie where staged
 * files lie, and stay as long as a draft names them.
 */

const waiting = new WeakMap<Vault, Map<string, Promise<unknown>>>();

/** Runs work on one draft after all earlier work on it: its words and its files are changed by different calls. */
function inDraft<T>(vault: Vault, draftId: string, work: () => Promise<T>): Promise<T> {
  const queues = waiting.get(vault) ?? new Map<string, Promise<unknown>>();
  waiting.set(vault, queues);
  const before = queues.get(draftId) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(draftId, settled);
  void settled.then(() => queues.get(draftId) === settled && queues.delete(draftId));
  return mine;
}

/** A draft and how often it was stored. */
export interface StoredDraft {
  readonly draft: DraftRecord;
  readonly revision: number;
}

const storedDraft = ({ value, revision }: Pick<Entry, "value" | "revision">): StoredDraft | null => {
  const draft = parseDraft(value);
  return draft === null ? null : { draft, revision };
};

/** All drafts, in no order. What does not open or has another form is left out. */
export async function listStoredDrafts(vault: Vault): Promise<StoredDraft[]> {
  const entries = await vault.list("drafts", { unreadable: () => undefined });
  return entries.flatMap((entry) => storedDraft(entry) ?? []);
}

export const listDrafts = async (vault: Vault): Promise<DraftRecord[]> =>
  (await listStoredDrafts(vault)).map(({ draft }) => draft);

export async function readStoredDraft(vault: Vault, draftId: string): Promise<StoredDraft | null> {
  const entry = await vault.read("drafts", draftId);
  return entry === null ? null : storedDraft(entry);
}

export const readDraft = async (vault: Vault, draftId: string): Promise<DraftRecord | null> =>
  (await readStoredDraft(vault, draftId))?.draft ?? null;

export const putDraft = (draft: DraftRecord) =>
  ({
    store: "drafts",
    key: draft.draftId,
    // What came in as JSON is JSON: the type only forgot.
    put: draft as unknown as Json,
  }) as const satisfies Change;

/** The staged files that drafts name. */
export const filesOfDrafts = async (vault: Vault): Promise<ReadonlySet<string>> =>
  new Set((await listDrafts(vault)).flatMap(({ files }) => files.map(({ staging }) => staging)));

/** What a page writes in a draft. Its files are kept by the functions here. */
export interface DraftWords {
  readonly draftId: string;
  readonly thread: RoomId | null;
  readonly [word: string]: unknown;
}

interface Saving {
  readonly nowMs: number;
  readonly isEmpty: boolean;
  /** The revision that the writer knows; null for none. */
  readonly basedOn: number | null;
}

/**
 * Stores what was written, beside the files that are there, and answers the draft's revision. A draft that `isEmpty` and has no
 * file is thrown away instead: null. @throws FederpostError `conflict` where another revision lies there
 */
export const saveDraftWords = (vault: Vault, words: DraftWords, about: Saving): Promise<number | null> =>
  inDraft(vault, words.draftId, async () => {
    const { draftId } = words;
    const { nowMs, isEmpty, basedOn } = about;
    const known = await readStoredDraft(vault, draftId);
    if (isEmpty && (known?.draft.files ?? []).length === 0) {
      if (known !== null && basedOn === null) throw new FederpostError("conflict", "There is a draft already.");
      if (known !== null) await discard(vault, draftId, basedOn ?? undefined);
      return null;
    }
    const put = putDraft({ ...words, files: known?.draft.files ?? [], savedAtMs: nowMs });
    await vault.commit([{ ...put, expect: basedOn ?? ("absent" as const) }]);
    return (await vault.read("drafts", draftId))?.revision ?? null;
  });

/**
 * Puts a staged file into a draft, which begins with it where there is none. A file of an id that is there already is not
 * taken twice: its second copy is destroyed.
 */
export const addDraftFile = (
  vault: Vault,
  { draftId, thread, ...begun }: DraftWords,
  { file, nowMs }: { readonly file: DraftFile; readonly nowMs: number },
): Promise<void> =>
  inDraft(vault, draftId, async () => {
    const known = await readDraft(vault, draftId);
    if (known?.files.some(({ id }) => id === file.id) === true) return discardStaged(vault, file.staging);
    const draft = known ?? { ...begun, draftId, thread, files: [], savedAtMs: nowMs };
    await vault.commit([putDraft({ ...draft, files: [...draft.files, file], savedAtMs: nowMs })]);
  });

/** Takes a file out of a draft: key first, then ciphertext. The draft goes too when it `isEmpty` without it. */
export const removeDraftFile = (
  vault: Vault,
  { draftId, id }: { readonly draftId: string; readonly id: string },
  isEmpty: (draft: DraftRecord) => boolean,
): Promise<void> =>
  inDraft(vault, draftId, async () => {
    const draft = await readDraft(vault, draftId);
    const file = draft?.files.find((each) => each.id === id);
    if (draft === null || file === undefined) return;
    const left = { ...draft, files: draft.files.filter((each) => each !== file) };
    const gone: Change = { store: "files", key: file.staging, remove: true };
    const none = left.files.length === 0 && isEmpty(left);
    await vault.commit([none ? { store: "drafts", key: draftId, remove: true } : putDraft(left), gone]);
    await vault.removeBlobs(partPrefix(file.staging));
  });

/** Throws a draft away, with its files and their keys. @throws FederpostError `conflict` where it is another than `expected` */
export const discardDraft = (vault: Vault, draftId: string, expected?: number): Promise<void> =>
  inDraft(vault, draftId, () => discard(vault, draftId, expected));

async function discard(vault: Vault, draftId: string, expected?: number): Promise<void> {
  const draft = await readDraft(vault, draftId);
  const gone = {
    store: "drafts",
    key: draftId,
    remove: true,
    ...(expected !== undefined && { expect: expected }),
  } as const;
  await vault.commit([gone, ...(draft === null ? [] : keysOf(draft))]);
  for (const { staging } of draft?.files ?? []) await vault.removeBlobs(partPrefix(staging));
}

/** The removal of the keys of a draft's files; whoever stores it removes the ciphertext afterwards. */
export const keysOf = ({ files }: DraftRecord): Change[] =>
  files.map(({ staging }): Change => ({ store: "files", key: staging, remove: true }));

/** A draft as it is now, to be sent. Throws FederpostError `expired` when a file of it does not lie on this device. */
export const wholeDraft = (vault: Vault, draftId: string): Promise<DraftRecord | null> =>
  handInDraft(vault, draftId, async (draft) => draft);

/**
 * Sends a draft as it is now. What else is done to it waits for that: words find that it is gone, and a file begins a new draft.
 * Throws what `send` throws, and FederpostError `expired` when a file of it does not lie on this device.
 */
export const handInDraft = <T>(
  vault: Vault,
  draftId: string,
  send: (draft: DraftRecord | null) => Promise<T>,
): Promise<T> =>
  inDraft(vault, draftId, async () => {
    const draft = await readDraft(vault, draftId);
    for (const { staging } of draft?.files ?? [])
      if ((await vault.read("files", staging)) === null)
        throw new FederpostError("expired", "A file of the draft is not on this device: choose it again.");
    return send(draft);
  });
