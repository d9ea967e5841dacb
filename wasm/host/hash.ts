import { FederpostError, utf8 } from "../../shared/base/index.ts";
import { at, checkBytes, ioSize, type Machine } from "./machine.ts";

/** A hash over parts that arrive one after the other. */
export interface HashStream {
  /** Absorbs a part; the bytes may be reused afterwards. */
  update(part: Uint8Array): HashStream;
  /** The digest of all parts; the stream ends with it. */
  digest(): Uint8Array<ArrayBuffer>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** SHA-2 with one word size, HMAC and HKDF on it. */
export interface Sha2 {
  hash(message: Uint8Array): Bytes;
  hashParts(parts: readonly Uint8Array[]): Bytes;
  stream(): HashStream;
  hmac(key: Uint8Array, message: Uint8Array): Bytes;
  expand(prk: Uint8Array, info: Uint8Array, length: number): Bytes;
  expandWithLabel(input: LabelInput): Bytes;
}

/** Arguments of RFC 9420's ExpandWithLabel. */
export interface LabelInput {
  readonly secret: Uint8Array;
  /** Without the prefix "MLS 1.0 ". */
  readonly label: string;
  readonly context: Uint8Array;
  readonly length: number;
}

/** The module's functions for one of the two hashes. */
interface Steps {
  readonly digestSize: number;
  readonly blockSize: number;
  hash(length: number): void;
  begin(): void;
  update(blocks: number): void;
  end(length: number, total: number): void;
  hmac(keyLength: number, length: number): void;
  hmacBegin(keyLength: number): void;
  hmacEnd(length: number, total: number): void;
  expand(keyLength: number, infoLength: number, length: number): void;
}

/** SHA-256, or SHA-512, on a machine. */
export function sha2(machine: Machine, bits: 256 | 512): Sha2 {
  const steps = bits === 256 ? steps256(machine) : steps512(machine);
  return {
    hash: (message) => {
      checkBytes(message);
      if (message.length > ioSize) return hashParts(machine, steps, [message]);
      machine.put(message, at.IO);
      steps.hash(message.length);
      return machine.take(at.OUT, steps.digestSize);
    },
    hashParts: (parts) => hashParts(machine, steps, parts),
    stream: () => new Stream(machine, steps),
    hmac: (key, message) => hmac(machine, steps, { key, parts: [message] }),
    expand: (prk, info, length) => expand(machine, steps, { prk, info, length }),
    expandWithLabel: (input) => expandWithLabel(machine, steps, input),
  };
}

const steps256 = ({ run }: Machine): Steps => ({
  digestSize: 32,
  blockSize: 64,
  hash: run.sha256,
  begin: run.sha256Begin,
  update: run.sha256Update,
  end: run.sha256End,
  hmac: run.hmac256,
  hmacBegin: run.hmac256Begin,
  hmacEnd: run.hmac256End,
  expand: run.hkdfExpand256,
});

const steps512 = ({ run }: Machine): Steps => ({
  digestSize: 64,
  blockSize: 128,
  hash: run.sha512,
  begin: run.sha512Begin,
  update: run.sha512Update,
  end: run.sha512End,
  hmac: run.hmac512,
  hmacBegin: run.hmac512Begin,
  hmacEnd: run.hmac512End,
  expand: run.hkdfExpand512,
});

function hashParts(machine: Machine, steps: Steps, parts: readonly Uint8Array[]): Bytes {
  steps.begin();
  const { rest, total } = machine.feed(parts, (length) => steps.update(length / steps.blockSize));
  steps.end(rest, total);
  return machine.take(at.OUT, steps.digestSize);
}

/** Keeps its own state between parts, so that any number of streams and other calls may take turns. */
class Stream implements HashStream {
  readonly #machine: Machine;
  readonly #steps: Steps;
  #state: Bytes;
  /** Less than one block. */
  #pending: Bytes = new Uint8Array(0);
  #total = 0;
  #ended = false;

  constructor(machine: Machine, steps: Steps) {
    this.#machine = machine;
    this.#steps = steps;
    steps.begin();
    this.#state = machine.take(at.HASH_STATE, steps.digestSize);
  }

  update(part: Uint8Array): HashStream {
    checkBytes(part);
    this.#feed(part);
    return this;
  }

  digest(): Bytes {
    const rest = this.#feed(new Uint8Array(0));
    this.#machine.put(this.#state, at.HASH_STATE);
    this.#steps.end(rest, this.#total);
    this.#ended = true;
    this.#state.fill(0);
    this.#pending.fill(0);
    return this.#machine.take(at.OUT, this.#steps.digestSize);
  }

  /** Hashes all whole blocks; returns how many bytes wait at the start of IO. */
  #feed(part: Uint8Array): number {
    if (this.#ended) throw new FederpostError("invalid_params", "this hash has already given its digest");
    const { blockSize } = this.#steps;
    const machine = this.#machine;
    machine.put(this.#state, at.HASH_STATE);
    const { rest } = machine.feed([this.#pending, part], (length) => this.#steps.update(length / blockSize));
    const whole = rest - (rest % blockSize);
    this.#steps.update(whole / blockSize);
    this.#state = machine.take(at.HASH_STATE, this.#steps.digestSize);
    this.#pending = machine.take(at.IO + whole, rest - whole);
    this.#total += part.length;
    machine.put(this.#pending, at.IO);
    return this.#pending.length;
  }
}

/** A key as it goes into KEY: HMAC takes the hash of a key longer than a block. */
const shortKey = (machine: Machine, steps: Steps, key: Uint8Array) =>
  key.length > steps.blockSize ? hashParts(machine, steps, [key]) : key;

function hmac(
  machine: Machine,
  steps: Steps,
  input: { readonly key: Uint8Array; readonly parts: readonly Uint8Array[] },
): Bytes {
  checkBytes(input.key, ...input.parts);
  const key = shortKey(machine, steps, input.key);
  machine.put(key, at.KEY);
  const [only] = input.parts;
  if (only !== undefined && input.parts.length === 1 && only.length <= ioSize) {
    machine.put(only, at.IO);
    steps.hmac(key.length, only.length);
  } else {
    steps.hmacBegin(key.length);
    const { rest, total } = machine.feed(input.parts, (length) => steps.update(length / steps.blockSize));
    steps.hmacEnd(rest, total);
  }
  return machine.take(at.OUT, steps.digestSize);
}

/** Room that HKDF needs before the info for T(i-1), and behind it for the counter. */
const headroom = 64;
const longestInfo = ioSize - headroom - 1;

function checkOutput(steps: Steps, length: number): void {
  const longest = 255 * steps.digestSize;
  if (Number.isInteger(length) && length >= 0 && length <= longest) return;
  throw new FederpostError("invalid_params", `HKDF gives at most ${longest} bytes`);
}

function expand(
  machine: Machine,
  steps: Steps,
  input: { readonly prk: Uint8Array; readonly info: Uint8Array; readonly length: number },
): Bytes {
  checkBytes(input.prk, input.info);
  checkOutput(steps, input.length);
  if (input.info.length > longestInfo) return expandLong(machine, steps, input);
  const key = shortKey(machine, steps, input.prk);
  machine.put(key, at.KEY);
  machine.put(input.info, at.IO + headroom);
  steps.expand(key.length, input.info.length, input.length);
  return machine.take(at.OUT, input.length);
}

/** HKDF-Expand where the info does not fit the module's memory. */
function expandLong(
  machine: Machine,
  steps: Steps,
  { prk, info, length }: { readonly prk: Uint8Array; readonly info: Uint8Array; readonly length: number },
): Bytes {
  const output = new Uint8Array(length);
  let previous: Bytes = new Uint8Array(0);
  for (let done = 0, counter = 1; done < length; done += steps.digestSize, counter++) {
    previous = hmac(machine, steps, { key: prk, parts: [previous, info, Uint8Array.of(counter)] });
    output.set(previous.subarray(0, length - done), done);
  }
  return output;
}

const prefixedLabels = new Map<string, Bytes>();
const mostLabels = 64;

/** "MLS 1.0 " and the label with its length in front. MLS uses a dozen labels, over and over. */
function prefixedLabel(label: string): Bytes {
  const known = prefixedLabels.get(label);
  if (known) return known;
  const full = utf8(`MLS 1.0 ${label}`);
  const encoded = new Uint8Array([...varint(full.length), ...full]);
  if (prefixedLabels.size < mostLabels) prefixedLabels.set(label, encoded);
  return encoded;
}

/** Length of a vector (RFC 9420 section 2.1.2): two bits give the size of the number. */
function varint(length: number): number[] {
  if (length < 0x40) return [length];
  if (length < 0x4000) return [0x40 | (length >> 8), length & 0xff];
  if (length < 0x40000000) return [0x80 | (length >> 24), (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff];
  throw new FederpostError("too_large", "a vector of MLS has less than 2^30 bytes");
}

/** RFC 9420 section 8: KDF.Expand(secret, KDFLabel, length), the KDFLabel built in place. */
function expandWithLabel(machine: Machine, steps: Steps, input: LabelInput): Bytes {
  const { secret, context, length } = input;
  checkBytes(secret, context);
  checkOutput(steps, length);
  const head = [...[length >> 8, length & 0xff], ...prefixedLabel(input.label), ...varint(context.length)];
  const info = new Uint8Array(head.length + context.length);
  info.set(head);
  info.set(context, head.length);
  return expand(machine, steps, { prk: secret, info, length });
}
