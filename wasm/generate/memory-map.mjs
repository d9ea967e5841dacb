/**
 * The module's whole memory: who lives where, decided here and nowhere else. There is no allocator and no stack
 * in linear memory. Every region before `PUBLIC` may hold secrets and is cleared by wipe(); what must steer a
 * branch or an address (digits of a public scalar, rejection sampling of a public matrix) is copied to `PUBLIC`
 * first, which is the only memory the constant-time check treats as not secret.
 */
const start = 1024;

/** Name and size in bytes, in the order of addresses. Each region starts on a multiple of 16. */
const secretRegions = [
  ["KEY", 2432], // keys, seeds and scalars handed in; largest: an ML-KEM-768 decapsulation key (2400)
  ["NONCE", 16],
  ["OUT", 16384], // results; largest: 255 blocks of HKDF-SHA-512 (16320)
  ["HASH_STATE", 64], // running SHA-256 or SHA-512 state
  ["HASH_BLOCK", 256], // padded last block(s), HMAC pads
  ["HASH_SCHEDULE", 128], // message schedule, for SHA-256 with round constants added
  ["HMAC_KEY", 144], // the key taken last, as a block, and which hash it is for
  ["HMAC_INNER", 64],
  ["HMAC_OUTER", 64],
  ["HMAC_DIGEST", 64],
  ["CHACHA_STATE", 64],
  ["CHACHA_STREAM", 256], // four blocks of key stream
  ["POLY_STATE", 256], // accumulator, powers of r, pad
  ["POLY_BLOCK", 16],
  ["SCALAR", 32],
  ["FIELD_BYTES", 32],
  ["POWERS", 640], // four field vectors for exponentiation
  ["LADDER", 960], // six field vectors
  ["POINTS", 800], // five field vectors
  ["DIGITS", 64], // signed digits of a secret scalar
  ["BARRETT", 256],
  ["ED_KEY", 144], // seed, scalar, prefix, public key of the key used last
  ["ED_NONCE", 32],
  ["ED_DIGEST", 64],
  ["ED_POINT", 160],
  ["ED_DECODE", 1152],
  ["KECCAK", 208],
  ["KEM_INPUT", 48],
  ["KEM_COINS", 64],
  ["KEM_MESSAGE", 64],
  ["KEM_NOISE", 128],
  ["KEM_REJECT", 32],
  ["POLY_A", 512],
  ["POLY_V", 512],
  ["POLY_S", 1536],
  ["POLY_T", 1536],
  ["XWING", 240], // expanded seed (96), then what the combiner hashes (134)
];

const publicRegions = [
  ["PUBLIC", 1024],
  ["BASE_TABLE", 40960], // 256 cached multiples of edwards25519's base point
  ["BASE_ODD", 10240], // 64 odd ones
  ["ODD_POINT", 1280], // 8 odd multiples of a public key
];

/** Bytes in and out. Behind everything else, so that wipe() clears only as much of it as was used. */
const ioSize = 81920;

/**
 * @returns {{ addresses: Record<string, number>, secretStart: number, secretEnd: number, publicStart: number,
 *   publicEnd: number, ioSize: number, dataStart: number, pages: number }}
 */
export function memoryMap() {
  /** @type {Record<string, number>} */
  const addresses = {};
  let next = start;
  const place = (/** @type {string} */ name, /** @type {number} */ size) => {
    addresses[name] = next;
    next += Math.ceil(size / 16) * 16;
  };
  for (const [name, size] of secretRegions) place(String(name), Number(size));
  const secretEnd = next;
  for (const [name, size] of publicRegions) place(String(name), Number(size));
  const publicEnd = Number(addresses.BASE_TABLE);
  place("IO", ioSize);
  const pages = Math.ceil((next + 8192) / 65536);
  return {
    addresses,
    secretStart: start,
    secretEnd,
    publicStart: Number(addresses.PUBLIC),
    publicEnd,
    ioSize,
    dataStart: next,
    pages,
  };
}

/** The map as AssemblyScript constants. */
export function memorySource() {
  const map = memoryMap();
  const lines = Object.entries(map.addresses).map(([name, at]) => `export const ${name}: usize = ${at};`);
  lines.push(`export const IO_SIZE: u32 = ${map.ioSize};`);
  lines.push(`export const SECRET_START: usize = ${map.secretStart};`);
  lines.push(`export const SECRET_END: usize = ${map.secretEnd};`);
  return lines.join("\n");
}
