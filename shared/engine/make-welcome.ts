import type { CiphersuiteImpl, ClientState, Welcome } from "ts-mls";
import { composeBufferEncoders, encode } from "ts-mls/codec/tlsEncoder.js";
import { varLenDataEncoder } from "ts-mls/codec/variableLength.js";
import { createGroupInfoWithRatchetTree } from "ts-mls/createCommit.js";
import type { GroupContext } from "ts-mls/groupContext.js";
import { groupSecretsEncoder } from "ts-mls/groupSecrets.js";
import { type KeyPackage, makeKeyPackageRef } from "ts-mls/keyPackage.js";
import type { EpochSecrets } from "ts-mls/keySchedule.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { type LeafIndex, toLeafIndex } from "ts-mls/treemath.js";
import { firstCommonAncestor, type PathSecret } from "ts-mls/updatePath.js";
import { encryptGroupInfo } from "ts-mls/welcome.js";
import { utf8 } from "../base/index.ts";
import { withStableInfo } from "../crypto/index.ts";

/** A new member's place and what it was added by. */
export type Added = readonly [leafIndex: LeafIndex, keyPackage: KeyPackage];

interface Occasion {
  readonly state: ClientState;
  readonly suite: CiphersuiteImpl;
  readonly tree: RatchetTree;
  readonly groupContext: GroupContext;
  readonly confirmationTag: Uint8Array;
  readonly secrets: EpochSecrets;
  readonly pathSecrets: readonly PathSecret[];
  readonly added: readonly Added[];
}

/** The Welcome for all members that a commit adds (RFC 9420 section 12.4.3.1): the group's info is encrypted and hashed once. */
export async function makeWelcome(occasion: Occasion): Promise<Welcome> {
  const { state, suite, tree, groupContext, confirmationTag, secrets, added } = occasion;
  const groupInfo = await createGroupInfoWithRatchetTree(groupContext, confirmationTag, state, tree, [], suite);
  const encryptedGroupInfo = await encryptGroupInfo(groupInfo, secrets.welcomeSecret, suite);
  // EncryptWithLabel's context (RFC 9420 section 5.1.3) is the same bytes for everybody.
  const info = encode(composeBufferEncoders([varLenDataEncoder, varLenDataEncoder]))([
    utf8("MLS 1.0 Welcome"),
    encryptedGroupInfo,
  ]);
  const sealed = await withStableInfo(info, () => Promise.all(added.map((each) => sealFor(occasion, each, info))));
  return { cipherSuite: groupContext.cipherSuite, secrets: sealed, encryptedGroupInfo };
}

async function sealFor(occasion: Occasion, [leafIndex, keyPackage]: Added, info: Uint8Array) {
  const { state, suite, tree, secrets, pathSecrets } = occasion;
  // Where no path was made, nobody gets a part of it, and the tree need not be searched.
  const node = pathSecrets.length === 0 ? null : firstCommonAncestor(tree, leafIndex, ownLeaf(state));
  const pathSecret = pathSecrets.find(({ nodeIndex }) => nodeIndex === node)?.secret;
  const plain = encode(groupSecretsEncoder)({ joinerSecret: secrets.joinerSecret, pathSecret, psks: [] });
  const publicKey = await suite.hpke.importPublicKey(keyPackage.initKey);
  const { enc: kemOutput, ct: ciphertext } = await suite.hpke.seal(publicKey, plain, info, new Uint8Array());
  plain.fill(0);
  return {
    newMember: await makeKeyPackageRef(keyPackage, suite.hash),
    encryptedGroupSecrets: { kemOutput, ciphertext },
  };
}

const ownLeaf = (state: ClientState) => toLeafIndex(state.privatePath.leafIndex);
