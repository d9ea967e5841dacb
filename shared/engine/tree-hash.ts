import type { CiphersuiteImpl } from "ts-mls";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { encodeLeafNodeHashInput, encodeParentNodeHashInput } from "ts-mls/treeHash.js";
import { isLeaf, left, type NodeIndex, nodeToLeafIndex, right, rootFromNodeWidth } from "ts-mls/treemath.js";
import { FederpostError } from "../base/index.ts";

type Hash = CiphersuiteImpl["hash"];

/** The hash of every subtree (RFC 9420 section 7.8), by node index. */
export type TreeHashes = readonly Uint8Array[];

/** Hashes of trees that are still about. A tree is never changed in place, and belongs to one group and one suite. */
const known = new WeakMap<RatchetTree, TreeHashes>();

/**
 * The hashes of all subtrees. From `before`, a tree that this one came from, is taken what did not change: after a commit
 * among a thousand that is all but twenty nodes.
 */
export async function treeHashes(tree: RatchetTree, hash: Hash, before: RatchetTree | null): Promise<TreeHashes> {
  const had = known.get(tree);
  if (had !== undefined) return had;
  const hashes: Uint8Array[] = [];
  const base = before?.length === tree.length ? known.get(before) : undefined;
  const from = base !== undefined && before !== null ? { tree: before, hashes: base } : null;
  await hashInto({ tree, hash, hashes, from }, rootFromNodeWidth(tree.length));
  known.set(tree, hashes);
  return hashes;
}

/** The tree's own hash. */
export const treeHashOf = (tree: RatchetTree, hashes: TreeHashes): Uint8Array =>
  hashAt(hashes, rootFromNodeWidth(tree.length));

/** The hash of the subtree at a node. @throws FederpostError `internal` where the tree has no such node. */
export function hashAt(hashes: TreeHashes, index: NodeIndex): Uint8Array {
  const found = hashes[index];
  if (found === undefined) throw new FederpostError("internal", "A tree has no such node.");
  return found;
}

interface Work {
  readonly tree: RatchetTree;
  readonly hash: Hash;
  readonly hashes: Uint8Array[];
  readonly from: { readonly tree: RatchetTree; readonly hashes: TreeHashes } | null;
}

/** Hashes a subtree and answers whether it is as it was. */
async function hashInto(work: Work, index: NodeIndex): Promise<boolean> {
  const { tree, hash, from, hashes } = work;
  const below = isLeaf(index) || (await hashBelow(work, index));
  const had = from !== null && below && from.tree[index] === tree[index] ? from.hashes[index] : undefined;
  hashes[index] = had ?? (await hash.digest(isLeaf(index) ? leafInput(tree, index) : parentInput(tree, index, hashes)));
  return had !== undefined;
}

async function hashBelow(work: Work, index: NodeIndex): Promise<boolean> {
  const before = await hashInto(work, left(index));
  const after = await hashInto(work, right(index));
  return before && after;
}

const misplaced = () => new FederpostError("internal", "A tree has a node where none of its kind can be.");

function leafInput(tree: RatchetTree, index: NodeIndex): Uint8Array {
  const node = tree[index];
  if (node?.nodeType === "parent") throw misplaced();
  return encodeLeafNodeHashInput({ nodeType: "leaf", leafIndex: nodeToLeafIndex(index), leafNode: node?.leaf });
}

function parentInput(tree: RatchetTree, index: NodeIndex, hashes: TreeHashes): Uint8Array {
  const node = tree[index];
  if (node?.nodeType === "leaf") throw misplaced();
  return encodeParentNodeHashInput({
    nodeType: "parent",
    parentNode: node?.parent,
    leftHash: hashAt(hashes, left(index)),
    rightHash: hashAt(hashes, right(index)),
  });
}
