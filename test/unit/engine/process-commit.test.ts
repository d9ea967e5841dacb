import {
  type ClientState,
  createApplicationMessage,
  createCommit,
  emptyPskIndex,
  type PrivateMessage,
  type Proposal,
  processPrivateMessage,
} from "ts-mls";
import { encodeRatchetTree, type RatchetTree } from "ts-mls/ratchetTree.js";
import { createSecretTree as libraryTree } from "ts-mls/secretTree.js";
import { treeHash } from "ts-mls/treeHash.js";
import { isLeaf, toLeafIndex, toNodeIndex } from "ts-mls/treemath.js";
import { applyUpdatePath, createUpdatePath, type UpdatePath } from "ts-mls/updatePath.js";
import { describe, expect, test } from "vitest";
import { mlsCipherSuite } from "../../../shared/crypto/index.ts";
import { applyPath } from "../../../shared/engine/apply-path.ts";
import { processCommit } from "../../../shared/engine/process-commit.ts";
import { createSecretTree } from "../../../shared/engine/secret-tree.ts";
import { treeHashes } from "../../../shared/engine/tree-hash.ts";
import { commitAsEngine, found, join, makeJoiner } from "../../bench/party.ts";

const suites = ["0x0001", "0x0003", "xwing"] as const;

const privateOf = (made: Awaited<ReturnType<typeof createCommit>>["commit"]): PrivateMessage => {
  if (made.wireformat !== "mls_private_message") throw new Error("not a private message");
  return made.privateMessage;
};

/** Everything of a state that a member's next steps depend on, but for the ratchets of parents, which nobody uses. */
const essenceOf = ({ ratchetTree, secretTree, keySchedule, groupContext, privatePath, ...rest }: ClientState) => ({
  tree: Buffer.from(encodeRatchetTree(ratchetTree)).toString("hex"),
  ratchets: secretTree.filter((_, i) => isLeaf(toNodeIndex(i))),
  keySchedule,
  groupContext,
  privatePath,
  confirmationTag: rest.confirmationTag,
  active: rest.groupActiveState,
  past: [...rest.historicalReceiverData.keys()],
});

/** A group of `size`, the committer's state and another member's. */
async function groupOf(name: (typeof suites)[number], size: number) {
  const suite = await mlsCipherSuite(name);
  const people = await Promise.all(Array.from({ length: size + 3 }, (_, i) => makeJoiner(suite, i)));
  const [founder, ...others] = people.slice(0, size);
  const empty = await found(suite, new Uint8Array(16), founder!);
  const { state, welcome } = await commitAsEngine(
    suite,
    empty,
    others.map(({ bytes }) => bytes),
  );
  const member = await join(suite, others[0]!, welcome!);
  return { suite, founder: state, member, spare: people.slice(size) };
}

type Situation = Awaited<ReturnType<typeof groupOf>>;

const adds = ({ spare }: Situation, count: number): Proposal[] =>
  spare.slice(0, count).map(({ publicPackage }) => ({ proposalType: "add", add: { keyPackage: publicPackage } }));
const removal = (removed: number): Proposal => ({ proposalType: "remove", remove: { removed } });

const cases: readonly { readonly what: string; readonly wish: (about: Situation) => Proposal[] }[] = [
  { what: "renews keys", wish: () => [] },
  { what: "adds two", wish: (about) => adds(about, 2) },
  { what: "removes one", wish: () => [removal(3)] },
  { what: "removes two and adds three", wish: (about) => [removal(2), removal(4), ...adds(about, 3)] },
  { what: "removes the member itself", wish: () => [removal(1)] },
];

describe.each(suites)("a commit of another member on suite %s", (name) => {
  test.each(cases)(
    "that $what leads to the very state that the library comes to, three times in a row",
    async ({ wish }) => {
      const about = await groupOf(name, 6);
      const { suite } = about;
      let [committer, ours, theirs] = [about.founder, about.member, about.member];
      for (let i = 0; i < 3; i++) {
        const extraProposals = i === 0 ? wish(about) : [];
        const made = await createCommit({ state: committer, cipherSuite: suite }, { extraProposals });
        const message = privateOf(made.commit);
        const result = await processPrivateMessage(theirs, message, emptyPskIndex, suite);
        const processed = await processCommit({ state: ours, suite, message, allows: () => true });
        if (result.kind !== "newState" || processed === null) throw new Error("a commit leads to a state");
        expect(essenceOf(processed.newState)).toEqual(essenceOf(result.newState));
        expect(processed.consumed).toEqual(result.consumed);
        if (processed.newState.groupActiveState.kind !== "active") return;
        [committer, ours, theirs] = [made.newState, processed.newState, result.newState];
      }
      const { privateMessage } = await createApplicationMessage(committer, new Uint8Array([1, 2, 3]), suite);
      const read = await processPrivateMessage(ours, privateMessage, emptyPskIndex, suite);
      expect(read.kind === "applicationMessage" && read.message).toEqual(new Uint8Array([1, 2, 3]));
    },
  );

  test("is refused where its path, leaf, tag or epoch was changed by a member, as the library refuses it", async () => {
    const { suite, founder, member } = await groupOf(name, 5);
    const made = await createCommit({ state: founder, cipherSuite: suite });
    const message = privateOf(made.commit);
    const changes: readonly ((state: ClientState) => ClientState)[] = [
      // Each makes the member expect something else than what was committed.
      (state) => ({ ...state, confirmationTag: state.confirmationTag.map((byte) => byte ^ 1) }),
      (state) => ({ ...state, keySchedule: { ...state.keySchedule, initSecret: new Uint8Array(suite.kdf.size) } }),
      (state) => ({ ...state, groupContext: { ...state.groupContext, epoch: state.groupContext.epoch + 1n } }),
      (state) => ({ ...state, ratchetTree: state.ratchetTree.map((node, i) => (i === 4 ? undefined : node)) }),
      (state) => ({ ...state, privatePath: { ...state.privatePath, privateKeys: {} } }),
    ];
    for (const change of changes) {
      const state = change(member);
      await expect(processCommit({ state, suite, message, allows: () => true })).rejects.toThrow();
      await expect(processPrivateMessage(state, message, emptyPskIndex, suite)).rejects.toThrow();
    }
    expect(await processCommit({ state: member, suite, message, allows: () => false })).toBeNull();
    expect(await processCommit({ state: member, suite, message, allows: () => true })).not.toBeNull();
  });
});

describe("a path", () => {
  test("that a member made badly is refused where the library refuses it, and makes the library's tree otherwise", async () => {
    const { suite, founder } = await groupOf("0x0001", 7);
    const { hash } = suite;
    const tree = founder.ratchetTree;
    const committer = toLeafIndex(0);
    const make = (of: RatchetTree) =>
      createUpdatePath(of, committer, founder.groupContext, founder.signaturePrivateKey, suite);
    const [, path] = await make(tree);
    const [earlier, reused] = await make(tree);
    const before = { tree, hashes: await treeHashes(tree, hash, null), hash };
    expect(await applyPath(before, committer, path)).toEqual(await applyUpdatePath(tree, committer, path, hash));
    const own = tree[0];
    if (own?.nodeType !== "leaf" || path.leafNode.leafNodeSource !== "commit") throw new Error("not a leaf");
    const { leafNode, nodes } = path;
    const bad: readonly UpdatePath[] = [
      { leafNode, nodes: nodes.slice(1) },
      { leafNode, nodes: [...nodes, ...nodes.slice(0, 1)] },
      { leafNode, nodes: nodes.toReversed() },
      { leafNode: { ...leafNode, hpkePublicKey: own.leaf.hpkePublicKey }, nodes },
      { leafNode: { ...leafNode, parentHash: leafNode.parentHash.map((byte) => byte ^ 1) }, nodes },
      { leafNode: { ...leafNode, parentHash: new Uint8Array() }, nodes },
    ];
    for (const each of bad) {
      await expect(applyPath(before, committer, each)).rejects.toMatchObject({ code: "cannot_open" });
      await expect(applyUpdatePath(tree, committer, each, hash)).rejects.toThrow();
    }
    // Keys that stand in the tree already.
    const later = { tree: earlier, hashes: await treeHashes(earlier, hash, tree), hash };
    const again: UpdatePath = { leafNode, nodes: reused.nodes };
    await expect(applyPath(later, committer, again)).rejects.toMatchObject({ code: "cannot_open" });
    await expect(applyUpdatePath(earlier, committer, again, hash)).rejects.toThrow();
  });
});

describe("a tree", () => {
  test("has the library's hashes, whether hashed whole or from the one before, and whatever is blank", async () => {
    const { suite, founder } = await groupOf("0x0001", 13);
    const { hash } = suite;
    let tree = founder.ratchetTree;
    await treeHashes(tree, hash, null);
    for (const blank of [[6], [4, 2], [0, 1, 3], [20, 24, 8]]) {
      const next = tree.map((node, i) => (blank.includes(i) ? undefined : node));
      const hashes = await treeHashes(next, hash, tree);
      const wanted = await Promise.all(next.map((_, i) => treeHash(next, toNodeIndex(i), hash)));
      expect(hashes).toEqual(wanted);
      tree = next;
    }
  });

  test.each([1, 2, 8, 16])("of %i leaves has the library's ratchets at its leaves", async (leaves) => {
    const { kdf } = await mlsCipherSuite("0x0001");
    const secret = crypto.getRandomValues(new Uint8Array(kdf.size));
    const [ours, theirs] = [
      await createSecretTree(leaves, secret, kdf),
      await libraryTree(leaves, secret.slice(), kdf),
    ];
    expect(ours.length).toBe(theirs.length);
    for (let i = 0; i < ours.length; i += 2) expect(ours[i]).toEqual(theirs[i]);
    // Inner nodes have nothing that could be sent with, or found.
    for (let i = 1; i < ours.length; i += 2) expect(ours[i]!.application.secret.length).toBe(0);
  });
});
