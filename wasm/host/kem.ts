import { at, checkBytes, checkLength, type Machine } from "./machine.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface KemKeyPair {
  readonly publicKey: Bytes;
  readonly secretKey: Bytes;
}

export interface Encapsulation {
  readonly ciphertext: Bytes;
  readonly sharedSecret: Bytes;
}

/** A key encapsulation mechanism whose randomness is handed in. Seeds of other lengths are refused. */
export interface Kem {
  keygen(seed: Uint8Array): KemKeyPair;
  /** Null for a public key of another length or with coefficients out of range (FIPS 203 section 7.2). */
  encapsulate(publicKey: Uint8Array, seed: Uint8Array): Encapsulation | null;
  /** Null for inputs of another length or an inconsistent key. A forged ciphertext gives a secret nobody knows. */
  decapsulate(secretKey: Uint8Array, ciphertext: Uint8Array): Bytes | null;
}

/** ML-KEM-768 of FIPS 203: keygen takes d and z, encapsulate the message m, 32 bytes each. */
export interface MlKem extends Omit<Kem, "keygen"> {
  keygen(d: Uint8Array, z: Uint8Array): KemKeyPair;
}

const seedSize = 32;
const secretSize = 32;
const kem = { publicKey: 1184, secretKey: 2400, ciphertext: 1088, publicInSecret: 1152 };
const hybrid = { publicKey: 1216, ciphertext: 1120, seed: 64 };

/** ML-KEM-768 on a machine. */
export const mlkem768 = (machine: Machine): MlKem => ({
  keygen: (d, z) => {
    checkLength(d, seedSize, "d");
    checkLength(z, seedSize, "z");
    machine.put(d, at.KEY);
    machine.put(z, at.KEY + seedSize);
    machine.run.kemKeygen();
    const publicKey = machine.take(at.OUT + kem.publicInSecret, kem.publicKey);
    return { publicKey, secretKey: machine.take(at.OUT, kem.secretKey) };
  },
  encapsulate: (publicKey, message) => {
    checkBytes(publicKey);
    checkLength(message, seedSize, "the message");
    if (publicKey.length !== kem.publicKey) return null;
    machine.put(publicKey, at.KEY);
    machine.put(message, at.KEY + kem.publicKey);
    return machine.run.kemEncapsulate() === 1 ? encapsulation(machine, kem.ciphertext) : null;
  },
  decapsulate: (secretKey, ciphertext) => {
    checkBytes(secretKey, ciphertext);
    if (secretKey.length !== kem.secretKey || ciphertext.length !== kem.ciphertext) return null;
    machine.put(secretKey, at.KEY);
    machine.put(ciphertext, at.IO);
    return machine.run.kemDecapsulate() === 1 ? machine.take(at.OUT, secretSize) : null;
  },
});

/** Ciphertext in OUT, the shared secret behind it. */
const encapsulation = (machine: Machine, size: number): Encapsulation => ({
  ciphertext: machine.take(at.OUT, size),
  sharedSecret: machine.take(at.OUT + size, secretSize),
});

/** X-Wing on a machine: the secret key is its 32-byte seed, encapsulate takes 64 bytes. */
export const xwing = (machine: Machine): Kem => ({
  keygen: (seed) => {
    checkLength(seed, seedSize, "the seed");
    machine.put(seed, at.KEY);
    machine.run.xwingKeygen();
    const publicKey = machine.take(at.OUT + kem.publicInSecret, hybrid.publicKey);
    return { publicKey, secretKey: Uint8Array.from(seed) };
  },
  encapsulate: (publicKey, seed) => {
    checkBytes(publicKey);
    checkLength(seed, hybrid.seed, "the seed");
    if (publicKey.length !== hybrid.publicKey) return null;
    machine.put(publicKey, at.KEY);
    machine.put(seed, at.KEY + hybrid.publicKey);
    return machine.run.xwingEncapsulate() === 1 ? encapsulation(machine, hybrid.ciphertext) : null;
  },
  decapsulate: (secretKey, ciphertext) => {
    checkBytes(secretKey, ciphertext);
    if (secretKey.length !== seedSize || ciphertext.length !== hybrid.ciphertext) return null;
    machine.put(secretKey, at.KEY);
    machine.put(ciphertext, at.IO);
    machine.run.xwingDecapsulate();
    return machine.take(at.OUT, secretSize);
  },
});
