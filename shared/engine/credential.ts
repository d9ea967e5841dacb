import canonicalize from "canonicalize";
import type { Credential } from "ts-mls";
import * as v from "valibot";
import {
  type DeviceId,
  fromBase64Url,
  fromUtf8,
  parseDeviceId,
  parseUserId,
  type UserId,
  utf8,
} from "../base/index.ts";
import type { SigningKey } from "../crypto/index.ts";

/** The device that this engine acts for. */
export interface OwnDevice {
  readonly account: UserId;
  readonly deviceId: DeviceId;
  readonly mlsKey: SigningKey;
  readonly certificate: string;
}

/** Basic credential of MSC4256: who and which device, with the key that the leaf signs with. */
export function makeCredential(device: OwnDevice): Credential {
  const identity = { user_id: device.account, device_id: device.deviceId, signature_key: device.mlsKey.publicKey };
  return { credentialType: "basic", identity: utf8(canonicalize(identity) ?? "") };
}

const credentialSchema = v.strictObject({ user_id: v.string(), device_id: v.string(), signature_key: v.string() });

/** Account, device and key of a credential, or null when it is not of our kind. */
export function readCredential(credential: Credential) {
  if (credential.credentialType !== "basic" || credential.identity.length > 1024) return null;
  try {
    const parsed = v.safeParse(credentialSchema, JSON.parse(fromUtf8(credential.identity) ?? ""));
    if (!parsed.success) return null;
    const account = parseUserId(parsed.output.user_id);
    const deviceId = parseDeviceId(parsed.output.device_id);
    const signatureKey = fromBase64Url(parsed.output.signature_key);
    return account !== null && deviceId !== null && signatureKey?.length === 32
      ? { account, deviceId, signatureKey }
      : null;
  } catch {
    return null;
  }
}
