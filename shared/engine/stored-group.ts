import { type ClientState, type Decoder, decodeGroupState, type GroupState, type SecretTree } from "ts-mls";
import {
  decodeUint8,
  decodeUint32,
  decodeUint64,
  uint8Encoder,
  uint32Encoder,
  uint64Encoder,
} from "ts-mls/codec/number.js";
import { mapDecoders } from "ts-mls/codec/tlsDecoder.js";
import { contramapBufferEncoders, encode } from "ts-mls/codec/tlsEncoder.js";
import {
  decodeVarLenData,
  decodeVarLenType,
  varLenDataEncoder,
  varLenTypeEncoder,
} from "ts-mls/codec/variableLength.js";
import { decodeEpochReceiverData, type EpochReceiverData, epochReceiverDataEncoder } from "ts-mls/epochReceiverData.js";
import { decodeGroupActiveState, groupActiveStateEncoder } from "ts-mls/groupActiveState.js";
import { decodeKeySchedule, type KeySchedule, keyScheduleEncoder } from "ts-mls/keySchedule.js";
import { decodePrivateKeyPath, type PrivateKeyPath, privateKeyPathEncoder } from "ts-mls/privateKeyPath.js";
import { decodeSecretTreeNode, type SecretTreeNode, secretTreeNodeEncoder } from "ts-mls/secretTree.js";
import { decodeUnappliedProposals, unappliedProposalsEncoder } from "ts-mls/unappliedProposals.js";
import { FederpostError, fromUtf8, utf8 } from "../base/index.ts";
import type { Engine } from "./context.ts";
import { type Group, groupOf } from "./group.ts";
import { noRatchets } from "./secret-tree.ts";
import { decodeWhole } from "./wire.ts";

/**
 * A group in parts, so that a step stores what it changed and no more. The head (about a kilobyte) is stored at every
 * step; per epoch there is one part with all that stays as it is while the epoch's keys are kept (the ratchet tree above
 * all), and the ratchets of its members in blocks. A letter touches the head and one block. Every secret lies in one part
 * only, so that it is gone when that part is stored anew: nothing is appended, nothing is replayed.
 */

/** Name of a part within its group: `<epoch>`, or `<epoch>/<block>` for ratchets. */
export interface GroupPart {
  readonly kind: "epoch" | "ratchets";
  readonly name: string;
}

/** What a step changes in how a group is stored. */
export interface GroupDelta {
  readonly head: Uint8Array;
  readonly put: readonly { readonly part: GroupPart; readonly bytes: Uint8Array }[];
  readonly remove: readonly GroupPart[];
}

interface EpochSize {
  readonly epoch: bigint;
  readonly leaves: number;
}

type HeadState = Pick<
  GroupState,
  "keySchedule" | "privatePath" | "signaturePrivateKey" | "unappliedProposals" | "confirmationTag" | "groupActiveState"
>;

/** The head of a stored group. `stamp` is the one it was stored with. */
export interface GroupHead {
  readonly stamp: string;
  readonly parts: readonly GroupPart[];
  /** The current epoch first. */
  readonly epochs: readonly EpochSize[];
  readonly state: HeadState;
}

const formVersion = 2;

/** Leaves per block: a larger one makes a letter dearer, a smaller one makes a commit write more records. */
const blockLeaves = 32;

const blocksOf = (leaves: number): number => Math.ceil(leaves / blockLeaves);

/** A leaf's ratchets lie at even indices (RFC 9420 appendix C); the library makes some for parents too, which nobody uses. */
const leavesIn = (tree: SecretTree): number => (tree.length + 1) / 2;

const blockOf = (tree: SecretTree, block: number): SecretTreeNode[] => {
  const from = block * blockLeaves;
  const leaves = Math.min(blockLeaves, leavesIn(tree) - from);
  return Array.from({ length: leaves }, (_, i) => tree[2 * (from + i)] ?? noRatchets);
};

const encodeBlock = encode(varLenTypeEncoder(secretTreeNodeEncoder));
const decodeBlock = decodeVarLenType(decodeSecretTreeNode);
const encodeEpoch = encode(epochReceiverDataEncoder);

const epochSizeEncoder = contramapBufferEncoders(
  [uint64Encoder, uint32Encoder],
  (size: EpochSize): [bigint, number] => [size.epoch, size.leaves],
);
const decodeEpochSize: Decoder<EpochSize> = mapDecoders([decodeUint64, decodeUint32], (epoch, leaves) => ({
  epoch,
  leaves,
}));

interface HeadContent {
  readonly version: number;
  readonly stamp: string;
  readonly epochs: readonly EpochSize[];
  readonly state: HeadState;
}

type HeadFields = [KeySchedule, PrivateKeyPath, Uint8Array, GroupState["unappliedProposals"], Uint8Array, ActiveState];
type ActiveState = GroupState["groupActiveState"];

const headStateEncoder = contramapBufferEncoders(
  [
    keyScheduleEncoder,
    privateKeyPathEncoder,
    varLenDataEncoder,
    unappliedProposalsEncoder,
    varLenDataEncoder,
    groupActiveStateEncoder,
  ],
  (state: HeadState): HeadFields => [
    state.keySchedule,
    state.privatePath,
    state.signaturePrivateKey,
    state.unappliedProposals,
    state.confirmationTag,
    state.groupActiveState,
  ],
);

const decodeHeadState: Decoder<HeadState> = mapDecoders(
  [
    decodeKeySchedule,
    decodePrivateKeyPath,
    decodeVarLenData,
    decodeUnappliedProposals,
    decodeVarLenData,
    decodeGroupActiveState,
  ],
  (...fields: HeadFields) => ({
    keySchedule: fields[0],
    privatePath: fields[1],
    signaturePrivateKey: fields[2],
    unappliedProposals: fields[3],
    confirmationTag: fields[4],
    groupActiveState: fields[5],
  }),
);

const encodeHead = encode(
  contramapBufferEncoders(
    [uint8Encoder, varLenDataEncoder, varLenTypeEncoder(epochSizeEncoder), headStateEncoder],
    ({ version, stamp, epochs, state }: HeadContent): [number, Uint8Array, EpochSize[], HeadState] => [
      version,
      utf8(stamp),
      [...epochs],
      state,
    ],
  ),
);

const decodeHead: Decoder<HeadContent> = mapDecoders(
  [decodeUint8, decodeVarLenData, decodeVarLenType(decodeEpochSize), decodeHeadState],
  (...fields: [number, Uint8Array, EpochSize[], HeadState]) => ({
    version: fields[0],
    stamp: fromUtf8(fields[1]) ?? "",
    epochs: fields[2],
    state: fields[3],
  }),
);

/** Everything of one epoch: the current one, or one whose late letters can still be read. */
const currentEpoch = ({ ratchetTree, secretTree, groupContext, keySchedule }: GroupState): EpochReceiverData => ({
  ratchetTree,
  secretTree,
  groupContext,
  senderDataSecret: keySchedule.senderDataSecret,
  resumptionPsk: keySchedule.resumptionPsk,
});

const epochsOf = (state: GroupState): Map<bigint, EpochReceiverData> =>
  new Map([[state.groupContext.epoch, currentEpoch(state)], ...state.historicalReceiverData]);

const epochPart = (epoch: bigint): GroupPart => ({ kind: "epoch", name: `${epoch}` });
const blockPart = (epoch: bigint, block: number): GroupPart => ({ kind: "ratchets", name: `${epoch}/${block}` });

const partsOfEpoch = ({ epoch, leaves }: EpochSize): GroupPart[] => [
  epochPart(epoch),
  ...Array.from({ length: blocksOf(leaves) }, (_, block) => blockPart(epoch, block)),
];

const sizesOf = (state: GroupState): EpochSize[] =>
  [...epochsOf(state)].map(([epoch, { secretTree }]) => ({ epoch, leaves: leavesIn(secretTree) }));

const partsOfState = (state: GroupState): GroupPart[] => sizesOf(state).flatMap(partsOfEpoch);

/** All parts of a group as it is stored, without the head. */
export const groupParts = (group: Group): GroupPart[] => partsOfState(group.state);

const sameTree = (a: EpochReceiverData, b: EpochReceiverData): boolean =>
  a.ratchetTree === b.ratchetTree && a.groupContext === b.groupContext && a.secretTree.length === b.secretTree.length;

const sameBlock = (a: readonly SecretTreeNode[], b: readonly SecretTreeNode[]): boolean =>
  a.every((node, i) => node === b[i]);

function changesIn(epoch: bigint, next: EpochReceiverData, was: EpochReceiverData | undefined): GroupDelta["put"] {
  const known = was !== undefined && sameTree(next, was) ? was.secretTree : null;
  const blocks = Array.from({ length: blocksOf(leavesIn(next.secretTree)) }, (_, block) => block)
    .filter((block) => known === null || !sameBlock(blockOf(next.secretTree, block), blockOf(known, block)))
    .map((block) => ({ part: blockPart(epoch, block), bytes: encodeBlock(blockOf(next.secretTree, block)) }));
  if (known !== null) return blocks;
  return [{ part: epochPart(epoch), bytes: encodeEpoch({ ...next, secretTree: [] }) }, ...blocks];
}

/**
 * What must be stored so that a group is `next` where it was `was` (null: not stored). States are values: what is the same
 * object in both is not stored again. Their bytes hold secrets: seal them.
 */
export const groupDelta = (next: Group, was: Group | null, stamp: string): GroupDelta =>
  stateDelta(next.state, was?.state ?? null, stamp);

function stateDelta(next: GroupState, was: GroupState | null, stamp: string): GroupDelta {
  const [after, before] = [epochsOf(next), was === null ? new Map<bigint, never>() : epochsOf(was)];
  const put = [...after].flatMap(([epoch, data]) => changesIn(epoch, data, before.get(epoch)));
  const kept = new Set(partsOfState(next).map(({ name }) => name));
  const remove = was === null ? [] : partsOfState(was).filter(({ name }) => !kept.has(name));
  return { head: encodeHead({ version: formVersion, stamp, epochs: sizesOf(next), state: next }), put, remove };
}

/** How a group that version 1 of a mailbox stored whole is stored in parts; null when the bytes are no such group. */
export function splitGroup(whole: Uint8Array): GroupDelta | null {
  const state = decodeWhole(decodeGroupState, whole);
  return state === null ? null : stateDelta(state, null, "");
}

const unknownForm = () => new FederpostError("internal", "A stored group has an unknown form.");

/** Reads a stored head. @throws FederpostError `internal` when it is none. */
export function readGroupHead(bytes: Uint8Array): GroupHead {
  const content = bytes[0] === formVersion ? decodeWhole(decodeHead, bytes) : null;
  if (content === null || content.epochs.length === 0) throw unknownForm();
  const { stamp, epochs, state } = content;
  return { stamp, epochs, state, parts: epochs.flatMap(partsOfEpoch) };
}

/**
 * The group of a head and the bytes of its parts.
 * @throws FederpostError `cannot_open` when a part is missing, `internal` when one is of an unknown form.
 */
export function assembleGroup(
  engine: Pick<Engine, "config">,
  head: GroupHead,
  bytesOf: (part: GroupPart) => Uint8Array | undefined,
): Group {
  const epochs = head.epochs.map((size) => [size.epoch, assembleEpoch(size, bytesOf)] as const);
  const [current, ...past] = epochs;
  if (current === undefined) throw unknownForm();
  const [, { ratchetTree, secretTree, groupContext }] = current;
  const state: ClientState = {
    ...head.state,
    ratchetTree,
    secretTree,
    groupContext,
    historicalReceiverData: new Map(past),
    clientConfig: engine.config,
  };
  return groupOf(state);
}

function assembleEpoch(size: EpochSize, bytesOf: (part: GroupPart) => Uint8Array | undefined): EpochReceiverData {
  const read = <T>(part: GroupPart, decoder: Decoder<T>): T => {
    const bytes = bytesOf(part);
    if (bytes === undefined) throw new FederpostError("cannot_open", "A part of a stored group is missing.");
    const value = decodeWhole(decoder, bytes);
    if (value === null) throw unknownForm();
    return value;
  };
  const data = read(epochPart(size.epoch), decodeEpochReceiverData);
  const leaves = Array.from({ length: blocksOf(size.leaves) }, (_, block) =>
    read(blockPart(size.epoch, block), decodeBlock),
  ).flat();
  if (leaves.length !== size.leaves) throw unknownForm();
  return { ...data, secretTree: leaves.flatMap((leaf, i) => (i === 0 ? [leaf] : [noRatchets, leaf])) };
}
