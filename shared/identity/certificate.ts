import canonicalize from "canonicalize";
import * as v from "valibot";
import { type DeviceId, fromUtf8, parseDeviceId, parseUserId, type UserId, utf8 } from "../base/index.ts";
import { type PublicKey, parsePublicKey, type SigningKey, signJws, verifyJws } from "../crypto/index.ts";

/** What a device may do in its account's name. Recipients check it too: a reader cannot send. */
export type Right = "read" | "send" | "manage";

/** What the identity key says of one device. */
export interface DeviceCertificate {
  readonly account: UserId;
  readonly deviceId: DeviceId;
  /** Ed25519 key of the device's MLS leaves. */
  readonly mlsKey: PublicKey;
  /** Ed25519 key that signs the device's letters and receipts. */
  readonly letterKey: PublicKey;
  readonly rights: readonly Right[];
  /** Number of the first identity document that lists the device: a later one that does not, revokes it. */
  readonly sinceDocument: number;
  /** Milliseconds since the epoch; at most two years ahead of issue. See docs/adr/0121 for its renewal. */
  readonly notAfterMs: number;
}

/** A certificate whose signature holds. `identityKey` signed it; whether that is the account's key, `considerDocument` says. */
export interface VerifiedCertificate extends DeviceCertificate {
  readonly identityKey: PublicKey;
  readonly jws: string;
}

const typ = "federpost-device+jws";
const longestBytes = 4096;

const payload = v.object({
  account: v.string(),
  device_id: v.string(),
  mls_key: v.string(),
  letter_key: v.string(),
  rights: v.pipe(v.array(v.picklist(["read", "send", "manage"])), v.maxLength(3)),
  since: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  not_after: v.pipe(v.number(), v.safeInteger()),
});

/** Signs a device certificate as a compact JWS. */
export function issueDeviceCertificate(identityKey: SigningKey, device: DeviceCertificate): Promise<string> {
  const content = {
    account: device.account,
    device_id: device.deviceId,
    mls_key: device.mlsKey,
    letter_key: device.letterKey,
    rights: device.rights,
    since: device.sinceDocument,
    not_after: device.notAfterMs,
  };
  return signJws(identityKey, { typ, payload: utf8(canonicalize(content) ?? "") });
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    return null;
  }
};

/**
 * Checks a device certificate's form and signature. Null when either does not hold.
 * Reads no clock: an expired certificate stays verifiable, since old letters do (the caller compares `notAfterMs`).
 */
export async function verifyDeviceCertificate(jws: string): Promise<VerifiedCertificate | null> {
  if (jws.length > longestBytes) return null;
  const signed = await verifyJws(jws, typ);
  if (signed === null) return null;
  const parsed = v.safeParse(payload, parseJson(signed.payload));
  if (!parsed.success) return null;
  const account = parseUserId(parsed.output.account);
  const deviceId = parseDeviceId(parsed.output.device_id);
  const mlsKey = parsePublicKey(parsed.output.mls_key);
  const letterKey = parsePublicKey(parsed.output.letter_key);
  if (account === null || deviceId === null || mlsKey === null || letterKey === null) return null;
  const { rights, since: sinceDocument, not_after: notAfterMs } = parsed.output;
  return { account, deviceId, mlsKey, letterKey, rights, sinceDocument, notAfterMs, identityKey: signed.signer, jws };
}
