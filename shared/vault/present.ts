import * as v from "valibot";
import { FederpostError, fromBase64Url, parseRecoveryKey, type Random, toBase64Url } from "../base/index.ts";
import {
  deriveRecoveryKeys,
  isPassphraseCost,
  type PassphraseCost,
  passphraseCost,
  stretchPassphrase,
} from "../crypto/index.ts";
import type { NewWay, Vault, WayIn } from "./vault.ts";

/** From what a person comes with to the way in that the vault knows, and back to what must be stored for it. */

/** What a person comes with: typed, or given by the browser's passkey (WebAuthn PRF, 32 bytes). */
export type PresentedWay =
  | { readonly kind: "device" }
  | { readonly kind: "passphrase"; readonly passphrase: string }
  | { readonly kind: "passkey"; readonly secret: Uint8Array }
  | { readonly kind: "recovery"; readonly recoveryKey: string };

/** What must be known of a passkey to ask for it again. */
export interface PasskeyParams {
  /** WebAuthn credential id, base64url. */
  readonly credential: string;
  /** Input of its PRF, base64url. */
  readonly salt: string;
}

const passphraseParams = v.object({
  kdf: v.literal("argon2id"),
  memoryKiB: v.number(),
  iterations: v.number(),
  parallelism: v.number(),
  salt: v.string(),
});
const passkeyParams = v.object({ credential: v.string(), salt: v.string() });

/** The stored parameters of the passkey, or null when there is none or they are not ours. */
export const parsePasskeyParams = (params: unknown): PasskeyParams | null => {
  const parsed = v.safeParse(passkeyParams, params);
  return parsed.success ? parsed.output : null;
};

/** The typed recovery key's 16 bytes. @throws FederpostError `invalid_params` when it is none: the page says where. */
export function recoveryKeyOf(typed: string): Uint8Array<ArrayBuffer> {
  const parsed = parseRecoveryKey(typed);
  if (parsed.kind !== "key") throw new FederpostError("invalid_params", "This is no recovery key: check each group.");
  return parsed.recoveryKey;
}

async function recoveryWay(typed: string): Promise<WayIn> {
  const recoveryKey = recoveryKeyOf(typed);
  const { wrappingKey, blobKey } = await deriveRecoveryKeys(recoveryKey);
  recoveryKey.fill(0);
  blobKey.fill(0);
  return { kind: "recovery", wrappingKey };
}

interface StoredPassphrase {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly cost: PassphraseCost;
}

async function storedPassphrase(vault: Vault): Promise<StoredPassphrase> {
  const listing = (await vault.ways()).find(({ kind }) => kind === "passphrase");
  if (listing === undefined) throw new FederpostError("unsupported", "This mailbox has no passphrase.");
  const parsed = v.safeParse(passphraseParams, listing.params);
  const salt = parsed.success ? fromBase64Url(parsed.output.salt) : null;
  if (!parsed.success || salt === null || salt.length < 16 || !isPassphraseCost(parsed.output))
    throw new FederpostError("cannot_open", "The stored passphrase settings were changed; use another way in.");
  const { memoryKiB, iterations, parallelism } = parsed.output;
  return { salt, cost: { memoryKiB, iterations, parallelism } };
}

/**
 * The way in that the vault takes. Stretching a passphrase takes about a third of a second. @throws FederpostError
 * `unsupported` when there is no such way, `invalid_params` for what is no recovery key, `rate_limited` before a passphrase
 * is stretched in vain.
 */
export async function presentWay(vault: Vault, presented: PresentedWay): Promise<WayIn> {
  switch (presented.kind) {
    case "device":
      return { kind: "device" };
    case "passkey":
      return { kind: "passkey", wrappingKey: presented.secret };
    case "recovery":
      return recoveryWay(presented.recoveryKey);
    case "passphrase": {
      const stored = await storedPassphrase(vault);
      const retryAfterMs = await vault.guessWaitMs();
      if (retryAfterMs > 0)
        throw new FederpostError("rate_limited", "Too many wrong attempts; wait before the next.", { retryAfterMs });
      return { kind: "passphrase", wrappingKey: await stretchPassphrase(presented.passphrase, stored) };
    }
  }
}

/** A passphrase as a new way in, with a fresh salt and today's cost. */
export async function newPassphrase(
  passphrase: string,
  { random, cost = passphraseCost }: { readonly random: Random; readonly cost?: PassphraseCost },
): Promise<NewWay> {
  const salt = random.bytes(16);
  const wrappingKey = await stretchPassphrase(passphrase, { salt, cost });
  return { way: { kind: "passphrase", wrappingKey }, params: { kdf: "argon2id", ...cost, salt: toBase64Url(salt) } };
}

/** A passkey as a new way in. */
export const newPasskey = (secret: Uint8Array, { credential, salt }: PasskeyParams): NewWay => ({
  way: { kind: "passkey", wrappingKey: secret },
  params: { credential, salt },
});

/** A recovery key as a new way in. */
export const newRecoveryWay = async (typed: string): Promise<NewWay> => ({
  way: await recoveryWay(typed),
  params: null,
});

/** Clears what a person came with. */
export function forgetWay(way: WayIn): void {
  if (way.kind !== "device") way.wrappingKey.fill(0);
}

/**
 * Stretches a passphrase anew where the defaults have grown since it was set. `way` has just opened the vault. Nothing
 * changes when it is no passphrase or strong enough.
 */
export async function strengthenPassphrase(
  vault: Vault,
  { presented, way, random }: { readonly presented: PresentedWay; readonly way: WayIn; readonly random: Random },
): Promise<boolean> {
  if (presented.kind !== "passphrase") return false;
  const { cost } = await storedPassphrase(vault);
  const enough = cost.memoryKiB >= passphraseCost.memoryKiB && cost.iterations >= passphraseCost.iterations;
  if (enough) return false;
  await vault.changeWays(way, { add: [await newPassphrase(presented.passphrase, { random })] });
  return true;
}
