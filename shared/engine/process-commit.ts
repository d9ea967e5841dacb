import { type CiphersuiteImpl, type ClientState, emptyPskIndex, type PrivateMessage, type Proposal } from "ts-mls";
import {
  addHistoricalReceiverData,
  applyProposals,
  nextEpochContext,
  throwIfDefined,
  validateLeafNodeCredentialAndKeyUniqueness,
  validateLeafNodeUpdateOrCommit,
} from "ts-mls/clientState.js";
import { applyUpdatePathSecret } from "ts-mls/createCommit.js";
import { deriveSecret } from "ts-mls/crypto/kdf.js";
import { verifyConfirmationTag } from "ts-mls/framedContent.js";
import type { GroupContext } from "ts-mls/groupContext.js";
import { initializeEpoch } from "ts-mls/keySchedule.js";
import { unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import { pathToRoot } from "ts-mls/pathSecrets.js";
import { mergePrivateKeyPaths, type PrivateKeyPath, toPrivateKeyPath } from "ts-mls/privateKeyPath.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import {
  type LeafIndex,
  leafToNodeIndex,
  leafWidth,
  rootFromNodeWidth,
  toLeafIndex,
  toNodeIndex,
} from "ts-mls/treemath.js";
import type { UpdatePath } from "ts-mls/updatePath.js";
import { zeroOutUint8Array } from "ts-mls/util/byteArray.js";
import { FederpostError } from "../base/index.ts";
import { applyPath } from "./apply-path.ts";
import { createSecretTree } from "./secret-tree.ts";
import { treeHashes, treeHashOf } from "./tree-hash.ts";

/** What a commit of another member leads to; null where its proposals were not allowed. */
export interface Processed {
  readonly newState: ClientState;
  readonly consumed: readonly Uint8Array[];
}

interface Incoming {
  readonly state: ClientState;
  readonly suite: CiphersuiteImpl;
  readonly message: PrivateMessage;
  /** Asked before anything of the commit is applied. */
  readonly allows: (proposals: readonly Proposal[]) => boolean;
}

const refused = (what: string) => new FederpostError("cannot_open", what);

/**
 * Takes the commit of a member (RFC 9420 section 12.4.2), put together from the library's own parts in the order of its
 * `processCommit`. Ours hashes of the tree what has changed, where the library hashes all of it three times, and derives
 * ratchets for members alone. No external commits, no PSKs, no re-initialisation: the engine has no use for them.
 * @throws whatever shows that the commit does not hold; nothing of the state has changed then.
 */
export async function processCommit(incoming: Incoming): Promise<Processed | null> {
  const { suite, message } = incoming;
  const { state, consumed, content, auth, committer } = await open(incoming.state, suite, message);
  const applied = await applyProposals(state, content.commit.proposals, committer, emptyPskIndex, false, suite);
  if (!incoming.allows(applied.allProposals.map(({ proposal }) => proposal))) return null;
  const { additionalResult, tree } = applied;
  if (additionalResult.kind !== "memberCommit" || additionalResult.extensions.length > 0)
    throw refused("The commit does more than add and remove.");
  const { path } = content.commit;
  if (path === undefined && applied.needsUpdatePath) throw refused("The commit lacks its path.");
  if (path !== undefined) await checkLeaf({ state, suite }, { path, committer, tree });
  // Who is removed cannot open the path: the group ends here.
  if (applied.selfRemoved) return { newState: expelled(state, tree), consumed };
  const added = additionalResult.addedLeafNodes.map(([leaf]) => leafToNodeIndex(toLeafIndex(leaf)));
  const turned = await turnTree({ state, suite }, { path, committer, tree, added });
  const { secrets, ...begun } = await beginEpoch({ state, suite }, { content, auth, turned, psk: applied.pskSecret });
  const [historicalReceiverData, old] = addHistoricalReceiverData(state);
  const newState: ClientState = {
    ...state,
    ...begun,
    secretTree: await createSecretTree(leafWidth(turned.tree.length), secrets.encryptionSecret, suite.kdf),
    ratchetTree: turned.tree,
    privatePath: turned.privatePath,
    keySchedule: secrets.keySchedule,
    historicalReceiverData,
    unappliedProposals: {},
    groupActiveState: { kind: "active" },
  };
  for (const secret of [turned.commitSecret, secrets.joinerSecret, secrets.encryptionSecret]) zeroOutUint8Array(secret);
  return { newState, consumed: [...consumed, ...old, state.keySchedule.initSecret] };
}

/** The commit as its sender signed it, and the state without the key that opened it. */
async function open(was: ClientState, suite: CiphersuiteImpl, message: PrivateMessage) {
  const opened = await unprotectPrivateMessage(
    was.keySchedule.senderDataSecret,
    message,
    was.secretTree,
    was.ratchetTree,
    was.groupContext,
    was.clientConfig.keyRetentionConfig,
    suite,
  );
  const { content, auth } = opened.content;
  if (content.contentType !== "commit" || auth.contentType !== "commit") throw refused("This is no commit.");
  if (content.epoch !== was.groupContext.epoch) throw refused("The commit is of another epoch.");
  if (content.sender.senderType !== "member") throw refused("The commit comes from no member.");
  const state: ClientState = { ...was, secretTree: opened.tree };
  return { state, consumed: opened.consumed, content, auth, committer: toLeafIndex(content.sender.leafIndex) };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** The key schedule of the next epoch (RFC 9420 section 8), which the confirmation tag must fit. */
async function beginEpoch(
  { state, suite }: Place,
  about: Pick<Opened, "content" | "auth"> & { readonly turned: Turned; readonly psk: Uint8Array },
) {
  const { content, auth, turned, psk } = about;
  const { hash, kdf } = suite;
  const groupContext = await nextEpochContext(
    state.groupContext,
    "mls_private_message",
    content,
    auth.signature,
    turned.treeHash,
    state.confirmationTag,
    hash,
  );
  const secrets = await initializeEpoch(state.keySchedule.initSecret, turned.commitSecret, groupContext, psk, kdf);
  const { confirmationKey } = secrets.keySchedule;
  if (!(await verifyConfirmationTag(confirmationKey, auth.confirmationTag, groupContext.confirmedTranscriptHash, hash)))
    throw refused("The commit's confirmation tag is wrong.");
  return { groupContext, confirmationTag: auth.confirmationTag, secrets };
}

const expelled = (state: ClientState, ratchetTree: RatchetTree): ClientState => ({
  ...state,
  ratchetTree,
  unappliedProposals: {},
  groupActiveState: { kind: "removedFromGroup" },
});

interface Place {
  readonly state: ClientState;
  readonly suite: CiphersuiteImpl;
}

interface PathOf {
  readonly path: UpdatePath;
  readonly committer: LeafIndex;
  readonly tree: RatchetTree;
}

/** The committer's new leaf: signed by its key, acceptable, and unlike every other (RFC 9420 sections 7.3 and 12.4.2). */
async function checkLeaf({ state, suite }: Place, { path, committer, tree }: PathOf): Promise<void> {
  const { leafNode } = path;
  const { groupContext, clientConfig } = state;
  const check = validateLeafNodeUpdateOrCommit(
    leafNode,
    committer,
    groupContext,
    clientConfig.authService,
    suite.signature,
  );
  throwIfDefined(await check);
  throwIfDefined(await validateLeafNodeCredentialAndKeyUniqueness(tree, leafNode, committer));
}

interface Turned {
  readonly tree: RatchetTree;
  readonly treeHash: Uint8Array;
  readonly privatePath: PrivateKeyPath;
  readonly commitSecret: Uint8Array;
}

/** The tree after the commit's path, and what of the path's secrets is for us. */
async function turnTree(
  { state, suite }: Place,
  about: Omit<PathOf, "path"> & {
    readonly path: UpdatePath | undefined;
    readonly added: Parameters<typeof applyUpdatePathSecret>[5];
  },
): Promise<Turned> {
  const { path, committer, added } = about;
  const hashes = await treeHashes(about.tree, suite.hash, state.ratchetTree);
  if (path === undefined) {
    const treeHash = treeHashOf(about.tree, hashes);
    return { tree: about.tree, treeHash, privatePath: state.privatePath, commitSecret: new Uint8Array(suite.kdf.size) };
  }
  const tree = await applyPath({ tree: about.tree, hashes, hash: suite.hash }, committer, path);
  const treeHash = treeHashOf(tree, await treeHashes(tree, suite.hash, about.tree));
  const provisional: GroupContext = { ...state.groupContext, treeHash, epoch: state.groupContext.epoch + 1n };
  const ours = await applyUpdatePathSecret(tree, state.privatePath, committer, provisional, path, added, suite);
  const secrets = await pathToRoot(tree, toNodeIndex(ours.nodeIndex), ours.pathSecret, suite.kdf);
  const fresh = await toPrivateKeyPath(secrets, state.privatePath.leafIndex, suite);
  const top = secrets[rootFromNodeWidth(tree.length)];
  if (top === undefined) throw new FederpostError("internal", "A path does not reach the root.");
  const commitSecret = await deriveSecret(top, "path", suite.kdf);
  return { tree, treeHash, privatePath: mergePrivateKeyPaths(state.privatePath, fresh), commitSecret };
}
