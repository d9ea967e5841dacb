// X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519, safe as long as one of them is.
import { IO, KEY, OUT, XWING } from "../build/generated/memory";
import { sha3_256, shake256 } from "./keccak";
import { CT_SIZE, decapsulate, EK_IN_DK, EK_SIZE, encapsulate, keygen } from "./mlkem";
import { x25519, x25519Base } from "./x25519";

/** SHAKE-256 of the seed: d and z of ML-KEM, then X25519's scalar. */
const EXPANDED: usize = XWING;
const SCALAR_X: usize = XWING + 64;
/** What the combiner hashes: both secrets, X25519's ciphertext and public key, label. */
const SECRET_M: usize = XWING + 96;
const SECRET_X: usize = XWING + 128;
const CIPHERTEXT_X: usize = XWING + 160;
const PUBLIC_X: usize = XWING + 192;
const LABEL: usize = XWING + 224;

function combine(out: usize): void {
  // The label is \.//^\ in ASCII.
  store<u32>(LABEL, 0x2f2f2e5c);
  store<u16>(LABEL, 0x5c5e, 4);
  sha3_256(out, SECRET_M, 134);
}

/** Seed in KEY; public key to OUT + 1152, where ML-KEM's encapsulation key stands in its decapsulation key. */
export function makeHybridKey(): void {
  shake256(EXPANDED, 96, KEY, 32);
  keygen(OUT, EXPANDED);
  x25519Base(OUT + EK_IN_DK + EK_SIZE, SCALAR_X);
}

/** Public key in KEY, coins behind it; ciphertext to OUT, shared secret behind it. 0 when the key is not valid. */
export function encapsulateHybrid(): u32 {
  const publicX = KEY + EK_SIZE, coins = publicX + 32;
  const valid = encapsulate(OUT, KEY, coins);
  memory.copy(SECRET_M, OUT + CT_SIZE, 32);
  x25519Base(CIPHERTEXT_X, coins + 32);
  x25519(SECRET_X, coins + 32, publicX);
  memory.copy(PUBLIC_X, publicX, 32);
  memory.copy(OUT + CT_SIZE, CIPHERTEXT_X, 32);
  combine(OUT + CT_SIZE + 32);
  return valid;
}

/** Seed in KEY, ciphertext in IO; shared secret to OUT. The key pair is made anew from its seed. */
export function decapsulateHybrid(): void {
  const dk = KEY + 32;
  shake256(EXPANDED, 96, KEY, 32);
  keygen(dk, EXPANDED);
  decapsulate(SECRET_M, dk, IO, OUT);
  memory.copy(CIPHERTEXT_X, IO + CT_SIZE, 32);
  x25519(SECRET_X, SCALAR_X, CIPHERTEXT_X);
  x25519Base(PUBLIC_X, SCALAR_X);
  combine(OUT);
}
