import * as v from "valibot";
import { FederpostError, fromBase64, fromUtf8, labelled, toBase64, utf8 } from "../base/index.ts";
import { type PublicKey, parsePublicKey, type SigningKey } from "../crypto/index.ts";
import type { Change, Vault, WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";

/**
 * The account's identity key. It signs identity documents, device certificates and domain files and nothing else. It is
 * sealed for the owner, inside the vault's seal: an unlocked session alone cannot use it, a way in can. It is there only
 * while something is being signed.
 */

const recordKey = "identity";
const purpose = "identity key";
const deviceWay: WayIn = { kind: "device" };

const publicKey = v.custom<PublicKey>((value) => parsePublicKey(value) !== null);
const recordSchema = v.union([
  v.object({ publicKey, sealed: v.string() }),
  /** It came while no way in was at hand, and lies under the vault's seal alone until one is. */
  v.object({ publicKey, secret: v.string() }),
]);

/**
 * The change that stores the identity key of an account, in the same commit as the account itself. Where a lock was chosen
 * and nobody has come with a way in, the key is sealed for the owner when somebody next does.
 */
export async function storeIdentityKey(vault: Vault, way: WayIn | null, key: SigningKey): Promise<Change> {
  if (way === null && (await needsWayIn(vault))) return { store: "keys", key: recordKey, put: { ...key } };
  const sealed = await vault.sealForOwner(way ?? deviceWay, { purpose, plaintext: utf8(key.secret) });
  return { store: "keys", key: recordKey, put: { publicKey: key.publicKey, sealed: toBase64(sealed) } };
}

/**
 * Runs `work` with this account's identity key; the key must not outlive it. `way` is what the person came with; null
 * stands for the device's own way, where no lock was chosen. @throws FederpostError `locked` when a way in is needed that
 * was not given, `wrong_password` when the one given does not open the key, `rate_limited` after several wrong ones.
 */
export async function withIdentityKey<T>(
  desk: Pick<Desk, "vault" | "self">,
  way: WayIn | null,
  work: (key: SigningKey) => Promise<T>,
): Promise<T> {
  const { vault, self } = desk;
  if (way === null && (await needsWayIn(vault)))
    throw new FederpostError("locked", "This needs the passphrase, passkey or recovery key of the mailbox.");
  const parsed = v.safeParse(recordSchema, (await vault.read("keys", recordKey))?.value);
  if (!parsed.success || parsed.output.publicKey !== self.identityKey)
    throw new FederpostError("internal", "The account's identity key is not stored as it should be.");
  const stored = parsed.output;
  if ("secret" in stored) {
    // Sealing it asks for the way in as opening it would.
    await vault.commit([await storeIdentityKey(vault, way, stored)]);
    return work(stored);
  }
  const sealed = fromBase64(stored.sealed);
  if (sealed === null) throw new FederpostError("cannot_open", "The account's identity key is damaged.");
  const opened = await vault.openForOwner(way ?? deviceWay, { purpose, sealed });
  const secret = fromUtf8(opened);
  opened.fill(0);
  if (secret === null) throw new FederpostError("cannot_open", "The account's identity key is damaged.");
  return work(labelled({ publicKey: self.identityKey, secret }, "identity key"));
}

/** Whether the identity key needs a way in that the person must come with: a lock was chosen. */
export const needsWayIn = async (vault: Vault): Promise<boolean> =>
  !(await vault.ways()).some(({ kind }) => kind === "device");
