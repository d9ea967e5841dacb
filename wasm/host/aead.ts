import { at, checkBytes, checkLength, ioSize, type Machine } from "./machine.ts";

const keySize = 32;
const nonceSize = 12;
const tagSize = 16;

type Bytes = Uint8Array<ArrayBuffer>;

interface AeadInput {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  /** Plaintext to seal; ciphertext and tag to open. */
  readonly text: Uint8Array;
}

/** AEAD_CHACHA20_POLY1305 of RFC 8439. Key 32 bytes, nonce 12 bytes; other lengths are refused. */
export interface ChaCha20Poly1305 {
  /** Ciphertext and tag. A nonce must never be used twice with one key. */
  seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Bytes;
  /** The plaintext, or null when the tag is wrong; nothing of a refused text is given out. */
  open(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Bytes | null;
}

/** The AEAD on a machine. */
export function chacha20poly1305(machine: Machine): ChaCha20Poly1305 {
  return {
    // Four parameters because every AEAD interface has these four in this order (RFC 5116 section 2.1).
    seal: (key, nonce, aad, text) => seal(machine, { key, nonce, aad, text }),
    open: (key, nonce, aad, text) => open(machine, { key, nonce, aad, text }),
  };
}

function begin(machine: Machine, { key, nonce, aad, text }: AeadInput): void {
  checkLength(key, keySize, "the key");
  checkLength(nonce, nonceSize, "the nonce");
  checkBytes(aad, text);
  machine.put(key, at.KEY);
  machine.put(nonce, at.NONCE);
}

function seal(machine: Machine, input: AeadInput): Bytes {
  begin(machine, input);
  const { aad, text } = input;
  if (aad.length + text.length + tagSize > ioSize) return sealInPieces(machine, input);
  machine.put(aad, at.IO);
  machine.put(text, at.IO + aad.length);
  machine.run.chachaSeal(aad.length, text.length);
  return machine.take(at.IO + aad.length, text.length + tagSize);
}

function open(machine: Machine, input: AeadInput): Bytes | null {
  begin(machine, input);
  const { aad, text } = input;
  if (text.length < tagSize) return null;
  if (aad.length + text.length > ioSize) return openInPieces(machine, input);
  machine.put(aad, at.IO);
  machine.put(text, at.IO + aad.length);
  const length = text.length - tagSize;
  if (machine.run.chachaOpen(aad.length, length) === 1) return machine.take(at.IO + aad.length, length);
  machine.wipe();
  return null;
}

function feedAad(machine: Machine, aad: Uint8Array): void {
  machine.run.chachaBegin();
  const { rest } = machine.feed([aad], machine.run.chachaAad);
  machine.run.chachaAad(rest);
}

/** Pieces of a long text stay small enough for the processor's cache. */
const pieceSize = 65536;

/** Runs `step` over `length` bytes of `source` piece by piece and collects the results in `target`. */
function transform(
  machine: Machine,
  step: (length: number) => void,
  pass: { readonly source: Uint8Array; readonly target: Uint8Array; readonly length: number },
): void {
  for (let from = 0; from < pass.length; from += pieceSize) {
    const length = Math.min(pieceSize, pass.length - from);
    machine.put(pass.source.subarray(from, from + length), at.IO);
    step(length);
    machine.copyTo(pass.target, from, { address: at.IO, length });
  }
}

function sealInPieces(machine: Machine, { aad, text }: AeadInput): Bytes {
  const sealed = new Uint8Array(text.length + tagSize);
  feedAad(machine, aad);
  transform(machine, machine.run.chachaSealPart, { source: text, target: sealed, length: text.length });
  machine.run.chachaSealEnd(aad.length, text.length);
  machine.copyTo(sealed, text.length, { address: at.OUT, length: tagSize });
  return sealed;
}

/** The plaintext grows in an array that nobody else holds; it is cleared instead of given out if the tag is wrong. */
function openInPieces(machine: Machine, { aad, text }: AeadInput): Bytes | null {
  const length = text.length - tagSize;
  const plaintext = new Uint8Array(length);
  feedAad(machine, aad);
  transform(machine, machine.run.chachaOpenPart, { source: text, target: plaintext, length });
  machine.put(text.subarray(length), at.IO);
  if (machine.run.chachaOpenEnd(aad.length, length) === 1) return plaintext;
  plaintext.fill(0);
  machine.wipe();
  return null;
}
