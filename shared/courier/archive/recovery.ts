import * as v from "valibot";
import {
  FederpostError,
  fromBase64,
  fromBase64Url,
  fromUtf8,
  type Random,
  toBase64,
  toBase64Url,
  type UserId,
  utf8,
} from "../../base/index.ts";
import {
  deriveRecoveryKeys,
  deriveStorageKey,
  type PublicKey,
  parsePublicKey,
  type SigningKey,
} from "../../crypto/index.ts";
import type { Transport } from "../../transport/index.ts";
import type { Change, WayIn } from "../../vault/index.ts";
import type { Desk } from "../desk.ts";
import { withIdentityKey } from "../identity-key.ts";
import { makeArchiveKey, putArchiveKey, readArchiveKey } from "./key.ts";

/**
 * What a recovery key brings back when every device is lost: identity key and archive key, sealed under it, in the
 * account's own data at the homeserver. Nothing in it is open but which account it belongs to.
 */

export const recoveryType = "de.federpost.recovery";

const sealedBlob = v.object({ version: v.literal(1), account: v.string(), sealed: v.string() });
type SealedBlob = v.InferOutput<typeof sealedBlob>;

const inside = v.object({
  identityKey: v.object({
    publicKey: v.custom<PublicKey>((value) => parsePublicKey(value) !== null),
    secret: v.string(),
  }),
  archiveKey: v.string(),
});

/** What the recovery key opens. The caller clears the archive key. */
export interface Recovered {
  readonly identityKey: SigningKey;
  readonly archiveKey: Uint8Array<ArrayBuffer>;
}

const contextOf = (account: UserId): string => JSON.stringify(["federpost recovery", 1, account]);

async function blobKeyOf(recoveryKey: Uint8Array) {
  const { wrappingKey, blobKey } = await deriveRecoveryKeys(recoveryKey);
  wrappingKey.fill(0);
  try {
    return await deriveStorageKey(blobKey, "federpost recovery blob 1");
  } finally {
    blobKey.fill(0);
  }
}

async function sealBlob(
  { account, identityKey, archiveKey }: Recovered & { readonly account: UserId },
  recoveryKey: Uint8Array,
  random: Random,
): Promise<SealedBlob> {
  const key = await blobKeyOf(recoveryKey);
  const plaintext = utf8(JSON.stringify({ identityKey, archiveKey: toBase64Url(archiveKey) }));
  const sealed = await key.seal(contextOf(account), plaintext, random);
  plaintext.fill(0);
  return { version: 1, account, sealed: toBase64(sealed) };
}

const noRecovery = (message: string) => new FederpostError("no_recovery", message);

/**
 * Opens the account's recovery blob. @throws FederpostError `no_recovery` when the homeserver has none of this account,
 * `wrong_recovery_key`, and what the transport throws.
 */
export async function openRecovery(transport: Transport, recoveryKey: Uint8Array): Promise<Recovered> {
  const stored = await transport.readAccountData(recoveryType);
  const parsed = v.safeParse(sealedBlob, stored);
  const sealed = parsed.success ? fromBase64(parsed.output.sealed) : null;
  if (!parsed.success || sealed === null) throw noRecovery("The homeserver has no recovery for this account.");
  if (parsed.output.account !== transport.userId) {
    throw noRecovery("The homeserver handed out another account's recovery; ask its operator.");
  }
  const key = await blobKeyOf(recoveryKey);
  const opened = await key.open(contextOf(transport.userId), sealed);
  if (opened === null) throw new FederpostError("wrong_recovery_key", "This recovery key is not this account's.");
  const content = v.safeParse(inside, JSON.parse(fromUtf8(opened) ?? "null"));
  opened.fill(0);
  const archiveKey = content.success ? fromBase64Url(content.output.archiveKey) : null;
  if (!content.success || archiveKey?.length !== 32) throw noRecovery("The account's recovery has an unknown form.");
  return { identityKey: content.output.identityKey, archiveKey };
}

const at = { store: "keys", key: "recovery" } as const;

/**
 * Makes the account recoverable by this recovery key, in place of any before: what it replaces opens nothing any more.
 * The homeserver has it when this resolves. @throws FederpostError as `withIdentityKey` and the transport do.
 */
export async function createRecovery(desk: Desk, recoveryKey: Uint8Array, way: WayIn | null): Promise<void> {
  const archiveKey = await archiveKeyOf(desk);
  const account = desk.self.account;
  const blob = await withIdentityKey(desk, way, (identityKey) =>
    sealBlob({ account, identityKey, archiveKey }, recoveryKey, desk.random),
  );
  archiveKey.fill(0);
  await desk.transport.writeAccountData(recoveryType, blob);
  await desk.vault.commit([{ ...at, put: { ...blob, createdAtMs: desk.clock.now() } }]);
}

async function archiveKeyOf(desk: Desk): Promise<Uint8Array<ArrayBuffer>> {
  const known = await readArchiveKey(desk.vault);
  if (known !== null) return known;
  const fresh = makeArchiveKey(desk.random);
  await desk.vault.commit([putArchiveKey(fresh)]);
  return fresh;
}

/** Overwrites the homeserver's copy. */
export const dropRecovery = (transport: Transport): Promise<void> => transport.writeAccountData(recoveryType, {});

/** The account can no longer be recovered. The homeserver's copy is overwritten: account data cannot be deleted. */
export async function removeRecovery(desk: Desk): Promise<void> {
  await dropRecovery(desk.transport);
  await desk.vault.commit([{ ...at, remove: true }]);
}

const own = v.object({ ...sealedBlob.entries, createdAtMs: v.number() });

/** When this account's recovery was made here, or null while there is none. */
export async function readRecovery(desk: Pick<Desk, "vault">): Promise<{ readonly createdAtMs: number } | null> {
  const parsed = v.safeParse(own, (await desk.vault.read(at.store, at.key))?.value);
  return parsed.success ? { createdAtMs: parsed.output.createdAtMs } : null;
}

/** Whether the homeserver holds a recovery of this account; only its key says whether it is the account's own. */
export async function hasRecovery(transport: Transport): Promise<boolean> {
  const parsed = v.safeParse(sealedBlob, await transport.readAccountData(recoveryType));
  return parsed.success && parsed.output.account === transport.userId;
}

/** The change by which a recovered device knows the recovery it came in by. */
export async function putFoundRecovery(transport: Transport, nowMs: number): Promise<Change[]> {
  const parsed = v.safeParse(sealedBlob, await transport.readAccountData(recoveryType));
  return parsed.success ? [{ ...at, put: { ...parsed.output, createdAtMs: nowMs } }] : [];
}

/**
 * Puts the recovery blob back when the homeserver has none any more: it was restored from an older backup. One that
 * another device of the account replaced meanwhile stays.
 */
export async function keepRecovery(desk: Desk): Promise<void> {
  const parsed = v.safeParse(own, (await desk.vault.read(at.store, at.key))?.value);
  if (!parsed.success) return;
  if ((await desk.transport.readAccountData(recoveryType)) !== null) return;
  const { version, account, sealed } = parsed.output;
  await desk.transport.writeAccountData(recoveryType, { version, account, sealed });
}
