import { encodeMlsMessage, type Proposal } from "ts-mls";
import { concatBytes, FederpostError, fromUtf8, utf8 } from "../base/index.ts";
import type { Engine } from "./context.ts";
import { decodeGroup, encodeGroup, epochOf, type Group, groupOf, suiteOf } from "./group.ts";
import type { VerifiedKeyPackage } from "./key-package.ts";
import { makeCommit } from "./make-commit.ts";
import type { Proofs } from "./rules.ts";
import { writeWelcome } from "./wire.ts";

/** What a commit shall change. Nothing at all makes a self-update: fresh keys for this device's leaf. */
export interface CommitWish {
  readonly add: readonly VerifiedKeyPackage[];
  /** Leaf indices. */
  readonly remove: readonly number[];
  /** Identity documents (JWS) that prove why devices of other accounts go. */
  readonly proofs: readonly string[];
  /** Requests (JWS) of devices that are let in again. */
  readonly readmissions?: readonly string[];
}

/** A commit as it goes on the wire. */
export interface Commit {
  readonly bytes: Uint8Array;
  /** For the devices that were added; null when none was. */
  readonly welcome: Uint8Array | null;
}

/** A commit that was made but has not won yet: it counts only when the room's order says so. */
export interface Pending extends Commit {
  /** Epoch that it ends. */
  readonly epoch: bigint;
  /** The state after it, without keys for late letters: those are the group's when the commit has won. */
  readonly next: Group;
}

const proofsOf = ({ proofs, readmissions = [] }: CommitWish): Proofs => ({ documents: proofs, readmissions });

/** Proofs travel as the commit's authenticated data: every member judges the same bytes. */
export function encodeProofs({ documents, readmissions }: Proofs): Uint8Array {
  if (documents.length === 0 && readmissions.length === 0) return new Uint8Array();
  return utf8(JSON.stringify(readmissions.length === 0 ? { documents } : { documents, readmissions }));
}

/**
 * Makes a commit by value (RFC 9420 section 12.4.1). The group stays as it is until the commit has won.
 * One commit per device and epoch: a second one would use the same handshake key again.
 */
export async function prepareCommit(engine: Engine, group: Group, wish: CommitWish): Promise<Pending> {
  const proposals: Proposal[] = [
    ...wish.remove.map((removed): Proposal => ({ proposalType: "remove", remove: { removed } })),
    ...wish.add.map(({ keyPackage }): Proposal => ({ proposalType: "add", add: { keyPackage } })),
  ];
  const { newState, welcome, commit } = await makeCommit({
    state: group.state,
    suite: suiteOf(engine, group),
    proposals,
    authenticatedData: encodeProofs(proofsOf(wish)),
  });
  return {
    epoch: epochOf(group),
    // A copy of them would hold keys that the group itself has used up by then.
    next: groupOf({ ...newState, historicalReceiverData: new Map() }),
    bytes: encodeMlsMessage(commit),
    welcome: welcome === null ? null : writeWelcome(welcome),
  };
}

/**
 * The state after a commit of ours has won. `current` is the state of the epoch it ends: it received letters while the
 * commit was under way, so the keys for late letters of that epoch come from it and not from the pending state.
 * @throws FederpostError `internal` when the commit is for another epoch.
 */
export function mergePending(current: Group, pending: Pending): Group {
  const epoch = epochOf(current);
  if (pending.epoch !== epoch) throw new FederpostError("internal", "A pending commit is for another epoch.");
  const { state } = pending.next;
  const { secretTree, ratchetTree, keySchedule, groupContext, clientConfig } = current.state;
  const { retainKeysForEpochs } = clientConfig.keyRetentionConfig;
  // In the order of their epochs; the one that ends now is the newest of them.
  const past = [...current.state.historicalReceiverData].sort(([a], [b]) => (a < b ? -1 : 1));
  const historicalReceiverData = new Map(past.slice(Math.max(0, past.length + 1 - retainKeysForEpochs)));
  historicalReceiverData.set(epoch, {
    secretTree,
    ratchetTree,
    groupContext,
    senderDataSecret: keySchedule.senderDataSecret,
    resumptionPsk: keySchedule.resumptionPsk,
  });
  return groupOf({ ...state, historicalReceiverData });
}

const part = (bytes: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return concatBytes(length, bytes);
};

/** A pending commit's bytes, secrets included: seal them. */
export function encodePending(pending: Pending): Uint8Array {
  const epoch = utf8(pending.epoch.toString());
  return concatBytes(
    part(epoch),
    part(encodeGroup(pending.next)),
    part(pending.bytes),
    part(pending.welcome ?? new Uint8Array()),
  );
}

/** A pending commit from its stored bytes. @throws FederpostError `internal` when they are none. */
export function decodePending(engine: Engine, bytes: Uint8Array): Pending {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + view.getUint32(at);
    parts.push(bytes.slice(at + 4, end));
    at = end;
  }
  const [epoch, next, commit, welcome] = parts;
  // BigInt would repeat what it cannot read in its error, which here may be a secret.
  const number = epoch === undefined ? null : fromUtf8(epoch);
  if (!/^\d{1,20}$/.test(number ?? "") || next === undefined || commit === undefined || welcome === undefined) {
    throw new FederpostError("internal", "A stored pending commit has an unknown form.");
  }
  return {
    epoch: BigInt(number ?? ""),
    next: decodeGroup(engine, next),
    bytes: commit,
    welcome: welcome.length === 0 ? null : welcome,
  };
}
