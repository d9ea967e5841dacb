import { concatBytes, FederpostError, utf8 } from "../../shared/base/index.ts";
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
  hmacKnows(keyLength: number): number;
  hmacKey(keyLength: number): void;
  hmac(length: number): void;
  hmacBegin(): void;
  hmacEnd(length: number, total: number): void;
  expand(infoLength: number, length: number): void;
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
  hmacKnows: run.hmac256Knows,
  hmacKey: run.hmac256Key,
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
  hmacKnows: run.hmac512Knows,
  hmacKey: run.hmac512Key,
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

/** Puts the key into the module, unless it is the one used last. HMAC takes the hash of a key longer than a block. */
function needKey(machine: Machine, steps: Steps, key: Uint8Array): void {
  const short = key.length > steps.blockSize ? hashParts(machine, steps, [key]) : key;
  machine.put(short, at.KEY);
  if (steps.hmacKnows(short.length) !== 1) steps.hmacKey(short.length);
}

function hmac(
  machine: Machine,
  steps: Steps,
  input: { readonly key: Uint8Array; readonly parts: readonly Uint8Array[] },
): Bytes {
  checkBytes(input.key, ...input.parts);
  needKey(machine, steps, input.key);
  const [only] = input.parts;
  if (only !== undefined && input.parts.length === 1 && only.length <= ioSize) {
    machine.put(only, at.IO);
    steps.hmac(only.length);
  } else {
    steps.hmacBegin();
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
  needKey(machine, steps, input.prk);
  machine.put(input.info, at.IO + headroom);
  steps.expand(input.info.length, input.length);
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

/** Start of a KDFLabel: the length of the output, then "MLS 1.0 " and the label as a vector. */
interface LabelHead {
  readonly length: number;
  readonly bytes: Bytes;
}

const labelHeads = new Map<string, LabelHead>();
const mostLabels = 64;

/** MLS uses a dozen labels, each with one length, over and over. */
function labelHead(label: string, length: number): Bytes {
  const known = labelHeads.get(label);
  if (known?.length === length) return known.bytes;
  const full = utf8(`MLS 1.0 ${label}`);
  const bytes = Uint8Array.from([length >> 8, length & 0xff, ...varint(full.length), ...full]);
  if (labelHeads.size < mostLabels) labelHeads.set(label, { length, bytes });
  return bytes;
}

const oneByteLengths = Array.from({ length: 0x40 }, (_, length) => Uint8Array.of(length));

/** Length of a vector (RFC 9420 section 2.1.2): two bits give the size of the number. */
function varint(length: number): Bytes {
  const short = oneByteLengths[length];
  if (short) return short;
  if (length < 0x4000) return Uint8Array.of(0x40 | (length >> 8), length & 0xff);
  if (length < 0x40000000) {
    return Uint8Array.of(0x80 | (length >> 24), (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
  }
  throw new FederpostError("too_large", "a vector of MLS has less than 2^30 bytes");
}

/** RFC 9420 section 8: KDF.Expand(secret, KDFLabel, length), the KDFLabel laid out in the module's memory. */
function expandWithLabel(machine: Machine, steps: Steps, input: LabelInput): Bytes {
  const { secret, context, length } = input;
  checkBytes(secret, context);
  checkOutput(steps, length);
  const head = labelHead(input.label, length);
  const size = varint(context.length);
  const infoLength = head.length + size.length + context.length;
  if (infoLength > longestInfo) {
    const info = concatBytes(head, size, context);
    return expandLong(machine, steps, { prk: secret, info, length });
  }
  needKey(machine, steps, secret);
  const info = at.IO + headroom;
  machine.put(head, info);
  machine.put(size, info + head.length);
  machine.put(context, info + head.length + size.length);
  steps.expand(infoLength, length);
  return machine.take(at.OUT, length);
}
