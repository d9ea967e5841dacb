import {
  type CiphersuiteImpl,
  type ClientState,
  createApplicationMessage,
  createGroup as createMlsGroup,
  decodeGroupState,
  emptyPskIndex,
  encodeGroupState,
  joinGroupWithExtensions,
  type LeafNode,
} from "ts-mls";
import { FederpostError, fromUtf8, labelled, parseRoomId, type RoomId, toBase64Url, utf8 } from "../base/index.ts";
import { type Engine, type GroupSuite, groupSuiteOf, implementationOf } from "./context.ts";
import type { OwnDevice } from "./credential.ts";
import { type KeyPackageRecord, makeKeyPackage, openRecord } from "./key-package.ts";
import { certificateIn, type Member, verifyLeaf } from "./leaf.ts";
import { readThreadInfo, type ThreadInfo, threadInfoExtension } from "./thread-info.ts";
import { decodeWhole, readWelcome, writePrivateMessage } from "./wire.ts";

/** A group's state at one moment; every change makes a new one. */
export interface Group {
  readonly state: ClientState;
}

/** A state as a group, which never prints its secrets. */
export const groupOf = (state: ClientState): Group => labelled({ state }, "MLS group");

/** Makes the group of a new thread with this device as its only member. */
export async function createGroup(
  engine: Engine,
  device: OwnDevice,
  thread: { readonly id: RoomId; readonly suite?: GroupSuite; readonly info: ThreadInfo; readonly nowMs: number },
): Promise<Group> {
  const day = 86_400_000;
  const record = await makeKeyPackage(engine, device, {
    ...(thread.suite && { suite: thread.suite }),
    lastResort: false,
    notBeforeMs: thread.nowMs - 2 * day,
    notAfterMs: thread.nowMs + 90 * day,
  });
  const [keyPackage, privatePackage] = openRecord(record, device);
  const extensions = [threadInfoExtension(thread.info)];
  const state = await createMlsGroup(
    utf8(thread.id),
    keyPackage,
    privatePackage,
    extensions,
    implementationOf(engine, keyPackage.cipherSuite),
    engine.config,
  );
  return groupOf(state);
}

/** The implementation of a group's suite. */
export const suiteOf = (engine: Engine, group: Group): CiphersuiteImpl =>
  implementationOf(engine, group.state.groupContext.cipherSuite);

/** The suite a group was made with; it keeps it for good. */
export function groupSuite(group: Group): GroupSuite {
  const suite = groupSuiteOf(group.state.groupContext.cipherSuite);
  if (suite === null) throw new FederpostError("internal", "A stored group runs on a suite of nobody's.");
  return suite;
}

/** The epoch of a group, counted from 0. */
export const epochOf = (group: Group): bigint => group.state.groupContext.epoch;

/** Index of this device's leaf. */
export const ownLeafIndex = (group: Group): number => group.state.privatePath.leafIndex;

/**
 * The certificate in this device's leaf: what it sends to the group goes under this one, which members compare. It is the one
 * that was the device's when it came in, whatever was issued since (docs/adr/0121).
 */
export function ownCertificate(group: Group): string {
  const node = group.state.ratchetTree[2 * ownLeafIndex(group)];
  const certificate = node?.nodeType === "leaf" ? certificateIn(node.leaf) : null;
  if (certificate === null) throw new FederpostError("internal", "A stored group has no leaf of ours.");
  return certificate;
}

/** The confirmation tag of the current epoch, base64url: names the one history that led here. */
export const confirmationTag = (group: Group): string => toBase64Url(group.state.confirmationTag);

/** The thread that a group belongs to: its group id. */
export function threadOf(group: Group): RoomId {
  const thread = parseRoomId(fromUtf8(group.state.groupContext.groupId));
  if (thread === null) throw new FederpostError("internal", "A stored group has no thread.");
  return thread;
}

/** What the members agreed on when the thread began. */
export function threadInfoOf(group: Group): ThreadInfo {
  const info = readThreadInfo(group.state.groupContext.extensions);
  if (info === null) throw new FederpostError("internal", "A stored group has no thread info.");
  return info;
}

/** The leaves of a state by index. */
export function leavesOf(state: Pick<ClientState, "ratchetTree">): Map<number, LeafNode> {
  const leaves = new Map<number, LeafNode>();
  state.ratchetTree.forEach((node, i) => {
    if (node?.nodeType === "leaf") leaves.set(i / 2, node.leaf);
  });
  return leaves;
}

/**
 * The members of a group, each leaf's certificate verified; null when one does not hold or a device is there twice.
 * A stored group never answers null: such a state is refused before it is stored.
 */
export async function verifiedMembers(
  engine: Engine,
  state: Pick<ClientState, "ratchetTree">,
): Promise<Member[] | null> {
  const members: Member[] = [];
  const identityKeys = new Map<string, string>();
  const devices = new Set<string>();
  for (const [leafIndex, leaf] of leavesOf(state)) {
    const member = await verifyLeaf(engine, leaf, leafIndex);
    if (member === null) return null;
    const device = `${member.account} ${member.deviceId}`;
    const key = identityKeys.get(member.account) ?? member.identityKey;
    // One account speaks with one identity key, and a device is in a thread once.
    if (key !== member.identityKey || devices.has(device)) return null;
    identityKeys.set(member.account, key);
    devices.add(device);
    members.push(member);
  }
  return members;
}

/** The members of a group. @throws FederpostError `internal` when the stored group is not one of ours. */
export async function members(engine: Engine, group: Group): Promise<readonly Member[]> {
  const found = await verifiedMembers(engine, group.state);
  if (found === null) throw new FederpostError("internal", "A stored group has an unverified member.");
  return found;
}

/** An encrypted application message and the state after it. Store `next` before `bytes` leave the machine. */
export interface Sealed {
  readonly next: Group;
  readonly bytes: Uint8Array;
  readonly spent: readonly Uint8Array[];
}

/** Encrypts an application message (RFC 9420 section 6.3) to the group's current members. */
export async function seal(engine: Engine, group: Group, plaintext: Uint8Array): Promise<Sealed> {
  const { newState, privateMessage, consumed } = await createApplicationMessage(
    group.state,
    plaintext,
    suiteOf(engine, group),
  );
  return { next: groupOf(newState), bytes: writePrivateMessage(privateMessage), spent: consumed };
}

/** A group this device was let into. */
export interface Joined {
  readonly group: Group;
  readonly thread: RoomId;
  readonly members: readonly Member[];
}

/**
 * Joins by a Welcome (RFC 9420 section 12.4.3.1) that is for the given key package of ours.
 * Null when it does not open, names no thread of ours, or has a member whose certificate does not hold.
 */
export async function joinGroup(
  engine: Engine,
  device: OwnDevice,
  { welcome, record }: { readonly welcome: Uint8Array; readonly record: KeyPackageRecord },
): Promise<Joined | null> {
  const parsed = readWelcome(welcome);
  if (parsed === null || groupSuiteOf(parsed.cipherSuite) !== record.suite) return null;
  const [keyPackage, privatePackage] = openRecord(record, device);
  try {
    const [state] = await joinGroupWithExtensions(
      parsed,
      keyPackage,
      privatePackage,
      emptyPskIndex,
      implementationOf(engine, keyPackage.cipherSuite),
      undefined,
      undefined,
      engine.config,
    );
    const thread = parseRoomId(fromUtf8(state.groupContext.groupId));
    const found = await verifiedMembers(engine, state);
    if (thread === null || found === null || readThreadInfo(state.groupContext.extensions) === null) return null;
    return { group: groupOf(state), thread, members: found };
  } catch {
    // A welcome from outside may fail at any check of the library; all mean that it does not let us in.
    return null;
  }
}

/** A group's bytes, secrets included: seal them. */
export const encodeGroup = (group: Group): Uint8Array => encodeGroupState(group.state);

/** A group from its stored bytes. @throws FederpostError `internal` when they are not a group. */
export function decodeGroup(engine: Engine, bytes: Uint8Array): Group {
  const state = decodeWhole(decodeGroupState, bytes);
  if (state === null) throw new FederpostError("internal", "A stored group has an unknown form.");
  return groupOf({ ...state, clientConfig: engine.config });
}
