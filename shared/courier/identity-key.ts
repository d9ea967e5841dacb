import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import { type PublicKey, parsePublicKey, type SigningKey } from "../crypto/index.ts";
import type { Change, Vault, WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";

/**
 * The account's identity key. It signs identity documents, device certificates and domain files and nothing else, and is
 * there only while one of them is being signed.
 */

const recordKey = "identity";

const recordSchema = v.object({
  publicKey: v.custom<PublicKey>((value) => parsePublicKey(value) !== null),
  secret: v.string(),
});

/** The change that stores the identity key of an account, in the same commit as the account itself. */
export async function storeIdentityKey(_vault: Vault, _way: WayIn | null, key: SigningKey): Promise<Change> {
  return { store: "keys", key: recordKey, put: { ...key } };
}

/**
 * Runs `work` with this account's identity key; the key must not outlive it. `way` is what the person came with; null
 * stands for the device's own way, where no lock was chosen. @throws FederpostError `locked` when a way in is needed that
 * was not given, `wrong_password` when the one given does not open the key.
 */
export async function withIdentityKey<T>(
  desk: Pick<Desk, "vault" | "self">,
  _way: WayIn | null,
  work: (key: SigningKey) => Promise<T>,
): Promise<T> {
  const parsed = v.safeParse(recordSchema, (await desk.vault.read("keys", recordKey))?.value);
  if (!parsed.success || parsed.output.publicKey !== desk.self.identityKey)
    throw new FederpostError("internal", "The account's identity key is not stored as it should be.");
  return work(parsed.output);
}
