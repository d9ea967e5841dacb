import { FederpostError, labelled, utf8 } from "../base/index.ts";

/** What a recovery key opens: each its own key, so that neither says anything about the other. */
export interface RecoveryKeys {
  /** Wraps what opens the vault on this device; 32 bytes. */
  readonly wrappingKey: Uint8Array<ArrayBuffer>;
  /** Seals what the account keeps at its homeserver for a lost device; 32 bytes. */
  readonly blobKey: Uint8Array<ArrayBuffer>;
}

const labels = { wrappingKey: "federpost recovery key 1 way in", blobKey: "federpost recovery key 1 blob" } as const;

/**
 * The keys of a recovery key (HKDF-SHA-256, RFC 5869). It has 128 random bits, so nothing has to be stretched.
 * The caller owns the bytes and clears them after use.
 */
export async function deriveRecoveryKeys(recoveryKey: Uint8Array): Promise<RecoveryKeys> {
  if (recoveryKey.length !== 16) throw new FederpostError("internal", "A recovery key has 16 bytes.");
  const base = await crypto.subtle.importKey("raw", new Uint8Array(recoveryKey), "HKDF", false, ["deriveBits"]);
  const derive = async (label: string) => {
    const params = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(label) };
    return new Uint8Array(await crypto.subtle.deriveBits(params, base, 256));
  };
  const keys = { wrappingKey: await derive(labels.wrappingKey), blobKey: await derive(labels.blobKey) };
  return labelled(keys, "recovery keys");
}
