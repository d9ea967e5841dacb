import {
  type AssuranceLevel,
  FederpostError,
  type LetterId,
  type Origin,
  type Random,
  type RoomId,
  serverOf,
  type UserId,
} from "../base/index.ts";
import { createFileSealer } from "../crypto/index.ts";
import { createGroup } from "../engine/index.ts";
import { letterLimits } from "../letter/index.ts";
import {
  type DraftRecord,
  type Job,
  type JobFile,
  type LetterRecord,
  newThread,
  parseStagedFile,
  type StagedFile,
  type ThreadRecord,
  withEntry,
} from "../mailbox/index.ts";
import type { Change, Json, Vault } from "../vault/index.ts";
import { fetchDocument } from "./contacts.ts";
import { requireProved } from "./demand.ts";
import { type Desk, inThread } from "./desk.ts";
import { putGroup } from "./group-store.ts";
import { ownDocument } from "./own-document.ts";
import { evidenceToShow } from "./person.ts";
import { listOutbox, nextOutboxKey, putEntry, putOutbox, putThread, readThread } from "./store.ts";
import { suiteFor } from "./suite.ts";

/** Accepting a letter for sending: after this it survives any crash and goes out by itself. */

/** A letter as somebody hands it in. Its files were staged before. */
export interface NewLetter {
  /** The other side; null when `thread` says it. */
  readonly to: UserId | null;
  readonly thread: RoomId | null;
  readonly subject: string;
  readonly text: string;
  /** Media type of the text; plain text where nothing is said. */
  readonly format?: string | null;
  readonly data: LetterRecord["data"];
  readonly files: readonly HandedFile[];
  readonly inReplyTo: LetterId | null;
  readonly acknowledgeBy: string | null;
  readonly composedBy: Origin | null;
  /** Whether the evidence of the person goes with it. */
  readonly showPerson?: boolean;
  /** How well it must be borne out who its recipients are: otherwise it is not sealed. */
  readonly demands?: AssuranceLevel | null;
  /** Keeps it on this device for so long, in which it can be taken back and becomes this draft again. */
  readonly hold?: { readonly ms: number; readonly draft: DraftRecord } | null;
  /** More to store in the same commit, such as the answer to an idempotency key or the end of a draft. */
  readonly with: (accepted: Accepted) => readonly Change[];
}

/** A staged file that goes with a letter. */
export interface HandedFile {
  readonly name: string;
  readonly type: string;
  readonly staging: string;
  /** What the person approved, where somebody was asked: SHA-256 of the plaintext, base64url. */
  readonly sha256: string | null;
}

export interface Accepted {
  readonly letter: LetterId;
  readonly thread: RoomId;
}

const roomType = "de.federpost.thread";

/**
 * Takes a letter over. For a new thread this needs the homeserver (the thread's id is the room's), for an open one it does not.
 * @throws FederpostError `unknown_recipient`, `identity_changed`, `too_large`, `invalid_params`, `not_permitted` (the
 *   thread is closed for us), `evidence_missing`, `recipient_not_proved`, or what transport and storage throw.
 */
export async function acceptLetter(desk: Desk, letter: NewLetter): Promise<Accepted> {
  // Said now, while the person can still do something about it.
  if (letter.showPerson === true) await evidenceToShow(desk, []);
  const { demands = null } = letter;
  if (letter.thread === null && letter.to !== null) await requireProved(desk, [letter.to], demands);
  const files = await Promise.all(letter.files.map((file) => claimStaged(desk.vault, file)));
  checkSize(letter, files);
  const thread = letter.thread ?? (await startThread(desk, letter));
  return inThread(desk, thread, async () => {
    const stored = await readThread(desk.vault, thread);
    if (stored === null) throw new FederpostError("invalid_params", "There is no such thread.");
    const { value } = stored;
    if (value.state === "expelled" || value.state === "cannot_write") {
      throw new FederpostError("not_permitted", "This thread is closed: start a new one.");
    }
    await requireProved(desk, value.parties, demands);
    const id = desk.random.uuid() as LetterId;
    const record = waitingRecord(desk, { id, thread: value, letter, files });
    const accepted = { letter: id, thread };
    const held = await heldBy(desk, letter, value);
    await desk.vault.commit([
      // What may still be taken back is not archived: a restore must not bring it up again.
      { ...putEntry(thread, record), ...(held !== null && { unmarked: true }) },
      putThread(withEntry(value, record, desk.clock.now())),
      putOutbox(
        await nextOutboxKey(desk),
        jobOf(record, { to: value.parties, files, showPerson: letter.showPerson ?? false, demands, held }),
      ),
      ...files.map(({ staging }): Change => ({ store: "files", key: staging, remove: true })),
      ...letter.with(accepted),
    ]);
    desk.tell({ kind: "thread", thread });
    desk.wake();
    return accepted;
  });
}

function checkSize(letter: NewLetter, files: readonly JobFile[]): void {
  const total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (total > letterLimits.attachmentBytes || files.length > letterLimits.attachments) {
    throw new FederpostError(
      "too_large",
      "A letter takes at most 1,000 files and 200 MB in all: send the rest separately.",
    );
  }
  if (letter.subject.length > letterLimits.subjectLength || letter.text.length > letterLimits.textLength) {
    throw new FederpostError("too_large", "The subject or the text is too long: put the text into a file.");
  }
}

/** The room and group of a new thread, with this device alone in it; the others come in before the first letter goes out. */
async function startThread(desk: Desk, letter: NewLetter): Promise<RoomId> {
  const { to } = letter;
  if (to === null || to === desk.self.account)
    throw new FederpostError("invalid_params", "Choose somebody else to write to.");
  const document = await fetchDocument(desk, to);
  if (document.devices.length === 0) {
    throw new FederpostError("no_key_packages", "The other side has no device that could read a letter now.");
  }
  const nowMs = desk.clock.now();
  const room = await desk.transport.createRoom({ invite: [], type: roomType });
  // On two servers two members may see commits in different orders: the other side's account decides then.
  const arbiter = serverOf(to) === serverOf(desk.self.account) ? null : to;
  const group = await createGroup(desk.engine, desk.self, {
    id: room,
    suite: suiteFor(desk.engine.suites, [document, await ownDocument(desk)]),
    info: { owners: [desk.self.account], arbiter },
    nowMs,
  });
  const thread = newThread({
    thread: room,
    parties: [to],
    subject: "",
    nowMs,
    state: "starting",
    joined: "joined",
    openedBy: letter.composedBy,
  });
  await desk.vault.commit([putThread(thread), ...putGroup(desk, room, { next: group, was: null })]);
  return room;
}

function waitingRecord(
  desk: Desk,
  about: {
    readonly id: LetterId;
    readonly thread: ThreadRecord;
    readonly letter: NewLetter;
    readonly files: readonly JobFile[];
  },
): LetterRecord {
  const { id, thread, letter, files } = about;
  return {
    kind: "letter",
    number: thread.nextNumber,
    letter: id,
    thread: thread.thread,
    from: desk.self.account,
    mine: true,
    subject: letter.subject,
    text: letter.text,
    format: letter.format ?? null,
    data: letter.data,
    attachments: files.map(({ name, type, sizeBytes, sha256, key }) => ({
      name,
      type,
      sizeBytes,
      sha256,
      key,
      parts: [],
    })),
    sentAtMs: desk.clock.now(),
    receivedAtMs: null,
    inReplyTo: letter.inReplyTo,
    acknowledgeBy: letter.acknowledgeBy,
    composedBy: letter.composedBy,
    opened: true,
    event: null,
    digest: null,
    proof: null,
    failure: null,
  };
}

async function heldBy({ vault, clock }: Desk, { hold = null }: NewLetter, thread: ThreadRecord): Promise<Job["held"]> {
  if (hold === null || hold.ms <= 0) return null;
  const { order, nextNumber: number } = thread;
  // One that is held already has changed how the thread is kept.
  const first = (await listOutbox(vault)).flatMap(({ item }) =>
    item.kind === "letter" && item.thread === thread.thread ? (item.held?.before ?? []) : [],
  )[0];
  const before = first?.order.changedAtMs === order.changedAtMs ? first : { order, number };
  return { untilMs: clock.now() + hold.ms, ms: hold.ms, draft: hold.draft as unknown as Json, before };
}

const jobOf = (
  record: LetterRecord,
  about: Pick<Job, "files" | "showPerson" | "demands" | "held"> & { readonly to: readonly UserId[] },
): Job => ({
  kind: "letter",
  letter: record.letter,
  thread: record.thread,
  to: [...about.to],
  files: [...about.files],
  showPerson: about.showPerson,
  demands: about.demands,
  held: about.held,
  tries: 0,
  notBeforeMs: 0,
});

/** The staged file as the letter's job takes it over. */
async function claimStaged(vault: Vault, file: HandedFile): Promise<JobFile> {
  const entry = await vault.read("files", file.staging);
  if (entry === null) throw new FederpostError("expired", "A file was handed over too long ago: choose it again.");
  const { key, sizeBytes, sha256, partSizes } = parseStagedFile(entry.value);
  if (file.sha256 !== null && file.sha256 !== sha256) {
    throw new FederpostError("file_changed", "A file is not the one that was approved: choose it again.");
  }
  return { name: file.name, type: file.type, staging: file.staging, key, sizeBytes, sha256, partSizes, uploaded: [] };
}

/** Blob keys of a staged file's parts. */
export const partKey = (staging: string, index: number): string => `stage/${staging}/${String(index).padStart(6, "0")}`;
export const partPrefix = (staging: string): string => `stage/${staging}/`;

/** Takes a file in, piece by piece: what is stored is ciphertext, and its key is known to nobody until `finish`. */
export interface Staging {
  readonly id: string;
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Ends the file and makes it claimable. */
  readonly finish: () => Promise<{ readonly staging: string; readonly sha256: string; readonly sizeBytes: number }>;
  readonly discard: () => Promise<void>;
}

/** Files that are being taken in right now, by vault: not yet on record, and not to be swept. */
const underWay = new WeakMap<Vault, Set<string>>();

const underWayIn = (vault: Vault): Set<string> => {
  const ids = underWay.get(vault) ?? new Set();
  underWay.set(vault, ids);
  return ids;
};

/** Whether a file is being taken in right now. */
export const isUnderWay = (vault: Vault, staging: string): boolean => underWay.get(vault)?.has(staging) === true;

/** Begins to take in a file. `origin` is the portal's when one hands it over. */
export async function stageFile(
  { vault, random, clock }: Pick<Desk, "vault" | "clock"> & { readonly random: Random },
  origin: Origin | null,
): Promise<Staging> {
  const sealer = await createFileSealer(random);
  const id = random.uuid();
  const open = underWayIn(vault);
  open.add(id);
  const partSizes: number[] = [];
  let takenBytes = 0;
  const store = async (part: Uint8Array) => {
    await vault.putBlob(partKey(id, partSizes.length), part);
    partSizes.push(part.length);
  };
  return {
    id,
    append: async (bytes) => {
      takenBytes += bytes.length;
      if (takenBytes > letterLimits.attachmentBytes)
        throw new FederpostError("too_large", "A letter takes at most 200 MB of files.");
      for (const part of await sealer.push(bytes)) await store(part);
    },
    finish: async () => {
      const { parts, file } = await sealer.finish();
      for (const part of parts) await store(part);
      const record: StagedFile = { ...file, partSizes, createdAtMs: clock.now(), origin };
      await vault.commit([{ store: "files", key: id, put: record }]);
      open.delete(id);
      return { staging: id, sha256: file.sha256, sizeBytes: file.sizeBytes };
    },
    discard: () => {
      open.delete(id);
      return discardStaged(vault, id);
    },
  };
}

/** Destroys a staged file that no letter took: key first, then ciphertext. */
export async function discardStaged(vault: Vault, staging: string): Promise<void> {
  await vault.commit([{ store: "files", key: staging, remove: true }]);
  await vault.removeBlobs(partPrefix(staging));
}
