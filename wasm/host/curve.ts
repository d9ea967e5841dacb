import { at, checkBytes, checkLength, ioSize, type Machine } from "./machine.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const size = 32;
const signatureSize = 64;

/** X25519 of RFC 7748: null for an all-zero result, which means that u is a point of small order. */
export function x25519(machine: Machine, scalar: Uint8Array, u: Uint8Array): Bytes | null {
  checkLength(scalar, size, "the scalar");
  checkLength(u, size, "u");
  machine.put(scalar, at.KEY);
  machine.put(u, at.KEY + size);
  return machine.run.x25519() === 1 ? machine.take(at.OUT, size) : null;
}

/** The public key of a scalar. */
export function x25519Base(machine: Machine, scalar: Uint8Array): Bytes {
  checkLength(scalar, size, "the scalar");
  machine.put(scalar, at.KEY);
  machine.run.x25519Base();
  return machine.take(at.OUT, size);
}

/** Ed25519 of RFC 8032. A seed is the 32-byte private key. */
export interface Ed25519 {
  publicKey(seed: Uint8Array): Bytes;
  /** The public key is derived from the seed, so that no wrong one can be signed with. */
  sign(seed: Uint8Array, message: Uint8Array): Bytes;
  /** Whether S, A and R are canonical and S B = R + h A, without the cofactor. Wrong lengths are not valid. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Ed25519 on a machine. */
export const ed25519 = (machine: Machine): Ed25519 => ({
  publicKey: (seed) => {
    needKey(machine, seed);
    machine.run.ed25519PublicKey();
    return machine.take(at.OUT, size);
  },
  sign: (seed, message) => sign(machine, seed, message),
  verify: (publicKey, message, signature) => verify(machine, { publicKey, message, signature }),
});

/** The module keeps the last key until it is wiped: a device signs with the same one again and again. */
function needKey(machine: Machine, seed: Uint8Array): void {
  checkLength(seed, size, "the seed");
  machine.put(seed, at.KEY);
  if (machine.run.ed25519Knows() !== 1) machine.run.ed25519Key();
}

/** Room for R and the public key, or for the prefix, in front of a message. */
const headroom = 64;

function sign(machine: Machine, seed: Uint8Array, message: Uint8Array): Bytes {
  checkBytes(message);
  needKey(machine, seed);
  if (message.length > ioSize - headroom) return signLong(machine, message);
  machine.put(message, at.IO + headroom);
  machine.run.ed25519Sign(message.length);
  return machine.take(at.OUT, signatureSize);
}

/** Hashes what stands in IO up to `fill` and then the message, which may be of any length. */
function hashBehind(machine: Machine, fill: number, message: Uint8Array): void {
  const { run } = machine;
  run.sha512Begin();
  const { rest, total } = machine.feed([message], (length) => run.sha512Update(length / 128), fill);
  run.sha512End(rest, total);
}

function signLong(machine: Machine, message: Uint8Array): Bytes {
  const { run } = machine;
  run.ed25519Prefix();
  hashBehind(machine, size, message);
  run.ed25519Nonce();
  const signature = new Uint8Array(signatureSize);
  machine.copyTo(signature, 0, { address: at.OUT, length: size });
  hashBehind(machine, headroom, message);
  run.ed25519Finish();
  machine.copyTo(signature, size, { address: at.OUT + size, length: size });
  return signature;
}

function verify(
  machine: Machine,
  input: { readonly publicKey: Uint8Array; readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const { publicKey, message, signature } = input;
  checkBytes(publicKey, message, signature);
  if (publicKey.length !== size || signature.length !== signatureSize) return false;
  machine.put(publicKey, at.KEY);
  machine.put(signature, at.KEY + size);
  machine.put(signature.subarray(0, size), at.IO);
  machine.put(publicKey, at.IO + size);
  if (message.length > ioSize - headroom) {
    hashBehind(machine, headroom, message);
    return machine.run.ed25519VerifyDigest() === 1;
  }
  machine.put(message, at.IO + headroom);
  return machine.run.ed25519Verify(message.length) === 1;
}
