type Bytes = Uint8Array;
type Aead = (key: Bytes, nonce: Bytes, aad: Bytes, text: Bytes) => Bytes;

interface Kem {
  keygen(seed: Bytes): { publicKey: Bytes; secretKey: Bytes };
  encapsulate(publicKey: Bytes, seed: Bytes): { cipherText: Bytes; sharedSecret: Bytes };
  decapsulate(ciphertext: Bytes, secretKey: Bytes): Bytes;
}

export interface CryptoPeers {
  readonly versions: Readonly<Record<"sodium" | "noble" | "nobleKem" | "hashWasm", string>>;
  readonly sodium: {
    readonly seal: Aead;
    readonly open: Aead;
    readonly sha256: (message: Bytes) => Bytes;
    readonly x25519: (scalar: Bytes, u: Bytes) => Bytes;
    readonly x25519Base: (scalar: Bytes) => Bytes;
    readonly signer: (seed: Bytes) => (message: Bytes) => Bytes;
    readonly publicKey: (seed: Bytes) => Bytes;
    readonly verify: (publicKey: Bytes, message: Bytes, signature: Bytes) => boolean;
  };
  readonly noble: {
    readonly seal: Aead;
    readonly sha256: (message: Bytes) => Bytes;
    readonly x25519: (scalar: Bytes, u: Bytes) => Bytes;
    readonly sign: (seed: Bytes, message: Bytes) => Bytes;
    readonly verify: (publicKey: Bytes, message: Bytes, signature: Bytes) => boolean;
    readonly xwing: Kem;
    readonly mlkem768: Kem;
  };
  readonly hashWasm: { readonly sha256: (message: Bytes) => Bytes };
}

export function loadCryptoPeers(): Promise<CryptoPeers>;
