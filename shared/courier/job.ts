import { FederpostError, isFederpostError, type RoomId, serverOf, type UserId } from "../base/index.ts";
import { digestOf, signJws } from "../crypto/index.ts";
import { groupSuite, type Member, members, ownCertificate, seal, threadInfoOf, wipe } from "../engine/index.ts";
import {
  revokesDevice,
  type VerifiedCertificate,
  type VerifiedDocument,
  verifyDeviceCertificate,
} from "../identity/index.ts";
import { encodeEnvelope, encodeLetter, type Letter } from "../letter/index.ts";
import {
  type DeviceList,
  type Job,
  type LetterRecord,
  type PresentDevice,
  planMembership,
  type ThreadRecord,
} from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { type Case, startCommit } from "./commit.ts";
import { fetchDocument } from "./contacts.ts";
import { requireProved } from "./demand.ts";
import { type Desk, inThread } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import { claimKeyPackages } from "./key-packages.ts";
import { ownDocument } from "./own-document.ts";
import { algorithmOf, eventTypes, makeContent, storeAsMedia } from "./payload.ts";
import { evidenceToShow } from "./person.ts";
import { partKey, partPrefix } from "./send.ts";
import { nextOutboxKey, putEntry, putOutbox, putThread, readLetter, readThread } from "./store.ts";
import { letterTyp } from "./take-letter.ts";

/** A waiting letter on its way to becoming an event: members, uploads, seal. Each step is stored, so that a crash repeats at most one. */

/** What became of one step. */
export type Step =
  /** Something was stored; look again at once. */
  | "again"
  /** Waits for the outcome of a commit: whoever takes it wakes us. */
  | "waits"
  | "done";

/** Takes the next step of a letter. @throws FederpostError what must be tried again later, or fails the letter. */
export async function advanceLetter(desk: Desk, key: string, job: Job): Promise<Step> {
  const thread = await readThread(desk.vault, job.thread);
  const letter = await readLetter(desk.vault, job.thread, job.letter);
  if (thread === null || letter === null) return drop(desk, key, job);
  if (thread.value.state === "rejoining") return "waits";
  if (thread.value.state === "expelled" || thread.value.state === "cannot_write") {
    throw closed();
  }
  const uninvited = thread.value.parties.find((party) => !thread.value.invited.includes(party));
  if (uninvited !== undefined && thread.value.state === "starting") return inviteParty(desk, thread.value, uninvited);
  const membership = await settleMembers(desk, job.thread);
  if (membership !== "settled") return membership;
  const next = job.files.findIndex((file) => file.uploaded.length < file.partSizes.length);
  if (next >= 0) return uploadPart(desk, { key, job, next });
  return sealLetter(desk, { key, job, letter });
}

async function drop(desk: Desk, key: string, job: Job): Promise<Step> {
  await desk.vault.commit([{ store: "outbox", key, remove: true }]);
  for (const { staging } of job.files) await desk.vault.removeBlobs(partPrefix(staging));
  return "done";
}

async function inviteParty(desk: Desk, thread: ThreadRecord, party: UserId): Promise<Step> {
  await desk.transport.invite(thread.thread, party).catch(async (error: unknown) => {
    // Invited before, and the answer was lost.
    const there = (await desk.transport.members(thread.thread)).find(({ userId }) => userId === party);
    if (there?.membership !== "invite" && there?.membership !== "join") throw error;
  });
  await inThread(desk, thread.thread, async () => {
    const now = await readThread(desk.vault, thread.thread);
    if (now !== null) await desk.vault.commit([putThread({ ...now.value, invited: [...now.value.invited, party] })]);
  });
  return "again";
}

const renewalMs = 30 * 86_400_000;

/**
 * Brings the group in line with what its accounts say of themselves now: missing devices come in, revoked ones go, and
 * our own keys are renewed after a long absence. One commit at a time.
 */
async function settleMembers(desk: Desk, room: RoomId): Promise<Step | "settled"> {
  const thread = await readThread(desk.vault, room);
  if (thread === null) return "done";
  const newest = await newestNamed(desk, room);
  const documents = await Promise.all(
    thread.value.parties.map((party) => fetchDocument(desk, party, newest.get(party))),
  );
  const lists = [...documents, await ownDocument(desk)];
  return inThread(desk, room, async () => {
    const [now, group] = await Promise.all([readThread(desk.vault, room), readGroup(desk, room)]);
    if (now === null || group === null) throw closed();
    return commitMembers(desk, { thread: now.value, group }, lists);
  });
}

/** By account: the newest document that a certificate in the group names as the first to list its device. */
async function newestNamed(desk: Desk, room: RoomId): Promise<Map<UserId, number>> {
  const group = await readGroup(desk, room);
  const newest = new Map<UserId, number>();
  for (const member of group === null ? [] : await members(desk.engine, group.value)) {
    const { certificate } = await presenceOf(member);
    newest.set(member.account, Math.max(newest.get(member.account) ?? 0, certificate.sinceDocument));
  }
  return newest;
}

interface Presence {
  readonly device: PresentDevice;
  readonly certificate: VerifiedCertificate;
}

async function commitMembers(
  desk: Desk,
  situation: Case,
  documents: readonly VerifiedDocument[],
): Promise<Step | "settled"> {
  const nowMs = desk.clock.now();
  const { thread, group } = situation;
  const present = await Promise.all((await members(desk.engine, group.value)).map(presenceOf));
  const lists: DeviceList[] = documents.map(({ account, devices }) => ({ account, devices }));
  const plan = planMembership(
    present.map(({ device }) => device),
    lists,
    { nowMs },
  );
  const info = threadInfoOf(group.value);
  const mayChange = (account: UserId) => account === desk.self.account || info.owners.includes(desk.self.account);
  const remove = plan.remove.filter(
    (device) =>
      (device.deviceId !== desk.self.deviceId || device.account !== desk.self.account) &&
      !isYounger(device, present, documents),
  );
  for (const device of remove) {
    // Others would refuse a commit without this right or proof, and we would be alone with it.
    if (!mayChange(device.account) && !isProven(device, present, documents)) throw foreignDevice();
  }
  // Devices of accounts that we may not change are let in by their own account.
  const missing = plan.add.filter(({ account }) => mayChange(account));
  const renewalDue = nowMs - thread.renewedAtMs > renewalMs;
  if (thread.commit !== null) {
    // One commit at a time. A renewal alone holds up no letter where the arbiter may be away for days.
    const waits = missing.length > 0 || remove.length > 0 || (renewalDue && info.arbiter === null);
    if (waits) return "waits";
  }
  const identityKeys = new Map(documents.map(({ account, identityKey }) => [account, identityKey] as const));
  const wanted = missing.flatMap((device) => {
    const identityKey = identityKeys.get(device.account);
    return identityKey === undefined ? [] : [{ ...device, identityKey }];
  });
  const { packages: add, unreachable } = await claimKeyPackages(desk, wanted, groupSuite(group.value));
  if (thread.commit === null && (add.length > 0 || remove.length > 0 || renewalDue)) {
    const accounts = new Set(remove.map((device) => device.account));
    const proofs = documents.filter(({ account }) => accounts.has(account)).map(({ jws }) => jws);
    await startCommit(desk, situation, { add, remove: remove.map(({ leafIndex }) => leafIndex), proofs });
    return "waits";
  }
  // Among several, one that nobody can reach does not keep the others from being written to.
  if (present.some(({ device }) => device.account !== desk.self.account)) return "settled";
  throw thread.parties.some((party) => unreachable.includes(serverOf(party)))
    ? new FederpostError("server_error", "The homeserver of the other side cannot be reached now.")
    : new FederpostError("no_key_packages", "The other side has no device that could read a letter now.");
}

/** Whether a device came in by a newer document than the one at hand, which then says nothing of it. */
const isYounger = (
  device: PresentDevice,
  present: readonly Presence[],
  documents: readonly VerifiedDocument[],
): boolean => {
  const certificate = present.find((each) => each.device.leafIndex === device.leafIndex)?.certificate;
  const document = documents.find(({ account }) => account === device.account);
  return (
    certificate !== undefined &&
    document !== undefined &&
    certificate.identityKey === document.identityKey &&
    certificate.sinceDocument > document.number
  );
};

const closed = () => new FederpostError("not_permitted", "This thread is closed for us.");

const foreignDevice = () =>
  new FederpostError("identity_changed", "A device in this thread does not belong to the account it names.");

const isProven = (
  device: PresentDevice,
  present: readonly Presence[],
  documents: readonly VerifiedDocument[],
): boolean => {
  const certificate = present.find((each) => each.device.leafIndex === device.leafIndex)?.certificate;
  return certificate !== undefined && documents.some((document) => revokesDevice(document, certificate));
};

async function presenceOf(member: Member): Promise<Presence> {
  const certificate = await verifyDeviceCertificate(member.certificate);
  if (certificate === null) throw new FederpostError("internal", "A stored group has an unverified member.");
  const { leafIndex, account, deviceId } = member;
  return { certificate, device: { leafIndex, account, deviceId, mlsKey: certificate.mlsKey } };
}

interface Upload {
  readonly key: string;
  readonly job: Job;
  readonly next: number;
}

async function uploadPart(desk: Desk, { key, job, next }: Upload): Promise<Step> {
  const file = job.files[next];
  if (file === undefined) return "again";
  const part = await desk.vault.readBlob(partKey(file.staging, file.uploaded.length));
  if (part === null) throw new FederpostError("internal", "A staged part of a file is missing.");
  const mxc = await desk.transport.uploadMedia(new Uint8Array(part), { signal: desk.signal });
  const files = job.files.map((each, i) => (i === next ? { ...each, uploaded: [...each.uploaded, mxc] } : each));
  await desk.vault.commit([putOutbox(key, { ...job, files, tries: 0, notBeforeMs: 0 })]);
  desk.tell({ kind: "upload", thread: job.thread, ...uploadProgress({ ...job, files }) });
  return "again";
}

/** How much of a letter's files is at the homeserver. */
export function uploadProgress(job: Job): { readonly doneBytes: number; readonly totalBytes: number } {
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    doneBytes: sum(job.files.map((file) => sum(file.partSizes.slice(0, file.uploaded.length)))),
    totalBytes: sum(job.files.map((file) => sum(file.partSizes))),
  };
}

const attachmentsOf = (job: Job): Letter["attachments"] =>
  job.files.map(({ name, type, sizeBytes, sha256, key, uploaded, partSizes }) => ({
    name,
    type,
    sizeBytes,
    sha256,
    key,
    parts: uploaded.map((mxc, i) => ({ mxc, sizeBytes: partSizes[i] ?? 0 })),
  }));

const inlineEnvelopeBytes = 40_000;

const contentOf = (desk: Desk, job: Job, letter: LetterRecord): Letter => ({
  id: letter.letter,
  thread: letter.thread,
  from: desk.self.account,
  to: job.to,
  subject: letter.subject,
  text: letter.text,
  ...(letter.format !== null && { format: letter.format }),
  data: letter.data,
  attachments: attachmentsOf(job),
  sentAtMs: letter.sentAtMs,
  inReplyTo: letter.inReplyTo,
  acknowledgeBy: letter.acknowledgeBy,
  composedBy: letter.composedBy,
});

/** Signs the letter, seals it and queues the event: state, letter and outgoing event are stored as one. */
async function sealLetter(
  desk: Desk,
  { key, job, letter }: { readonly key: string; readonly job: Job; readonly letter: LetterRecord },
): Promise<Step> {
  // Asked when the letter was handed in, and again now: evidence runs out while a letter waits.
  await requireProved(desk, job.to, job.demands);
  const content = contentOf(desk, job, letter);
  const payload = encodeLetter(content);
  const signed = await signJws(desk.self.letterKey, { typ: letterTyp, payload });
  const before = await readGroup(desk, job.thread);
  if (before === null) throw closed();
  const certificate = ownCertificate(before.value);
  const proof = { letter: signed, certificate, document: desk.self.document };
  const shown = job.showPerson ? await evidenceToShow(desk, job.to) : null;
  const whole = encodeEnvelope({ kind: "letter", ...proof, ...(shown && { evidence: [shown.evidence] }) });
  const envelope =
    whole.length <= inlineEnvelopeBytes
      ? whole
      : encodeEnvelope({ kind: "pointer", ...(await storeAsMedia(desk, whole)) });
  const digest = await digestOf(payload);
  const step = await inThread(desk, job.thread, async () => {
    const [group, thread, current] = await Promise.all([
      readGroup(desk, job.thread),
      readThread(desk.vault, job.thread),
      readLetter(desk.vault, job.thread, job.letter),
    ]);
    if (group === null || thread === null || current === null) throw closed();
    // Let in anew meanwhile: under the certificate before, nobody would believe the letter.
    if (ownCertificate(group.value) !== certificate) return "again";
    const sealed = await seal(desk.engine, group.value, envelope);
    const attachments = content.attachments.map((file) => ({ ...file, parts: [...file.parts] }));
    const changes: Change[] = [
      { store: "outbox", key, remove: true },
      ...(shown === null ? [] : [shown.note]),
      ...putGroup(desk, job.thread, { next: sealed.next, was: group }),
      putEntry(job.thread, { ...current, attachments, digest, proof }),
      putThread({ ...thread.value, state: "open" }),
      putOutbox(await nextOutboxKey(desk), {
        kind: "event",
        thread: job.thread,
        txnId: desk.random.uuid(),
        type: eventTypes.encrypted,
        content: { algorithm: algorithmOf(groupSuite(group.value)), ...(await makeContent(desk, sealed.bytes)) },
        letter: job.letter,
        tries: 0,
        notBeforeMs: 0,
      }),
    ];
    await desk.vault.commit(changes);
    wipe(sealed.spent);
    return "done" as const;
  });
  if (step !== "done") return step;
  for (const { staging } of job.files) await desk.vault.removeBlobs(partPrefix(staging));
  desk.tell({ kind: "thread", thread: job.thread });
  return "done";
}

/** Gives a letter up, with the reason that the person sees. */
export async function failLetter(
  desk: Desk,
  { key, job, error }: { readonly key: string; readonly job: Job; readonly error: unknown },
): Promise<void> {
  const code = isFederpostError(error) ? error.code : "internal";
  await inThread(desk, job.thread, async () => {
    const letter = await readLetter(desk.vault, job.thread, job.letter);
    const failed = letter === null ? [] : [putEntry(job.thread, { ...letter, failure: code })];
    await desk.vault.commit([{ store: "outbox", key, remove: true }, ...failed]);
  });
  for (const { staging } of job.files) await desk.vault.removeBlobs(partPrefix(staging));
  desk.tell({ kind: "thread", thread: job.thread });
}
