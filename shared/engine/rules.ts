import type { Proposal } from "ts-mls";
import * as v from "valibot";
import { fromUtf8, type RoomId, type UserId } from "../base/index.ts";
import type { Engine } from "./context.ts";
import type { Member } from "./leaf.ts";
import type { ThreadInfo } from "./thread-info.ts";

/**
 * Who may change what in a thread. Judged from the commit, the group's state and signatures alone, so that every
 * member comes to the same answer: anybody updates itself; an account adds and removes its own devices;
 * owners change others; anybody removes a device that its account's own document revokes, and lets in one again that
 * asks for it under its own signature.
 */

export interface Change {
  readonly kind: "add" | "remove" | "other";
  readonly removed: number;
}

/** What a proposal asks, as far as the rules care. */
export const changeOf = (proposal: Proposal): Change => {
  if (proposal.proposalType === "add") return { kind: "add", removed: -1 };
  if (proposal.proposalType === "remove") return { kind: "remove", removed: proposal.remove.removed };
  return { kind: "other", removed: -1 };
};

/** What a commit brings to show that it may be made. */
export interface Proofs {
  /** Identity documents (JWS) that no longer list the devices that go. */
  readonly documents: readonly string[];
  /** Requests (JWS) of devices that ask to be let in again. */
  readonly readmissions: readonly string[];
}

export const noProofs: Proofs = { documents: [], readmissions: [] };

const tokens = v.pipe(v.array(v.string()), v.maxLength(100));
const proofsSchema = v.strictObject({ documents: tokens, readmissions: v.optional(tokens, []) });

/** The proofs in a commit's authenticated data; null when it holds something else. */
export function readProofs(authenticatedData: Uint8Array): Proofs | null {
  if (authenticatedData.length === 0) return noProofs;
  try {
    const parsed = v.safeParse(proofsSchema, JSON.parse(fromUtf8(authenticatedData) ?? ""));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

interface Case {
  readonly room: RoomId;
  /** The epoch that the commit ends. */
  readonly epoch: bigint;
  readonly info: ThreadInfo;
  readonly committer: Member;
  readonly before: readonly Member[];
  readonly after: readonly Member[];
  readonly removed: readonly number[];
  readonly proofs: Proofs;
}

const mayChange = (info: ThreadInfo, committer: Member, account: UserId): boolean =>
  account === committer.account || info.owners.includes(committer.account);

async function mayRemove(engine: Engine, situation: Case, leafIndex: number): Promise<boolean> {
  const { info, committer, before, proofs } = situation;
  const target = before.find((member) => member.leafIndex === leafIndex);
  if (target === undefined) return false;
  if (mayChange(info, committer, target.account)) return true;
  const verdicts = await Promise.all(proofs.documents.map((proof) => engine.revokes(proof, target.certificate)));
  return verdicts.some(Boolean) || (await asksItself(engine, situation, target));
}

/** A request is good for this many epochs: the thread may go on before somebody answers it. */
const readmissionEpochs = 32n;

/** Whether a device's own request to be let in again, fresh and for this thread, is among the proofs. */
async function asksItself(engine: Engine, { room, epoch, proofs }: Case, device: Member): Promise<boolean> {
  const [certificate, ...requests] = await Promise.all([
    engine.checkCertificate(device.certificate),
    ...proofs.readmissions.map((proof) => engine.checkReadmission(proof)),
  ]);
  return requests.some(
    (request) =>
      request !== null &&
      certificate !== null &&
      request.mlsKey === certificate.mlsKey &&
      request.account === device.account &&
      request.deviceId === device.deviceId &&
      request.room === room &&
      request.epoch <= epoch &&
      epoch - request.epoch <= readmissionEpochs,
  );
}

/**
 * Whether a device may be added that its committer has no right to add: it asks itself, and its account belongs here, as
 * an owner or by a device that is here now under the same identity key.
 */
async function mayReturn(engine: Engine, situation: Case, device: Member): Promise<boolean> {
  const { info, before } = situation;
  const belongs = info.owners.includes(device.account) || before.some((m) => m.account === device.account);
  return belongs && (await asksItself(engine, situation, device));
}

/** Whether a commit that leads from the members before to those after is one its committer may make. */
export async function mayCommit(engine: Engine, situation: Case): Promise<boolean> {
  const { info, committer, before, after, removed } = situation;
  const stayed = (member: Member) =>
    before.some((m) => m.leafIndex === member.leafIndex && m.certificate === member.certificate) &&
    !removed.includes(member.leafIndex);
  const added = after.filter((member) => !stayed(member));
  const removals = await Promise.all(removed.map((leafIndex) => mayRemove(engine, situation, leafIndex)));
  if (!removals.every(Boolean)) return false;
  const allowed = await Promise.all(
    added.map(
      async (member) => mayChange(info, committer, member.account) || (await mayReturn(engine, situation, member)),
    ),
  );
  if (!allowed.every(Boolean)) return false;
  return added.every((member) => {
    const known = before.find((m) => m.account === member.account);
    // The same device may come back only in a later commit than the one that removes it (RFC 9420 has no such need,
    // but a removal and return in one step would hide the removal from people).
    const twice = before.some((m) => m.account === member.account && m.deviceId === member.deviceId);
    const sameKey = known === undefined || known.identityKey === member.identityKey;
    return sameKey && !twice;
  });
}

/**
 * Whether a commit waits for the arbiter's word. An arbiter that has no device left after the commit can give none: then
 * it counts as it comes, since the thread would stand still for ever.
 */
export function needsWord(
  info: ThreadInfo,
  commit: {
    readonly epoch: bigint;
    readonly committer: UserId;
    readonly before: readonly Member[];
    readonly removed: readonly number[];
  },
): boolean {
  const { arbiter } = info;
  if (arbiter === null || arbiter === commit.committer || commit.epoch === 0n) return false;
  return commit.before.some(({ account, leafIndex }) => account === arbiter && !commit.removed.includes(leafIndex));
}
