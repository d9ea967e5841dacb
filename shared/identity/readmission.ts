import canonicalize from "canonicalize";
import * as v from "valibot";
import {
  type DeviceId,
  fromUtf8,
  parseDeviceId,
  parseRoomId,
  parseUserId,
  type RoomId,
  type UserId,
  utf8,
} from "../base/index.ts";
import { type PublicKey, type SigningKey, signJws, verifyJws } from "../crypto/index.ts";

/**
 * What a certified device says that has no state of a thread any more: let me in again. It holds for one thread
 * and a few epochs, and the device's own key signs it, so that nobody else can make members change a group.
 */
export interface Readmission {
  readonly room: RoomId;
  readonly account: UserId;
  readonly deviceId: DeviceId;
  /** The thread's epoch as far as the device can know it. */
  readonly epoch: bigint;
  readonly nonce: string;
}

/** A request whose signature holds under `mlsKey`; whether that is the device's key, its certificate says. */
export interface VerifiedReadmission extends Readmission {
  readonly mlsKey: PublicKey;
}

const typ = "federpost-readmission+jws";
const longestBytes = 4096;

const payload = v.strictObject({
  room: v.custom<RoomId>((value) => parseRoomId(value) !== null),
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  device_id: v.custom<DeviceId>((value) => parseDeviceId(value) !== null),
  epoch: v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/)),
  nonce: v.pipe(v.string(), v.minLength(16), v.maxLength(64)),
});

/** Signs a request with the key of the device's MLS leaves. */
export function issueReadmission(mlsKey: SigningKey, request: Readmission): Promise<string> {
  const { room, account, deviceId, epoch, nonce } = request;
  const content = { room, account, device_id: deviceId, epoch: epoch.toString(), nonce };
  return signJws(mlsKey, { typ, payload: utf8(canonicalize(content) ?? "") });
}

/** Checks a request's form and signature; null when either does not hold. Reads no clock. */
export async function verifyReadmission(jws: string): Promise<VerifiedReadmission | null> {
  if (jws.length > longestBytes) return null;
  const signed = await verifyJws(jws, typ);
  if (signed === null) return null;
  try {
    const parsed = v.safeParse(payload, JSON.parse(fromUtf8(signed.payload) ?? ""));
    if (!parsed.success) return null;
    const { device_id: deviceId, epoch, ...rest } = parsed.output;
    return { ...rest, deviceId, epoch: BigInt(epoch), mlsKey: signed.signer };
  } catch {
    return null;
  }
}
