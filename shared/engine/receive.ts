import {
  type CiphersuiteImpl,
  type ClientState,
  emptyPskIndex,
  type LeafNode,
  type PrivateMessage,
  type Proposal,
  processPrivateMessage,
} from "ts-mls";
import { encodeLeafNode } from "ts-mls/leafNode.js";
import { decryptSenderData } from "ts-mls/privateMessage.js";
import { equalBytes, type RoomId, toBase64Url } from "../base/index.ts";
import type { Engine } from "./context.ts";
import { type Group, groupOf, leavesOf, suiteOf, threadInfoOf, threadOf, verifiedMembers } from "./group.ts";
import type { Member } from "./leaf.ts";
import { processCommit } from "./process-commit.ts";
import { changeOf, mayCommit, needsWord, type Proofs, readProofs } from "./rules.ts";
import { readPrivateMessage } from "./wire.ts";

/** What bytes from the room mean for a group. `next` is stored before anything of it is shown. */
export type Received =
  | {
      readonly kind: "application";
      readonly plaintext: Uint8Array;
      readonly sender: Member;
      readonly epoch: bigint;
      readonly next: Group;
      readonly spent: readonly Uint8Array[];
    }
  | {
      readonly kind: "commit";
      readonly committer: Member;
      readonly added: readonly Member[];
      readonly removed: readonly Member[];
      readonly next: Group;
      readonly spent: readonly Uint8Array[];
    }
  /** A valid commit took this device out: the group's state ends here. */
  | { readonly kind: "expelled"; readonly committer: Member; readonly spent: readonly Uint8Array[] }
  /** Encrypted by this device: what it says is known already. */
  | { readonly kind: "own" }
  /** A commit of an epoch that has ended: another one won. */
  | { readonly kind: "late_commit" }
  /** A valid commit of a member that needs the arbiter's word first. */
  | { readonly kind: "needs_ratification"; readonly committer: Member; readonly tag: string }
  /** Of an epoch before this device came in: it was never for it. */
  | { readonly kind: "before_us" }
  /** Of an epoch that this device has not reached. */
  | { readonly kind: "ahead" }
  /** Not to be believed or not to be read, for a fixed reason. */
  | { readonly kind: "refused"; readonly why: Refusal };

/** Why bytes were refused. */
export type Refusal = "malformed" | "wrong_thread" | "too_old" | "cannot_open" | "not_allowed" | "stand_alone_proposal";

const refused = (why: Refusal): Received => ({ kind: "refused", why });

interface Message {
  readonly group: Group;
  readonly message: PrivateMessage;
  readonly sender: Member;
}

/**
 * Reads a PrivateMessage from a thread's room. The answer depends on the group and the bytes alone.
 * `ratified`: the confirmation tag that the arbiter gave its word for, null while there is no word. `since`: the epoch
 * in which this device came in.
 */
export async function receive(
  engine: Engine,
  group: Group,
  {
    bytes,
    ratified,
    since = 0n,
  }: {
    readonly bytes: Uint8Array;
    readonly ratified: string | null;
    readonly since?: bigint;
  },
): Promise<Received> {
  const addressed = readPrivateMessage(bytes);
  if (addressed === null) return refused("malformed");
  if (addressed.thread !== (threadOf(group) satisfies RoomId)) return refused("wrong_thread");
  const { message } = addressed;
  const current = group.state.groupContext.epoch;
  if (message.epoch > current) return { kind: "ahead" };
  if (message.epoch < since) return { kind: "before_us" };
  if (message.contentType === "commit" && message.epoch < current) return { kind: "late_commit" };
  // A stand-alone proposal never reaches the library: one of them can block all writing (docs/protocol.md).
  if (message.contentType === "proposal") return refused("stand_alone_proposal");
  const past = message.epoch === current ? null : group.state.historicalReceiverData.get(message.epoch);
  if (past === undefined) return refused("too_old");
  const leafIndex = await senderOf(
    suiteOf(engine, group),
    message,
    past?.senderDataSecret ?? group.state.keySchedule.senderDataSecret,
  );
  if (leafIndex === null) return refused("cannot_open");
  const tree = past === null ? group.state : past;
  if (isOwnLeaf(group, tree, leafIndex)) return { kind: "own" };
  const sender = (await verifiedMembers(engine, tree))?.find((member) => member.leafIndex === leafIndex);
  if (sender === undefined) return refused("cannot_open");
  // Keys of past epochs are for late letters, not for a device that was removed since: in the room's order its
  // removal came first.
  if (past !== null && !(await isStillMember(engine, group, sender))) return refused("not_allowed");
  return message.contentType === "commit"
    ? receiveCommit(engine, { group, message, sender }, ratified)
    : receiveApplication(engine, { group, message, sender });
}

async function isStillMember(engine: Engine, group: Group, sender: Member): Promise<boolean> {
  const members = await verifiedMembers(engine, group.state);
  return members?.some((member) => member.certificate === sender.certificate) ?? false;
}

async function senderOf(suite: CiphersuiteImpl, message: PrivateMessage, secret: Uint8Array): Promise<number | null> {
  try {
    return (await decryptSenderData(message, secret, suite))?.leafIndex ?? null;
  } catch {
    // The library lets the AEAD's own exception through; the message is simply not for this epoch's keys.
    return null;
  }
}

/** A leaf index is reused after a removal: it is ours only while our key is in it. */
function isOwnLeaf(group: Group, tree: Pick<ClientState, "ratchetTree">, leafIndex: number): boolean {
  const own = leavesOf(group.state).get(group.state.privatePath.leafIndex);
  const sender = leavesOf(tree).get(leafIndex);
  return own !== undefined && sender !== undefined && equalBytes(own.signaturePublicKey, sender.signaturePublicKey);
}

async function receiveApplication(engine: Engine, { group, message, sender }: Message): Promise<Received> {
  try {
    const result = await processPrivateMessage(
      group.state,
      message,
      emptyPskIndex,
      suiteOf(engine, group),
      () => "reject",
    );
    if (result.kind !== "applicationMessage") return refused("cannot_open");
    const { message: plaintext, newState, consumed } = result;
    const next = groupOf(newState);
    return { kind: "application", plaintext, sender, epoch: message.epoch, next, spent: consumed };
  } catch {
    return refused("cannot_open");
  }
}

async function receiveCommit(
  engine: Engine,
  { group, message, sender }: Message,
  ratified: string | null,
): Promise<Received> {
  const proofs = readProofs(message.authenticatedData);
  const before = await verifiedMembers(engine, group.state);
  if (proofs === null || before === null) return refused("not_allowed");
  let removed: number[] = [];
  let foreign = false;
  try {
    const allows = (proposals: readonly Proposal[]) => {
      const changes = proposals.map(changeOf);
      // Updates, PSKs, re-inits, external inits and changes of the group context have no use here.
      foreign = changes.some((change) => change.kind === "other");
      removed = changes.filter((change) => change.kind === "remove").map((change) => change.removed);
      return !foreign;
    };
    const result = await processCommit({ state: group.state, suite: suiteOf(engine, group), message, allows });
    if (result === null) return refused("not_allowed");
    return await judge(engine, { group, message, sender }, { ...result, before, removed, proofs, ratified });
  } catch {
    return refused(foreign ? "not_allowed" : "cannot_open");
  }
}

interface Outcome {
  readonly newState: ClientState;
  readonly consumed: readonly Uint8Array[];
  readonly before: readonly Member[];
  readonly removed: readonly number[];
  readonly proofs: Proofs;
  readonly ratified: string | null;
}

async function judge(engine: Engine, { group, sender }: Message, outcome: Outcome): Promise<Received> {
  const { newState, before, removed, proofs } = outcome;
  const info = threadInfoOf(group);
  const after = await verifiedMembers(engine, newState);
  if (after === null || !sameLeaf(group.state, newState, sender.leafIndex)) return refused("not_allowed");
  const { epoch } = group.state.groupContext;
  const situation = { room: threadOf(group), epoch, info, committer: sender, before, after, removed, proofs };
  if (!(await mayCommit(engine, situation))) return refused("not_allowed");
  const waits = needsWord(info, { epoch, committer: sender.account, before, removed });
  if (waits && outcome.ratified === null) {
    return { kind: "needs_ratification", committer: sender, tag: tagOf(newState) };
  }
  // A server that shows members different commits under one event id is found out here.
  if (waits && outcome.ratified !== tagOf(newState)) return refused("not_allowed");
  const gone = removed.includes(group.state.privatePath.leafIndex);
  if (gone) return { kind: "expelled", committer: sender, spent: outcome.consumed };
  const has = (list: readonly Member[], member: Member) => list.some((m) => m.certificate === member.certificate);
  return {
    kind: "commit",
    committer: sender,
    added: after.filter((member) => !has(before, member)),
    removed: before.filter((member) => removed.includes(member.leafIndex)),
    next: groupOf(newState),
    spent: outcome.consumed,
  };
}

const tagOf = (state: ClientState): string => toBase64Url(state.confirmationTag);

/** A commit's path replaces the committer's leaf: only its keys and hashes may differ. */
function sameLeaf(before: ClientState, after: ClientState, leafIndex: number): boolean {
  const [old, updated] = [leavesOf(before).get(leafIndex), leavesOf(after).get(leafIndex)];
  // The committer may not remove itself (RFC 9420 section 12.2), so its leaf is always there.
  return old !== undefined && updated !== undefined && equalBytes(constantPart(old), constantPart(updated));
}

const none = new Uint8Array();

const constantPart = (leaf: LeafNode): Uint8Array =>
  encodeLeafNode({
    hpkePublicKey: none,
    signaturePublicKey: leaf.signaturePublicKey,
    credential: leaf.credential,
    capabilities: leaf.capabilities,
    extensions: leaf.extensions,
    leafNodeSource: "commit",
    parentHash: none,
    signature: none,
  });
