import { fromBase64Url } from "../base/index.ts";
import { type PublicKey, sha256 } from "../crypto/index.ts";

/**
 * Short code of an identity key that two people compare in person: 30 digits in groups of five, about 100 bits of
 * SHA-256 over the key. Six groups are read aloud in half a minute.
 */
export async function safetyCode(key: PublicKey): Promise<string> {
  const digest = await sha256(fromBase64Url(key) ?? new Uint8Array());
  // Five bytes of the digest give one group; a 40-bit number stays exact in a double.
  const group = (i: number) => {
    const number = digest.subarray(5 * i, 5 * i + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    return String(number % 100_000).padStart(5, "0");
  };
  return [0, 1, 2, 3, 4, 5].map(group).join(" ");
}
