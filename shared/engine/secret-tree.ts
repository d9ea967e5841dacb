import type { CiphersuiteImpl } from "ts-mls";
import type { SecretTree, SecretTreeNode } from "ts-mls/secretTree.js";
import { isLeaf, left, type NodeIndex, nodeWidth, right, root } from "ts-mls/treemath.js";
import { concatBytes, utf8 } from "../base/index.ts";

type Kdf = CiphersuiteImpl["kdf"];

const noRatchet = { secret: new Uint8Array(), generation: 0, unusedGenerations: {} };
/** In the place of parents: they have secrets only until their children have theirs, and nobody sends from them. */
export const noRatchets: SecretTreeNode = { handshake: noRatchet, application: noRatchet };

/** KDFLabel (RFC 9420 section 8) of a short label and context; what is shorter than 64 bytes has a length of one byte. */
function kdfLabel(label: string, context: string, length: number): Uint8Array {
  const [labelBytes, contextBytes] = [utf8(`MLS 1.0 ${label}`), utf8(context)];
  const head = new Uint8Array([length >> 8, length & 255, labelBytes.length]);
  return concatBytes(head, labelBytes, new Uint8Array([contextBytes.length]), contextBytes);
}

/** The four labels of the tree, written once: the library writes them anew for each of its thousands of calls. */
const labelsOf = ({ size }: Kdf) => ({
  left: kdfLabel("tree", "left", size),
  right: kdfLabel("tree", "right", size),
  handshake: kdfLabel("handshake", "", size),
  application: kdfLabel("application", "", size),
});

type Labels = ReturnType<typeof labelsOf>;

/**
 * The ratchets of an epoch's members (RFC 9420 section 9). Secrets of inner nodes are zeroed once their children have theirs;
 * `encryptionSecret` stays the caller's to zero.
 */
export async function createSecretTree(leaves: number, encryptionSecret: Uint8Array, kdf: Kdf): Promise<SecretTree> {
  const labels = labelsOf(kdf);
  const tree: SecretTree = Array.from({ length: nodeWidth(leaves) }, () => noRatchets);
  const top = root(leaves);
  const waiting: [NodeIndex, Uint8Array][] = [[top, encryptionSecret]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [index, secret] = next;
    if (isLeaf(index)) tree[index] = await ratchetsOf(secret, labels, kdf);
    else waiting.push(...(await childrenOf(next, labels, kdf)));
    if (index !== top) secret.fill(0);
  }
  return tree;
}

async function childrenOf(
  [index, secret]: readonly [NodeIndex, Uint8Array],
  labels: Labels,
  kdf: Kdf,
): Promise<[NodeIndex, Uint8Array][]> {
  const [before, after] = [
    await kdf.expand(secret, labels.left, kdf.size),
    await kdf.expand(secret, labels.right, kdf.size),
  ];
  return [
    [left(index), before],
    [right(index), after],
  ];
}

async function ratchetsOf(secret: Uint8Array, labels: Labels, kdf: Kdf): Promise<SecretTreeNode> {
  const rootOf = async (label: Uint8Array) => ({
    secret: await kdf.expand(secret, label, kdf.size),
    generation: 0,
    unusedGenerations: {},
  });
  return { application: await rootOf(labels.application), handshake: await rootOf(labels.handshake) };
}
