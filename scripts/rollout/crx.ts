import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";

/**
 * CRX3, the package that Chromium installs: a header with the signer's key and signature, then a ZIP.
 * Format: `components/crx_file/crx3.proto` of Chromium.
 */

/** A signed package and the id that its signer's key gives the extension. */
export interface Crx {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Signs a ZIP as a CRX3. The key is RSA with at least 2,048 bits; whoever has it can update the extension. */
export function sealCrx(zip: Uint8Array, key: KeyObject): Crx {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  // SignedData { bytes crx_id = 1 }
  const signedData = field(1, digestOf(spki).subarray(0, 16));
  const signature = sign(
    "sha256",
    Buffer.concat([Buffer.from("CRX3 SignedData\0", "latin1"), uint32(signedData.length), signedData, zip]),
    key,
  );
  // AsymmetricKeyProof { bytes public_key = 1; bytes signature = 2 }
  const proof = Buffer.concat([field(1, spki), field(2, signature)]);
  // CrxFileHeader { repeated AsymmetricKeyProof sha256_with_rsa = 2; bytes signed_header_data = 10000 }
  const header = Buffer.concat([field(2, proof), field(10_000, signedData)]);
  return {
    id: extensionIdOf(key),
    bytes: Buffer.concat([Buffer.from("Cr24", "latin1"), uint32(3), uint32(header.length), header, zip]),
  };
}

/** The id Chromium gives an extension by its signer's key: 32 letters from a to p. */
export const extensionIdOf = (key: KeyObject): string =>
  [...digestOf(createPublicKey(key).export({ type: "spki", format: "der" })).subarray(0, 16)]
    .flatMap((byte) => [byte >> 4, byte & 15])
    .map((nibble) => String.fromCharCode(97 + nibble))
    .join("");

const digestOf = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** A length-delimited field of a protocol buffer. */
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
