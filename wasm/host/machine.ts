import { FederpostError } from "../../shared/base/index.ts";
import { core } from "../build/core.ts";

type Run = (...numbers: number[]) => number;

const functions = [
  "sha256",
  "sha512",
  "sha256Begin",
  "sha256Update",
  "sha256End",
  "sha512Begin",
  "sha512Update",
  "sha512End",
  "hmac256",
  "hmac512",
  "hmac256Knows",
  "hmac512Knows",
  "hmac256Key",
  "hmac512Key",
  "hmac256Begin",
  "hmac512Begin",
  "hmac256End",
  "hmac512End",
  "hkdfExpand256",
  "hkdfExpand512",
  "chachaSeal",
  "chachaOpen",
  "chachaBegin",
  "chachaAad",
  "chachaSealPart",
  "chachaOpenPart",
  "chachaSealEnd",
  "chachaOpenEnd",
  "x25519",
  "x25519Base",
  "ed25519Knows",
  "ed25519Key",
  "ed25519PublicKey",
  "ed25519Sign",
  "ed25519Prefix",
  "ed25519Nonce",
  "ed25519Finish",
  "ed25519Verify",
  "ed25519VerifyDigest",
  "spongeBegin",
  "spongeUpdate",
  "spongeEnd",
  "spongeOutput",
  "spongeNext",
  "kemKeygen",
  "kemEncapsulate",
  "kemDecapsulate",
  "xwingKeygen",
  "xwingEncapsulate",
  "xwingDecapsulate",
] as const;

/** What the module can be asked to do. Arguments are lengths and addresses of the memory map. */
export type Functions = Readonly<Record<(typeof functions)[number], Run>>;

function parseFunctions(exports: WebAssembly.Exports): Functions {
  const missing = functions.find((name) => typeof exports[name] !== "function");
  if (missing !== undefined) throw new FederpostError("internal", `the crypto core has no function ${missing}`);
  return exports as Functions;
}

function parseMemory(exports: WebAssembly.Exports): Uint8Array<ArrayBuffer> {
  const memory = exports.memory;
  if (!(memory instanceof WebAssembly.Memory)) throw new FederpostError("internal", "the crypto core has no memory");
  return new Uint8Array(memory.buffer as ArrayBuffer);
}

/** Addresses in the module's memory, by region. */
export const at = core.at;

/** Size of the region for input and output; a multiple of every block size. */
export const ioSize = core.ioSize;

/** Whether a value from a caller is an array of bytes; typed callers cannot get this wrong, others can. */
const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && "BYTES_PER_ELEMENT" in value && value.BYTES_PER_ELEMENT === 1;

/** Refuses what is not bytes. */
export function checkBytes(...values: readonly Uint8Array[]): void {
  for (const value of values) {
    if (!isBytes(value)) throw new FederpostError("invalid_params", "the crypto core takes bytes as Uint8Array");
  }
}

/** Refuses bytes of another length than the primitive is defined for. */
export function checkLength(value: Uint8Array, length: number, what: string): void {
  checkBytes(value);
  if (value.length !== length) throw new FederpostError("invalid_params", `${what} must have ${length} bytes`);
}

/**
 * One instance of the module and its memory. Calls are synchronous and leave nothing behind that a later call reads,
 * so one machine serves any number of callers in turn.
 */
export class Machine {
  readonly run: Functions;
  readonly #memory: Uint8Array<ArrayBuffer>;
  /** End of the part of IO that may hold something since the last wipe. */
  #ioEnd: number = at.IO;

  constructor(instance: WebAssembly.Instance) {
    this.run = parseFunctions(instance.exports);
    this.#memory = parseMemory(instance.exports);
  }

  /** Copies bytes in. The caller has checked that they fit the region. */
  put(bytes: Uint8Array, address: number): void {
    this.#memory.set(bytes, address);
    const end = address + bytes.length;
    if (end > this.#ioEnd) this.#ioEnd = end;
  }

  /** A fresh copy of `length` bytes. */
  take(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.#memory.slice(address, address + length);
  }

  /** Copies bytes out into the caller's array at `offset`. */
  copyTo(target: Uint8Array, offset: number, source: { readonly address: number; readonly length: number }): void {
    target.set(this.#memory.subarray(source.address, source.address + source.length), offset);
  }

  /**
   * Passes `parts`, end to end, through IO: `consume(ioSize)` for each full IO. What is left, less than a full IO,
   * stays at its start. Returns the number of bytes left and the number of all bytes. With `fill`, that many bytes
   * stand in IO already and count as the first ones.
   */
  feed(parts: readonly Uint8Array[], consume: (length: number) => void, fill = 0): { rest: number; total: number } {
    let total = fill;
    for (const part of parts) {
      total += part.length;
      for (let from = 0; from < part.length; ) {
        const length = Math.min(part.length - from, ioSize - fill);
        this.put(length === part.length ? part : part.subarray(from, from + length), at.IO + fill);
        from += length;
        fill += length;
        if (fill === ioSize) {
          consume(ioSize);
          fill = 0;
        }
      }
    }
    return { rest: fill, total };
  }

  /** Clears every region that can hold a secret, and as much of IO as was used. */
  wipe(): void {
    this.#memory.fill(0, core.secretStart, core.at.BASE_TABLE);
    // HKDF writes one byte, and sealing its tag, behind what was put there.
    this.#memory.fill(0, at.IO, Math.min(this.#ioEnd + 64, at.IO + ioSize));
    this.#ioEnd = at.IO;
  }
}
