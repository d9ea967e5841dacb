import { type ChaCha20Poly1305, chacha20poly1305 } from "./aead.ts";
import { type Ed25519, ed25519, x25519, x25519Base } from "./curve.ts";
import { type HashStream, type LabelInput, sha2 } from "./hash.ts";
import { type Kem, type MlKem, mlkem768, xwing } from "./kem.ts";
import type { Machine } from "./machine.ts";
import { sponge } from "./sponge.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The primitives. All calls are synchronous, take bytes as Uint8Array and give fresh copies; arguments may overlap
 * and are never changed. Lengths a primitive is not defined for are refused with `invalid_params`.
 */
export interface Core {
  sha256(message: Uint8Array): Bytes;
  sha512(message: Uint8Array): Bytes;
  sha256Stream(): HashStream;
  sha512Stream(): HashStream;
  hmacSha256(key: Uint8Array, message: Uint8Array): Bytes;
  hmacSha512(key: Uint8Array, message: Uint8Array): Bytes;
  hkdfExtract256(salt: Uint8Array, ikm: Uint8Array): Bytes;
  hkdfExtract512(salt: Uint8Array, ikm: Uint8Array): Bytes;
  /** At most 255 digests long. */
  hkdfExpand256(prk: Uint8Array, info: Uint8Array, length: number): Bytes;
  hkdfExpand512(prk: Uint8Array, info: Uint8Array, length: number): Bytes;
  /** ExpandWithLabel of RFC 9420 section 8, the label without "MLS 1.0 ". */
  expandWithLabel256(input: LabelInput): Bytes;
  expandWithLabel512(input: LabelInput): Bytes;
  /** DeriveSecret of RFC 9420 section 8. */
  deriveSecret256(secret: Uint8Array, label: string): Bytes;
  deriveSecret512(secret: Uint8Array, label: string): Bytes;
  readonly chacha20poly1305: ChaCha20Poly1305;
  /** X25519 of RFC 7748; null when the result is all zero. */
  x25519(scalar: Uint8Array, u: Uint8Array): Bytes | null;
  /** X25519 with the base point: the public key of a scalar. */
  x25519Base(scalar: Uint8Array): Bytes;
  readonly ed25519: Ed25519;
  sha3_256(message: Uint8Array): Bytes;
  sha3_512(message: Uint8Array): Bytes;
  shake128(message: Uint8Array, length: number): Bytes;
  shake256(message: Uint8Array, length: number): Bytes;
  readonly mlkem768: MlKem;
  readonly xwing: Kem;
  /** Clears every region of the module that can hold a secret. Call it when a job is done. */
  wipe(): void;
}

const nothing = new Uint8Array(0);

/** The primitives on one machine. */
export function assembleCore(machine: Machine): Core {
  const sha256 = sha2(machine, 256);
  const sha512 = sha2(machine, 512);
  return {
    sha256: sha256.hash,
    sha512: sha512.hash,
    sha256Stream: sha256.stream,
    sha512Stream: sha512.stream,
    hmacSha256: sha256.hmac,
    hmacSha512: sha512.hmac,
    hkdfExtract256: sha256.hmac,
    hkdfExtract512: sha512.hmac,
    hkdfExpand256: sha256.expand,
    hkdfExpand512: sha512.expand,
    expandWithLabel256: sha256.expandWithLabel,
    expandWithLabel512: sha512.expandWithLabel,
    deriveSecret256: (secret, label) => sha256.expandWithLabel({ secret, label, context: nothing, length: 32 }),
    deriveSecret512: (secret, label) => sha512.expandWithLabel({ secret, label, context: nothing, length: 64 }),
    chacha20poly1305: chacha20poly1305(machine),
    x25519: (scalar, u) => x25519(machine, scalar, u),
    x25519Base: (scalar) => x25519Base(machine, scalar),
    ed25519: ed25519(machine),
    sha3_256: (message) => sponge(machine, "sha3-256", { message, length: 32 }),
    sha3_512: (message) => sponge(machine, "sha3-512", { message, length: 64 }),
    shake128: (message, length) => sponge(machine, "shake128", { message, length }),
    shake256: (message, length) => sponge(machine, "shake256", { message, length }),
    mlkem768: mlkem768(machine),
    xwing: xwing(machine),
    wipe: () => machine.wipe(),
  };
}
