import { FederpostError } from "../../shared/base/index.ts";
import { at, checkBytes, ioSize, type Machine } from "./machine.ts";

/** Rates and suffixes of FIPS 202. */
const functions = {
  "sha3-256": { rate: 136, suffix: 0x06 },
  "sha3-512": { rate: 72, suffix: 0x06 },
  shake128: { rate: 168, suffix: 0x1f },
  shake256: { rate: 136, suffix: 0x1f },
} as const;

/** OUT takes this many bytes, as whole blocks. */
const outSize = 16384;
const longest = 2 ** 31 - 1;

/** SHA-3 or SHAKE of a message of any length, with any length of output. */
export function sponge(
  machine: Machine,
  name: keyof typeof functions,
  input: { readonly message: Uint8Array; readonly length: number },
): Uint8Array<ArrayBuffer> {
  const { message, length } = input;
  checkBytes(message);
  if (!Number.isInteger(length) || length < 0 || length > longest) {
    throw new FederpostError("invalid_params", "the length of the output must be a number of bytes");
  }
  const { rate, suffix } = functions[name];
  absorb(machine, message, rate);
  machine.run.spongeEnd(message.length % pieceSize(ioSize, rate), rate, suffix);
  return squeeze(machine, length, rate);
}

/** The largest number of whole blocks that fits, in bytes. */
const pieceSize = (size: number, rate: number) => size - (size % rate);

/** Absorbs all full pieces; the rest stays at the start of IO. */
function absorb(machine: Machine, message: Uint8Array, rate: number): void {
  const piece = pieceSize(ioSize, rate);
  machine.run.spongeBegin();
  for (let from = 0; ; from += piece) {
    const part = message.subarray(from, from + piece);
    machine.put(part, at.IO);
    if (part.length < piece) return;
    machine.run.spongeUpdate(piece / rate, rate);
  }
}

function squeeze(machine: Machine, length: number, rate: number): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(length);
  const piece = pieceSize(outSize, rate);
  for (let from = 0; from < length; from += piece) {
    if (from > 0) machine.run.spongeNext();
    const part = Math.min(piece, length - from);
    machine.run.spongeOutput(part, rate);
    machine.copyTo(output, from, { address: at.OUT, length: part });
  }
  return output;
}
