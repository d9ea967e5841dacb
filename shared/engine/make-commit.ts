import type { CiphersuiteImpl, ClientState, MLSMessage, Proposal, Welcome } from "ts-mls";
import {
  addHistoricalReceiverData,
  applyProposals,
  checkCanSendHandshakeMessages,
  makePskIndex,
  nextEpochContext,
} from "ts-mls/clientState.js";
import { createConfirmationTag, createContentCommitSignature } from "ts-mls/framedContent.js";
import type { GroupContext } from "ts-mls/groupContext.js";
import { type EpochSecrets, initializeEpoch } from "ts-mls/keySchedule.js";
import { protect } from "ts-mls/messageProtection.js";
import { getCommitSecret, pathToPathSecrets } from "ts-mls/pathSecrets.js";
import { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from "ts-mls/privateKeyPath.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { leafToNodeIndex, leafWidth, toLeafIndex, toNodeIndex } from "ts-mls/treemath.js";
import { createUpdatePath, type PathSecret } from "ts-mls/updatePath.js";
import { zeroOutUint8Array } from "ts-mls/util/byteArray.js";
import { FederpostError } from "../base/index.ts";
import { type Added, makeWelcome } from "./make-welcome.ts";
import { createSecretTree } from "./secret-tree.ts";
import { treeHashes, treeHashOf } from "./tree-hash.ts";

/** What a commit leads to. */
export interface Made {
  readonly newState: ClientState;
  readonly commit: MLSMessage;
  readonly welcome: Welcome | null;
}

interface Wish {
  readonly state: ClientState;
  readonly suite: CiphersuiteImpl;
  readonly proposals: readonly Proposal[];
  readonly authenticatedData: Uint8Array;
}

/**
 * A commit by value of adds and removes (RFC 9420 section 12.4.1), put together from the library's own parts in the order of
 * its `createCommit`. The Welcome is ours: the library's encodes and hashes the group's info anew for each new member, which
 * makes adding many quadratic (docs/performance.md, "Groups").
 */
export async function makeCommit(wish: Wish): Promise<Made> {
  const { state, suite } = wish;
  checkCanSendHandshakeMessages(state);
  const { applied, added, proposals } = await applyWish(wish);
  const path = await makePath(wish, { applied, added });
  const sender = { senderType: "member", leafIndex: state.privatePath.leafIndex } as const;
  const { signature, framedContent } = await createContentCommitSignature(
    state.groupContext,
    "mls_private_message",
    { proposals, path: path.updatePath },
    sender,
    wish.authenticatedData,
    state.signaturePrivateKey,
    suite.signature,
  );
  const epoch = await nextEpoch(wish, { path, framedContent, signature, pskSecret: applied.pskSecret });
  const { groupContext, confirmationTag, secrets } = epoch;
  const auth = { contentType: framedContent.contentType, signature, confirmationTag };
  const sealed = await protect(
    state.keySchedule.senderDataSecret,
    wish.authenticatedData,
    state.groupContext,
    state.secretTree,
    { ...framedContent, auth },
    state.privatePath.leafIndex,
    state.clientConfig.paddingConfig,
    suite,
  );
  const { tree, pathSecrets } = path;
  const welcome =
    added.length === 0
      ? null
      : await makeWelcome({ state, suite, tree, groupContext, confirmationTag, secrets, pathSecrets, added });
  const newState = await stateAfter(wish, { path, epoch, selfRemoved: applied.selfRemoved });
  for (const secret of [epoch.commitSecret, secrets.encryptionSecret, secrets.joinerSecret]) zeroOutUint8Array(secret);
  const commit: MLSMessage = {
    version: "mls10",
    wireformat: "mls_private_message",
    privateMessage: sealed.privateMessage,
  };
  return { newState, commit, welcome };
}

type Applied = Awaited<ReturnType<typeof applyProposals>>;

async function applyWish({ state, suite, proposals }: Wish) {
  // We take none in that came by itself (docs/protocol.md): a commit of ours refers to nothing that others must know.
  if (Object.keys(state.unappliedProposals).length > 0)
    throw new FederpostError("internal", "A stored group holds a proposal that stands alone.");
  const byValue = proposals.map((proposal) => ({ proposalOrRefType: "proposal", proposal }) as const);
  const own = toLeafIndex(state.privatePath.leafIndex);
  const applied = await applyProposals(state, byValue, own, makePskIndex(state, {}), true, suite);
  const { additionalResult: result } = applied;
  if (result.kind !== "memberCommit" || result.extensions.length > 0)
    throw new FederpostError("internal", "A commit of ours adds and removes, nothing else.");
  const added: readonly Added[] = result.addedLeafNodes;
  return { applied, added, proposals: byValue };
}

interface Path {
  readonly tree: RatchetTree;
  readonly updatePath: Awaited<ReturnType<typeof createUpdatePath>>[1] | undefined;
  readonly pathSecrets: readonly PathSecret[];
  readonly newPrivateKey: CryptoKey | undefined;
}

/** Fresh keys up to the root (RFC 9420 section 7.5), where the proposals ask for them. New members get theirs in the Welcome. */
async function makePath(
  { state, suite }: Wish,
  { applied, added }: { readonly applied: Applied; readonly added: readonly Added[] },
): Promise<Path> {
  if (!applied.needsUpdatePath)
    return { tree: applied.tree, updatePath: undefined, pathSecrets: [], newPrivateKey: undefined };
  const [tree, updatePath, pathSecrets, newPrivateKey] = await createUpdatePath(
    applied.tree,
    toLeafIndex(state.privatePath.leafIndex),
    state.groupContext,
    state.signaturePrivateKey,
    suite,
    added.map(([leafIndex]) => leafToNodeIndex(leafIndex)),
  );
  return { tree, updatePath, pathSecrets, newPrivateKey };
}

interface Epoch {
  readonly groupContext: GroupContext;
  readonly confirmationTag: Uint8Array;
  readonly secrets: EpochSecrets;
  readonly commitSecret: Uint8Array;
}

type Signed = Awaited<ReturnType<typeof createContentCommitSignature>>;

/** The key schedule of the epoch that the commit begins (RFC 9420 section 8). */
async function nextEpoch(
  { state, suite }: Wish,
  commit: Signed & { readonly path: Path; readonly pskSecret: Uint8Array },
): Promise<Epoch> {
  const { tree, pathSecrets } = commit.path;
  const last = pathSecrets.at(-1);
  const commitSecret =
    last === undefined
      ? new Uint8Array(suite.kdf.size)
      : await getCommitSecret(tree, toNodeIndex(last.nodeIndex), last.secret, suite.kdf);
  const groupContext = await nextEpochContext(
    state.groupContext,
    "mls_private_message",
    commit.framedContent,
    commit.signature,
    treeHashOf(tree, await treeHashes(tree, suite.hash, state.ratchetTree)),
    state.confirmationTag,
    suite.hash,
  );
  const { initSecret } = state.keySchedule;
  const secrets = await initializeEpoch(initSecret, commitSecret, groupContext, commit.pskSecret, suite.kdf);
  const confirmationTag = await createConfirmationTag(
    secrets.keySchedule.confirmationKey,
    groupContext.confirmedTranscriptHash,
    suite.hash,
  );
  return { groupContext, confirmationTag, secrets, commitSecret };
}

async function stateAfter(
  { state, suite }: Wish,
  { path, epoch, selfRemoved }: { readonly path: Path; readonly epoch: Epoch; readonly selfRemoved: boolean },
): Promise<ClientState> {
  const { leafIndex } = state.privatePath;
  const own =
    path.newPrivateKey === undefined
      ? state.privatePath
      : updateLeafKey(state.privatePath, await suite.hpke.exportPrivateKey(path.newPrivateKey as never));
  const [historicalReceiverData] = addHistoricalReceiverData(state);
  return {
    groupContext: epoch.groupContext,
    ratchetTree: path.tree,
    secretTree: await createSecretTree(leafWidth(path.tree.length), epoch.secrets.encryptionSecret, suite.kdf),
    keySchedule: epoch.secrets.keySchedule,
    privatePath: mergePrivateKeyPaths(
      own,
      await toPrivateKeyPath(pathToPathSecrets([...path.pathSecrets]), leafIndex, suite),
    ),
    unappliedProposals: {},
    historicalReceiverData,
    confirmationTag: epoch.confirmationTag,
    signaturePrivateKey: state.signaturePrivateKey,
    groupActiveState: selfRemoved ? { kind: "removedFromGroup" } : { kind: "active" },
    clientConfig: state.clientConfig,
  };
}
