import { concatBytes, equalBytes, fromBase64Url, fromHex, systemRandom, utf8 } from "../base/index.ts";

/**
 * P-256 and P-384 (FIPS 186-5) by WebCrypto. Secret scalars go nowhere else: arithmetic on them in JavaScript's big
 * integers takes a time that depends on them. Private keys are scalars, public keys uncompressed points, both raw.
 */
export interface NistCurve {
  readonly name: "P-256" | "P-384";
  /** Bytes of a scalar and of a coordinate. */
  readonly size: number;
  /** What ECDSA hashes the message with. */
  readonly hash: "SHA-256" | "SHA-384";
  readonly order: Uint8Array;
  readonly prime: bigint;
  readonly b: bigint;
  /** The base point. */
  readonly generator: Uint8Array<ArrayBuffer>;
  /** PKCS #8 (RFC 5958) of a private key without its public half, up to the scalar. */
  readonly pkcs8: Uint8Array;
}

type Owned = Uint8Array<ArrayBuffer>;
const bytes = (hex: string): Owned => fromHex(hex) ?? new Uint8Array();

export const p256: NistCurve = {
  name: "P-256",
  size: 32,
  hash: "SHA-256",
  order: bytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
  prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  generator: bytes(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  ),
  pkcs8: bytes("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"),
};

export const p384: NistCurve = {
  name: "P-384",
  size: 48,
  hash: "SHA-384",
  order: bytes("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
  prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  generator: bytes(
    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
  ),
  pkcs8: bytes("304e020100301006072a8648ce3d020106052b81040022043730350201010430"),
};

const importScalar = (curve: NistCurve, scalar: Uint8Array, use: "agree" | "sign" | "export"): Promise<CryptoKey> => {
  const algorithm = { name: use === "sign" ? "ECDSA" : "ECDH", namedCurve: curve.name };
  const key = concatBytes(curve.pkcs8, scalar);
  const usages: KeyUsage[] = [use === "sign" ? "sign" : "deriveBits"];
  return crypto.subtle.importKey("pkcs8", key, algorithm, use === "export", usages).finally(() => key.fill(0));
};

/** Null for bytes that are no point of the curve; compressed points do not occur in MLS (RFC 9420 section 5.1.1). */
async function importPoint(curve: NistCurve, point: Uint8Array, use: "ECDH" | "ECDSA"): Promise<CryptoKey | null> {
  if (point.length !== 2 * curve.size + 1 || point[0] !== 4) return null;
  const algorithm = { name: use, namedCurve: curve.name };
  return crypto.subtle
    .importKey("raw", point as Owned, algorithm, true, use === "ECDSA" ? ["verify"] : [])
    .catch(() => null);
}

/** The shared x coordinate (RFC 9180 section 7.1.4), or null when the public key is no point or the scalar no key. */
export async function ecdh(curve: NistCurve, scalar: Uint8Array, point: Uint8Array): Promise<Uint8Array | null> {
  const peer = await importPoint(curve, point, "ECDH");
  if (peer === null || !isScalar(curve, scalar)) return null;
  const own = await importScalar(curve, scalar, "agree");
  // Fails only for the point at infinity, which has no x.
  const shared = crypto.subtle.deriveBits({ name: "ECDH", public: peer }, own, curve.size * 8).catch(() => null);
  return shared.then((x) => (x === null ? null : new Uint8Array(x)));
}

/** Whether bytes are a private key: a number from one up to the order less one. Its time depends on nothing secret. */
export function isScalar(curve: NistCurve, scalar: Uint8Array): boolean {
  if (scalar.length !== curve.size) return false;
  let borrow = 0;
  let any = 0;
  for (let i = curve.size - 1; i >= 0; i--) {
    const digit = scalar[i] ?? 0;
    any |= digit;
    borrow = ((digit - (curve.order[i] ?? 0) - borrow) >> 8) & 1;
  }
  return borrow === 1 && any !== 0;
}

/** A fresh private key: random scalars until one fits, which the first nearly always does (FIPS 186-5 A.2.2). */
export function randomScalar(curve: NistCurve, random = systemRandom): Uint8Array {
  for (;;) {
    const scalar = random.bytes(curve.size);
    if (isScalar(curve, scalar)) return scalar;
  }
}

/** The public key of a private one. The caller has checked that it is one. */
export async function publicPoint(curve: NistCurve, scalar: Uint8Array): Promise<Uint8Array> {
  const key = await importScalar(curve, scalar, "export");
  const jwk = await crypto.subtle.exportKey("jwk", key).catch(() => null);
  const x = fromBase64Url(jwk?.x ?? "");
  const y = fromBase64Url(jwk?.y ?? "");
  return x?.length === curve.size && y?.length === curve.size
    ? concatBytes(Uint8Array.of(4), x, y)
    : pointByProbe(curve, scalar);
}

/**
 * The public key where the browser does not tell it (Firefox 153 imports a private key without its public half, but then
 * exports nothing): ECDH with the base point gives its x, the curve two values of y, and a signature says which.
 */
export async function pointByProbe(curve: NistCurve, scalar: Uint8Array): Promise<Uint8Array> {
  const x = await ecdh(curve, scalar, curve.generator);
  if (x === null) throw new RangeError("not a scalar");
  const probe = utf8("which y");
  const signature = await signP1363(curve, scalar, probe);
  const [even, odd] = pointsOf(curve, x);
  return (await verifyP1363(curve, even, { message: probe, signature })) ? even : odd;
}

const toNumber = (big: Uint8Array): bigint => big.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
const toBytes = (value: bigint, size: number): Owned => bytes(value.toString(16).padStart(2 * size, "0"));

// y² = x³ - 3x + b. The root is a power, since both primes are 3 modulo 4. Only public numbers come here.
function pointsOf({ prime, b, size }: NistCurve, coordinate: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const x = toNumber(coordinate);
  const square = (((x * x - 3n) * x + b) % prime) + prime;
  const root = power(square % prime, (prime + 1n) / 4n, prime);
  const point = (y: bigint) => concatBytes(Uint8Array.of(4), coordinate, toBytes(y, size));
  return [point(root), point(prime - root)];
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** ECDSA as r and s of fixed length (IEEE P1363). */
async function signP1363(curve: NistCurve, scalar: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const key = await importScalar(curve, scalar, "sign");
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: curve.hash }, key, message as Owned));
}

interface Signed {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

async function verifyP1363(curve: NistCurve, point: Uint8Array, { message, signature }: Signed): Promise<boolean> {
  const key = await importPoint(curve, point, "ECDSA");
  if (key === null) return false;
  return crypto.subtle.verify({ name: "ECDSA", hash: curve.hash }, key, signature as Owned, message as Owned);
}

/** ECDSA in DER, as MLS has it (RFC 9420 section 5.1.2). The caller has checked that the scalar is one. */
export async function signEcdsa(curve: NistCurve, scalar: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  return encodeSignature(await signP1363(curve, scalar, message));
}

/** Whether an ECDSA signature in DER holds. One encoding counts per signature. */
export async function verifyEcdsa(curve: NistCurve, point: Uint8Array, signed: Signed): Promise<boolean> {
  const signature = decodeSignature(signed.signature, curve.size);
  return signature !== null && verifyP1363(curve, point, { message: signed.message, signature });
}

const integerTag = 0x02;
const sequenceTag = 0x30;

function encodeInteger(number: Uint8Array): Uint8Array {
  const start = number.findIndex((byte) => byte !== 0);
  const digits = number.subarray(start === -1 ? number.length - 1 : start);
  // DER integers are signed: a leading one bit would be a minus.
  const sign = (digits[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return concatBytes(Uint8Array.of(integerTag, sign.length + digits.length), sign, digits);
}

/** ECDSA-Sig-Value of RFC 3279. For both curves every length fits one byte. */
function encodeSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const body = concatBytes(encodeInteger(signature.subarray(0, half)), encodeInteger(signature.subarray(half)));
  return concatBytes(Uint8Array.of(sequenceTag, body.length), body);
}

/** r and s of a DER signature, or null unless it is the one DER encoding of two numbers that fit. */
function decodeSignature(der: Uint8Array, size: number): Uint8Array | null {
  const firstLength = der[3] ?? 0;
  const r = leftPad(der.subarray(4, 4 + firstLength), size);
  const s = leftPad(der.subarray(6 + firstLength), size);
  if (r === null || s === null) return null;
  const signature = concatBytes(r, s);
  return equalBytes(encodeSignature(signature), der) ? signature : null;
}

function leftPad(integer: Uint8Array, size: number): Uint8Array | null {
  const digits = integer[0] === 0 ? integer.subarray(1) : integer;
  if (digits.length > size) return null;
  const padded = new Uint8Array(size);
  padded.set(digits, size - digits.length);
  return padded;
}
