import * as v from "valibot";
import { FederpostError, type RoomId, type UserId } from "../base/index.ts";
import { epochOf, groupSuite, type Member, members, threadInfoOf } from "../engine/index.ts";
import {
  type VerifiedDocument,
  type VerifiedReadmission,
  verifyDeviceCertificate,
  verifyReadmission,
} from "../identity/index.ts";
import { type OutboxItem, planMembership } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { type Case, forgetPending, readPending, startCommit } from "./commit.ts";
import { fetchDocument, forgetFetched } from "./contacts.ts";
import { type Desk, inThread } from "./desk.ts";
import { readGroup } from "./group-store.ts";
import { claimKeyPackages } from "./key-packages.ts";
import { adoptPublished, ownDocument } from "./own-document.ts";
import { listOutbox, nextOutboxKey, putOutbox, putThread, readThread } from "./store.ts";
import { finish, type Taken, type Work } from "./work.ts";

/**
 * Answering a device that asks to be let into a thread again: dead devices of its account go, it comes in. At most once
 * an hour and device, since each answer uses a key package up: else a homeserver could drain them by old requests.
 */

const hourMs = 3_600_000;
/** Who answers first is settled by the place in the group; the next one steps in after as long. */
const turnMs = 20_000;
const mostTurns = 30;
const aheadTries = 6;

const requestSchema = v.object({ request: v.pipe(v.string(), v.maxLength(4096)) });
const answeredSchema = v.object({ atMs: v.number(), epoch: v.string() });

const answeredKey = ({ room, account, deviceId }: VerifiedReadmission): string =>
  `readmit/${room}/${account}/${deviceId}`;

/** Takes a request from the room. Call it inside the thread's queue. */
export async function takeReadmission(desk: Desk, work: Work): Promise<Taken> {
  const parsed = v.safeParse(requestSchema, work.item.content);
  const request = parsed.success ? await verifyReadmission(parsed.output.request) : null;
  const epoch = epochOf(work.group.value);
  if (request === null || !parsed.success || !isForUs(desk, work, request)) return finish(desk, work.closing);
  // Its server is ahead of ours, or it was shown commits that are none.
  if (request.epoch > epoch && work.parked.tries < aheadTries) return { kind: "wait", blocks: false };
  if (request.epoch > epoch || (await isAnswered(desk, request))) return finish(desk, work.closing);
  // Whoever asks has just come in: an older document does not list it.
  forgetFetched(desk, [request.account]);
  const all = await members(desk.engine, work.group.value);
  const present = all.some((member) => isDevice(member, request));
  const item: OutboxItem = {
    kind: "readmit",
    thread: work.item.room,
    request: parsed.output.request,
    present,
    tries: 0,
    notBeforeMs: turnOf(desk, all, request.account),
  };
  desk.wake();
  return finish(desk, [
    ...work.closing,
    { store: "counters", key: answeredKey(request), put: { atMs: desk.clock.now(), epoch: epoch.toString() } },
    putOutbox(await nextOutboxKey(desk), item),
  ]);
}

const isDevice = (member: Pick<Member, "account" | "deviceId">, { account, deviceId }: VerifiedReadmission): boolean =>
  member.account === account && member.deviceId === deviceId;

function isForUs(desk: Desk, { item, thread, group }: Work, request: VerifiedReadmission): boolean {
  const own = request.account === desk.self.account;
  const belongs =
    own || thread.parties.includes(request.account) || threadInfoOf(group.value).owners.includes(request.account);
  return request.room === item.room && belongs && !(own && request.deviceId === desk.self.deviceId);
}

/** An answer within the last hour is enough, and none is given to what was asked before the last one. */
async function isAnswered(desk: Desk, request: VerifiedReadmission): Promise<boolean> {
  const last = v.safeParse(answeredSchema, (await desk.vault.read("counters", answeredKey(request)))?.value);
  if (!last.success) return false;
  const recent = Math.abs(desk.clock.now() - last.output.atMs) < hourMs;
  return recent || request.epoch < BigInt(last.output.epoch);
}

/** When this device answers: at once, or after those before it in the group had their turn. */
function turnOf(desk: Desk, all: readonly Member[], asking: UserId): number {
  const others = all.filter(({ account }) => account !== asking);
  const rank = others.findIndex(
    ({ account, deviceId }) => account === desk.self.account && deviceId === desk.self.deviceId,
  );
  const turn = Math.min(mostTurns, Math.max(0, rank));
  return turn === 0 ? 0 : desk.clock.now() + turn * turnMs;
}

type Item = Extract<OutboxItem, { kind: "readmit" }>;

/** Answers a queued request by one commit after the other. It stays until the device is in, or nobody may let it in. */
export async function answerReadmission(desk: Desk, key: string, item: Item): Promise<"done" | "waits"> {
  const request = await verifyReadmission(item.request);
  const done = async () => {
    await desk.vault.commit([{ store: "outbox", key, remove: true }]);
    return "done" as const;
  };
  if (request === null) return done();
  const document = await newestDocument(desk, request.account);
  const outcome = await inThread(desk, item.thread, async () => {
    const [thread, group] = await Promise.all([readThread(desk.vault, item.thread), readGroup(desk, item.thread)]);
    if (thread === null || group === null || thread.value.state !== "open") return "done";
    return letIn(desk, { thread: thread.value, group }, { item, request, document });
  });
  return outcome === "done" ? done() : outcome;
}

async function newestDocument(desk: Desk, account: UserId): Promise<VerifiedDocument> {
  if (account !== desk.self.account) return fetchDocument(desk, account);
  await adoptPublished(desk);
  return ownDocument(desk);
}

interface Asked {
  readonly item: Item;
  readonly request: VerifiedReadmission;
  readonly document: VerifiedDocument;
}

async function letIn(desk: Desk, situation: Case, { item, request, document }: Asked): Promise<"done" | "waits"> {
  const listed = document.devices.find(
    ({ deviceId, mlsKey }) => deviceId === request.deviceId && mlsKey === request.mlsKey,
  );
  if (listed === undefined || listed.notAfterMs <= desk.clock.now()) {
    // The document that lists it may not have reached us yet.
    if (item.tries < aheadTries) throw new FederpostError("busy", "The device that asks is not listed by its account.");
    return "done";
  }
  const now = await situationFor(desk, situation, request.account);
  if (now === null) return "waits";
  const theirs = await presentOf(desk, now, request.account);
  const dead = planMembership(theirs, [document], { nowMs: desk.clock.now() }).remove;
  const itself = theirs.filter((device) => isDevice(device, request));
  if (itself.length > 0 && !item.present) return "done";
  const { packages: add } =
    itself.length > 0
      ? { packages: [] }
      : await claimKeyPackages(desk, [{ ...request, identityKey: document.identityKey }], groupSuite(now.group.value));
  if (itself.length === 0 && add.length === 0) {
    throw new FederpostError("busy", "The device that asks has published no keys yet.");
  }
  const gone = new Set([...dead, ...itself].map(({ leafIndex }) => leafIndex));
  const proofs = dead.length > 0 ? [document.jws] : [];
  await startCommit(desk, now, { add, remove: [...gone], proofs, readmissions: [item.request] });
  return "waits";
}

/**
 * The thread without a commit under way, or null while one is. A commit that waits for the word of the very account that
 * lost its devices would wait for ever: it is given up, and `reuse_guard` (RFC 9420 section 6.3.1) keeps the second
 * handshake message of this epoch apart from the first.
 */
async function situationFor(desk: Desk, situation: Case, asking: UserId): Promise<Case | null> {
  const { thread, group } = situation;
  if (thread.commit === null) return situation;
  if (threadInfoOf(group.value).arbiter !== asking || (await changesDevicesOf(desk, situation, asking))) return null;
  const free = { ...thread, commit: null };
  await desk.vault.commit([...(await forgetPending(desk, thread)), putThread(free)]);
  return { thread: free, group };
}

/** Whether our commit under way is itself about the devices of an account: then it waits for nobody's word. */
async function changesDevicesOf(desk: Desk, { thread, group }: Case, account: UserId): Promise<boolean> {
  const pending = await readPending(desk, thread.thread);
  if (pending === null) return false;
  const [before, after] = await Promise.all([members(desk.engine, group.value), members(desk.engine, pending.next)]);
  const theirs = (all: readonly Member[]) =>
    all
      .filter((member) => member.account === account)
      .map(({ certificate }) => certificate)
      .sort()
      .join();
  return theirs(before) !== theirs(after);
}

async function presentOf(desk: Desk, { group }: Case, account: UserId) {
  const theirs = (await members(desk.engine, group.value)).filter((member) => member.account === account);
  return Promise.all(
    theirs.map(async ({ leafIndex, deviceId, certificate }) => {
      const verified = await verifyDeviceCertificate(certificate);
      if (verified === null) throw new FederpostError("internal", "A stored group has an unverified member.");
      return { leafIndex, account, deviceId, mlsKey: verified.mlsKey };
    }),
  );
}

/**
 * What a commit that counts means for queued requests: who came in need not be let in any more, who went must only come
 * in. When it was ours that let somebody in, what they may have missed is said again.
 */
export async function afterCommit(
  desk: Desk,
  room: RoomId,
  commit: { readonly added: readonly Member[]; readonly removed: readonly Member[]; readonly by: "us" | "others" },
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const { key, item } of await listOutbox(desk.vault)) {
    if (item.kind !== "readmit" || item.thread !== room) continue;
    const request = await verifyReadmission(item.request);
    if (request === null) continue;
    const came = commit.added.some((member) => isDevice(member, request));
    const went = commit.removed.some((member) => isDevice(member, request));
    if (went) changes.push(putOutbox(key, { ...item, present: false, notBeforeMs: 0 }));
    if (!came) continue;
    if (commit.by === "us" && request.account !== desk.self.account) {
      changes.push(putOutbox(key, { kind: "say_again", thread: room, tries: 0, notBeforeMs: 0 }));
    } else changes.push({ store: "outbox", key, remove: true });
  }
  return changes;
}
