import type { CiphersuiteImpl } from "ts-mls";
import { encodeParentHashInput } from "ts-mls/parentHash.js";
import { filteredDirectPath, findFirstNonBlankAncestor, type RatchetTree } from "ts-mls/ratchetTree.js";
import {
  directPath,
  type LeafIndex,
  leafToNodeIndex,
  leafWidth,
  left,
  type NodeIndex,
  right,
  rootFromNodeWidth,
} from "ts-mls/treemath.js";
import type { UpdatePath } from "ts-mls/updatePath.js";
import { equalBytes, FederpostError, toBase64Url } from "../base/index.ts";
import { hashAt, type TreeHashes } from "./tree-hash.ts";

/** A tree with the hashes of its subtrees, which the parents' hashes of a path are made of. */
interface Hashed {
  readonly tree: RatchetTree;
  readonly hashes: TreeHashes;
  readonly hash: CiphersuiteImpl["hash"];
}

const refused = (what: string) => new FederpostError("cannot_open", what);

/**
 * The tree with a commit's path put into it (RFC 9420 section 7.5), checked like the library's `applyUpdatePath`: fresh keys,
 * the right number of them, and parent hashes that fit (section 7.9). @throws FederpostError `cannot_open` otherwise.
 */
export async function applyPath(before: Hashed, committer: LeafIndex, path: UpdatePath): Promise<RatchetTree> {
  checkKeys(before.tree, committer, path);
  const own = leafToNodeIndex(committer);
  const tree = before.tree.slice();
  tree[own] = { nodeType: "leaf", leaf: path.leafNode };
  for (const index of directPath(own, leafWidth(tree.length))) tree[index] = undefined;
  const indices = filteredDirectPath(committer, before.tree);
  if (indices.length !== path.nodes.length) throw refused("The commit's path has the wrong length.");
  // From the root down: a parent's hash is part of what its children's are made of.
  for (let level = indices.length - 1; level >= 0; level--) {
    const [index, node] = [indices[level], path.nodes[level]];
    if (index === undefined || node === undefined) throw refused("The commit's path has the wrong length.");
    const parentHash = await parentHashAt({ ...before, tree }, index);
    tree[index] = { nodeType: "parent", parent: { hpkePublicKey: node.hpkePublicKey, unmergedLeaves: [], parentHash } };
  }
  const { leafNode } = path;
  if (
    leafNode.leafNodeSource !== "commit" ||
    !equalBytes(await parentHashAt({ ...before, tree }, own), leafNode.parentHash)
  )
    throw refused("The commit's path does not fit the tree.");
  return tree;
}

function checkKeys(tree: RatchetTree, committer: LeafIndex, path: UpdatePath): void {
  const leaf = tree[leafToNodeIndex(committer)];
  if (leaf?.nodeType !== "leaf") throw refused("The committer has no leaf.");
  if (equalBytes(leaf.leaf.hpkePublicKey, path.leafNode.hpkePublicKey))
    throw refused("The committer's key is not fresh.");
  const keys = new Set(
    tree.flatMap((node) => (node?.nodeType === "parent" ? [toBase64Url(node.parent.hpkePublicKey)] : [])),
  );
  if (path.nodes.some(({ hpkePublicKey }) => keys.has(toBase64Url(hpkePublicKey))))
    throw refused("A key of the commit's path stands in the tree already.");
}

/**
 * Parent hash of a node on the path (RFC 9420 section 7.9). The other side of its parent is no part of the path, so that its
 * hash is the one from before; parents that the path has just put there have no unmerged leaves.
 */
async function parentHashAt({ tree, hashes, hash }: Hashed, index: NodeIndex): Promise<Uint8Array> {
  const top = rootFromNodeWidth(tree.length);
  if (index === top) return new Uint8Array();
  const above = findFirstNonBlankAncestor(tree, index);
  const node = tree[above];
  if (above === top && node === undefined) return new Uint8Array();
  if (node?.nodeType !== "parent") throw refused("The commit's path does not fit the tree.");
  const { hpkePublicKey: encryptionKey, parentHash } = node.parent;
  const originalSiblingTreeHash = hashAt(hashes, index < above ? right(above) : left(above));
  return hash.digest(encodeParentHashInput({ encryptionKey, parentHash, originalSiblingTreeHash }));
}
