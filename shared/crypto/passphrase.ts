import { argon2id } from "hash-wasm";
import { FederpostError } from "../base/index.ts";

/** Argon2id's cost (RFC 9106): memory in KiB, passes over it, lanes. */
export interface PassphraseCost {
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
}

/** What a new passphrase is stretched with: about a third of a second on a small laptop. */
export const passphraseCost: PassphraseCost = { memoryKiB: 65_536, iterations: 3, parallelism: 1 };

const inRange = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

/** Whether the cost is one that we would ever store. What lies in a profile may have been written by somebody else. */
export const isPassphraseCost = ({ memoryKiB, iterations, parallelism }: PassphraseCost): boolean =>
  inRange(memoryKiB, 65_536, 1_048_576) && inRange(iterations, 1, 64) && inRange(parallelism, 1, 16);

/**
 * 32 bytes of a passphrase, the same for every way of typing it (Unicode NFC, as RFC 8265 section 4.2 says).
 * The caller clears them after use. Takes its time: call it once per attempt.
 */
export async function stretchPassphrase(
  passphrase: string,
  { salt, cost }: { readonly salt: Uint8Array; readonly cost: PassphraseCost },
): Promise<Uint8Array<ArrayBuffer>> {
  if (passphrase === "" || salt.length < 16 || !isPassphraseCost(cost))
    throw new FederpostError("internal", "A passphrase cannot be stretched like this.");
  const { memoryKiB, iterations, parallelism } = cost;
  const hash = await argon2id({
    password: passphrase.normalize("NFC"),
    salt,
    memorySize: memoryKiB,
    iterations,
    parallelism,
    hashLength: 32,
    outputType: "binary",
  });
  return new Uint8Array(hash);
}
