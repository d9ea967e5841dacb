import {
  type Clock,
  type DeviceId,
  FederpostError,
  type LetterId,
  type Random,
  type RoomId,
  type UserId,
} from "../base/index.ts";
import { createEngine, type GroupSuite } from "../engine/index.ts";
import {
  revokesDevice,
  type VerifiedDocument,
  verifyDeviceCertificate,
  verifyIdentityDocument,
  verifyReadmission,
  type X509Evidence,
} from "../identity/index.ts";
import type { ContactPolicy } from "../mailbox/index.ts";
import {
  type AccountProof,
  type BrowserConfirmation,
  createTransport,
  type Fetch,
  type Patience,
} from "../transport/index.ts";
import type { MigrationProgress, Vault, WayIn } from "../vault/index.ts";
import { type AbsenceNotices, type AbsenceTasks, absenceTasks, createAbsenceNotices } from "./absence.ts";
import { readAccount } from "./account.ts";
import { type Answer, acknowledge, noteNotified } from "./acknowledge.ts";
import { createRecovery, removeRecovery } from "./archive/recovery.ts";
import { tendArchive } from "./archive/tend.ts";
import { type ArchiveView, acknowledgeArchive, takeOlderArchive, viewArchive } from "./archive/view.ts";
import { startRenewal } from "./commit.ts";
import { readContactPolicy, writeContactPolicy } from "./contact-policy.ts";
import { fetchDocument } from "./contacts.ts";
import { type Deletion, deletionAt } from "./deletion.ts";
import { type CourierEvent, type Desk, inThread } from "./desk.ts";
import { syncDeviceNames } from "./device-names.ts";
import { listDevices, type OwnDeviceView, removeDevice } from "./devices.ts";
import { domainFile } from "./domain-file.ts";
import { type EvidenceTasks, evidenceTasks, setEvidence } from "./evidence.ts";
import { type ExportedLetter, exportProof, type ProvenLetter } from "./export-proof.ts";
import { type Holding, holdingAt } from "./hold.ts";
import { documentNeedsWay, keepDocument } from "./keep-document.ts";
import { topUpKeyPackages } from "./key-packages.ts";
import { migrateMailbox } from "./migrate.ts";
import { markSeen, type OpenedAttachment, openAttachment, openLetter, openStaged } from "./open.ts";
import { orderThreads, type Reordering } from "./order.ts";
import { deliverOutbox } from "./outbox.ts";
import { threadsToSettle } from "./own-devices.ts";
import { adoptPublished, isListed } from "./own-document.ts";
import { answerPairing, approvePairing, listPairings, type PairingView, refusePairing } from "./pairing.ts";
import { pollOnce } from "./park.ts";
import { type PersonTasks, personTasks } from "./person.ts";
import { type EvidencePresenting, evidencePresenting } from "./present.ts";
import { type Line, receiveLoop } from "./receive-loop.ts";
import { rejoinThreads } from "./rejoin.ts";
import { type RenewalTasks, renewalTasks, takeWaitingEvidence } from "./renew-evidence.ts";
import { noticeRestore, recoverFromRestore } from "./restore.ts";
import { letGoOfRun, type ProfileMode, setProfileMode, takeUpRun } from "./run.ts";
import { createSearch, type Search } from "./search.ts";
import { type Accepted, acceptLetter, discardStaged, type NewLetter, type Staging, stageFile } from "./send.ts";
import { type CertificateSigning, certificateSigning } from "./sign-by-certificate.ts";
import { type DocumentSignature, signDocuments, type ToSign } from "./sign-documents.ts";
import { signOut } from "./sign-out.ts";
import { listThreads } from "./store.ts";
import { sweepStaging } from "./sweep.ts";
import { takeParked } from "./take.ts";
import { createThreadIndex, type ThreadIndex } from "./thread-index.ts";
import { type TrustTasks, trustTasks } from "./trust.ts";
import { type Alarm, createAlarm, workLoop } from "./work-loop.ts";

export interface CourierOptions {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  /** Suites for new threads and key packages in place of the usual ones. */
  readonly suites?: readonly GroupSuite[];
  readonly fetch?: Fetch;
  readonly patience?: Patience;
  /** `roaming` where the profile moves between machines. */
  readonly profileMode?: ProfileMode;
  readonly onEvent: (event: CourierEvent) => void;
  readonly onLine: (line: Line) => void;
  /** Called for every error that ends a round; what can be done about it, the loop does itself. */
  readonly onProblem: (error: unknown) => void;
  /** Called after every answered /sync: on Firefox this keeps the event page alive. */
  readonly afterPoll?: () => Promise<void>;
  /** Told how many of the records that an older version wrote are converted; not called when there is nothing to convert. */
  readonly onMigration?: MigrationProgress;
}

/** A running mailbox: receives and sends by itself until it is stopped. */
export interface Courier {
  readonly self: () => Desk["self"];
  readonly send: (letter: NewLetter) => Promise<Accepted>;
  readonly stage: (origin: Parameters<typeof stageFile>[1]) => Promise<Staging>;
  readonly discardStaged: (staging: string) => Promise<void>;
  /** Letters that can still be taken back. */
  readonly held: Holding;
  readonly open: (thread: RoomId, letter: LetterId) => Promise<void>;
  /** See `acknowledge`. */
  readonly acknowledge: (at: { readonly thread: RoomId; readonly letter: LetterId }, answer: Answer) => Promise<void>;
  /** See `noteNotified`: call it after the person was shown that a letter is there. */
  readonly notified: (at: { readonly thread: RoomId; readonly letter: LetterId }) => Promise<void>;
  /** The thread was shown: what cannot be read in it no longer counts as unread. */
  readonly seen: (thread: RoomId) => Promise<void>;
  /** See `orderThreads`. */
  readonly order: (wishes: readonly Reordering[]) => Promise<void>;
  readonly deletion: Deletion;
  readonly attachment: (at: Parameters<typeof openAttachment>[1]) => Promise<OpenedAttachment>;
  /** The evidence bundle of an opened letter, with a page for printing in it. */
  readonly exportProof: (at: ExportedLetter, protocol: (proven: ProvenLetter) => Uint8Array) => Promise<Uint8Array>;
  /** A file that waits for the person's decision, decrypted piece by piece. */
  readonly staged: (staging: string) => Promise<AsyncIterable<Uint8Array>>;
  readonly signDocuments: (request: ToSign) => Promise<DocumentSignature>;
  readonly certificate: CertificateSigning;
  readonly find: (account: UserId) => Promise<VerifiedDocument>;
  /** Searches the letters. See `Search`. */
  readonly search: Search["find"];
  /** What the list shows of every thread, in no order. */
  readonly threads: ThreadIndex["list"];
  /** Comparing safety codes, believing a changed identity, remembering domains. */
  readonly trust: TrustTasks;
  /** The file by which a domain names this mailbox as its own; the domain's administrator puts it there. */
  readonly domainFile: (
    about: { readonly domain: string; readonly name: string },
    way: WayIn | null,
  ) => Promise<string>;
  /** Puts evidence of the organisation into the account's document; null takes it out. */
  readonly setEvidence: (evidence: X509Evidence | null, way: WayIn | null) => Promise<void>;
  readonly evidence: EvidenceTasks & RenewalTasks;
  /** Evidence of the person behind this account. */
  readonly person: PersonTasks;
  /** Presenting the account's own evidence to a page. */
  readonly presenting: EvidencePresenting;
  /** When the person is away, and what is said then. */
  readonly absence: AbsenceTasks;
  readonly contactPolicy: () => Promise<ContactPolicy>;
  /** Decides who may open threads with this account; who is blocked by name is left in open ones, too. */
  readonly setContactPolicy: (policy: ContactPolicy) => Promise<void>;
  readonly devices: () => Promise<OwnDeviceView[]>;
  readonly removeDevice: (
    device: DeviceId,
    by: { readonly proof: AccountProof; readonly way: WayIn | null },
  ) => Promise<BrowserConfirmation | null>;
  /** Closes the account at the homeserver for good; the caller removes the vault. */
  readonly closeAccount: (proof: AccountProof) => Promise<BrowserConfirmation | null>;
  /** Devices that would like to come into the account, and what the person does about them. */
  readonly pairings: () => Promise<PairingView[]>;
  readonly answerPairing: (id: string, code: string | null) => Promise<void>;
  readonly refusePairing: (id: string) => Promise<void>;
  readonly approvePairing: (id: string, way: WayIn | null) => Promise<void>;
  /** How many threads still wait to be brought in line with the account's devices. */
  readonly threadsToSettle: () => Promise<number>;
  /** Makes the account recoverable by this key alone, in place of any before. */
  readonly createRecovery: (recoveryKey: Uint8Array, way: WayIn | null) => Promise<void>;
  readonly removeRecovery: () => Promise<void>;
  readonly archive: () => Promise<ArchiveView>;
  /** The person has seen what the archive had to say. */
  readonly acknowledgeArchive: () => Promise<void>;
  /** The person wants the letters of an archive that is older than one that was seen. */
  readonly takeOlderArchive: () => Promise<void>;
  /** Asks to be let into threads of which this device has no keys. */
  readonly rejoin: (rooms: readonly RoomId[]) => Promise<void>;
  /** The person has just come with a way in: what needed one and is due is done now. */
  readonly present: (way: WayIn | null) => Promise<void>;
  /** The account's document runs out soon and can only be signed anew with a way in. */
  readonly needsWay: () => Promise<boolean>;
  /** Renews this device's keys in a thread now (RFC 9420 section 12.1.2, by an empty commit). */
  readonly renew: (thread: RoomId) => Promise<void>;
  /** One round without waiting: what is there is received, taken and sent. For tests and headless use. */
  readonly round: () => Promise<void>;
  /** Looks again at once: after unlocking, or when the network is back. */
  readonly wake: () => void;
  /** Receives and sends until `stop`. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Ends this device at the homeserver; the caller removes the vault. */
  readonly signOut: (way: WayIn | null) => Promise<void>;
}

/**
 * Opens the signed-in mailbox of a vault. @throws FederpostError `no_account`, `locked`.
 * Only one courier may run for a mailbox: hold its lock (`vault.exclusively`) for as long.
 */
export async function openCourier(options: CourierOptions): Promise<Courier> {
  const { desk, alarm, search, threads, notices, end } = await openDesk(options);
  const loops: Promise<void>[] = [];
  return {
    self: () => desk.self,
    send: (letter) => acceptLetter(desk, letter),
    stage: (origin) => stageFile(desk, origin),
    discardStaged: (staging) => discardStaged(desk.vault, staging),
    ...readingOf(desk),
    exportProof: (at, protocol) => exportProof(desk, at, protocol),
    staged: (staging) => openStaged(desk.vault, staging),
    signDocuments: (request) => signDocuments(desk, request),
    certificate: certificateSigning(desk),
    find: (user) => fetchDocument(desk, user),
    search: (...asked) => search.find(...asked),
    threads: threads.list,
    trust: trustTasks(desk),
    domainFile: (about, way) => domainFile(desk, about, way),
    setEvidence: (evidence, way) => setEvidence(desk, evidence, way),
    evidence: { ...evidenceTasks(desk), ...renewalTasks(desk) },
    person: personTasks(desk),
    presenting: evidencePresenting(desk),
    contactPolicy: () => readContactPolicy(desk.vault),
    setContactPolicy: (policy) => writeContactPolicy(desk, policy),
    devices: () => listDevices(desk),
    removeDevice: (device, by) => removeDevice(desk, device, by),
    pairings: () => listPairings(desk),
    answerPairing: (id, code) => answerPairing(desk, id, code),
    refusePairing: (id) => refusePairing(desk, id),
    approvePairing: (id, way) => approvePairing(desk, id, way),
    threadsToSettle: () => threadsToSettle(desk),
    createRecovery: (recoveryKey, way) => createRecovery(desk, recoveryKey, way),
    removeRecovery: () => removeRecovery(desk),
    archive: () => viewArchive(desk),
    acknowledgeArchive: () => acknowledgeArchive(desk),
    takeOlderArchive: () => takeOlderArchive(desk),
    rejoin: (rooms) => rejoinThreads(desk, rooms),
    present: async (way) => {
      await takeWaitingEvidence(desk, way);
      await keepDocument(desk, way);
    },
    needsWay: () => documentNeedsWay(desk),
    renew: (thread) => renewKeys(desk, thread),
    round: () => oneRound(desk, notices),
    wake: alarm.ring,
    start: () => void loops.push(...startLoops({ desk, options, alarm, notices })),
    stop: async () => {
      end();
      await Promise.all(loops);
      await letGoOfRun(desk);
    },
    signOut: (way) => signOut(desk, way),
    closeAccount: (proof) => desk.transport.deactivate(proof),
  };
}

type Loops = Pick<Opened, "desk" | "alarm" | "notices"> & { readonly options: CourierOptions };

const startLoops = ({ desk, options, alarm, notices }: Loops): Promise<void>[] => [
  receiveLoop(desk, options, alarm.ring),
  takeLoop({ desk, options, alarm, notices }),
  sendLoop(desk, options, alarm),
  archiveLoop(desk, options, alarm),
];

/** What a person does with letters that are there. */
const readingOf = (desk: Desk) =>
  ({
    open: (thread, letter) => openLetter(desk, thread, letter),
    acknowledge: (at, answer) => acknowledge(desk, at, answer),
    notified: (at) => noteNotified(desk, at),
    seen: (thread) => markSeen(desk, thread),
    order: (wishes) => orderThreads(desk, wishes),
    held: holdingAt(desk),
    deletion: deletionAt(desk),
    absence: absenceTasks(desk),
    attachment: (at) => openAttachment(desk, at),
  }) satisfies Partial<Courier>;

interface Opened {
  readonly desk: Desk;
  readonly alarm: Alarm;
  readonly search: Search;
  readonly threads: ThreadIndex;
  readonly notices: AbsenceNotices;
  readonly end: () => void;
}

async function openDesk(options: CourierOptions): Promise<Opened> {
  const { vault, clock, random } = options;
  await migrateMailbox(vault, options.onMigration ?? (() => undefined));
  const account = await readAccount(vault);
  if (account === null) throw new FederpostError("no_account", "Nobody is signed in here yet.");
  const engine = await createEngine({
    ...(options.suites && { suites: options.suites }),
    checkCertificate: verifyDeviceCertificate,
    checkReadmission: verifyReadmission,
    revokes,
  });
  const transport = createTransport({
    session: account.session,
    onSessionChanged: (session) => vault.commit([{ store: "session", key: "matrix", put: { ...session } }]),
    clock,
    random,
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.patience && { patience: options.patience }),
  });
  setProfileMode(transport, options.profileMode ?? "usual");
  const ending = new AbortController();
  const { signal } = ending;
  const alarm = createAlarm(signal);
  const search = createSearch(vault);
  const threads = createThreadIndex(vault);
  const notices = createAbsenceNotices(threads);
  const tell = (event: CourierEvent) => {
    search.note(event);
    notices.note(event);
    if (!signal.aborted) options.onEvent(event);
  };
  const desk: Desk = { vault, clock, random, engine, transport, self: account.self, tell, wake: alarm.ring, signal };
  const end = () => {
    threads.end();
    ending.abort(new FederpostError("disconnected", "The mailbox was closed."));
  };
  return { desk, alarm, search, threads, notices, end };
}

async function revokes(document: string, certificate: string): Promise<boolean> {
  const [newer, device] = await Promise.all([verifyIdentityDocument(document), verifyDeviceCertificate(certificate)]);
  return newer !== null && device !== null && revokesDevice(newer, device);
}

const removed = () => new FederpostError("signed_out", "This device was removed from its account.");

const takeLoop = ({ desk, options, alarm, notices }: Loops): Promise<void> =>
  workLoop(desk, {
    options,
    alarm,
    work: async () => {
      const dueMs = await takeParked(desk);
      await notices.answer(desk);
      return dueMs;
    },
  });

/** Of its own: a letter must not wait for the archive, nor the archive for a letter. */
const archiveLoop = (desk: Desk, options: CourierOptions, alarm: Alarm): Promise<void> =>
  workLoop(desk, { options, alarm, work: () => takeUpRun(desk).then(() => tendArchive(desk, "due")) });

const upkeepEveryMs = 6 * 3_600_000;

function sendLoop(desk: Desk, options: CourierOptions, alarm: Alarm): Promise<void> {
  let nextUpkeepMs = 0;
  return workLoop(desk, {
    options,
    alarm,
    work: async () => {
      await takeUpRun(desk);
      const restored = await recoverFromRestore(desk);
      if (restored || desk.clock.now() >= nextUpkeepMs) {
        await upkeep(desk);
        if (!(await isListed(desk))) throw removed();
        nextUpkeepMs = desk.clock.now() + upkeepEveryMs;
      }
      await topUpKeyPackages(desk);
      const dueMs = await deliverOutbox(desk);
      return Math.min(dueMs ?? nextUpkeepMs, nextUpkeepMs);
    },
  });
}

/** One round of everything, for whoever does not run the loops. */
async function oneRound(desk: Desk, notices: AbsenceNotices): Promise<void> {
  await takeUpRun(desk);
  await noticeRestore(desk);
  await recoverFromRestore(desk);
  await upkeep(desk);
  await topUpKeyPackages(desk);
  await pollOnce(desk, { timeoutMs: 0 });
  await takeParked(desk);
  await notices.answer(desk);
  await deliverOutbox(desk);
  await tendArchive(desk, "now");
}

const day = 86_400_000;

/** What must be done now and then: the document is published and young, groups joined by a shared key renew, nothing stale lies about. */
async function upkeep(desk: Desk): Promise<void> {
  await adoptPublished(desk);
  await keepDocument(desk, null);
  await syncDeviceNames(desk);
  await sweepStaging(desk);
  for (const thread of await listThreads(desk.vault)) {
    const old = desk.clock.now() - thread.renewedAtMs > 30 * day;
    if (thread.state === "open" && thread.joined && old && thread.commit === null) await renewKeys(desk, thread.thread);
  }
}

const renewKeys = (desk: Desk, room: RoomId): Promise<void> => inThread(desk, room, () => startRenewal(desk, room));
