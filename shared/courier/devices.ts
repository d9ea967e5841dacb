import { type DeviceId, FederpostError, isFederpostError } from "../base/index.ts";
import { verifyIdentityDocument } from "../identity/index.ts";
import type { AccountProof, BrowserConfirmation } from "../transport/index.ts";
import type { WayIn } from "../vault/index.ts";
import { type Reissued, reissue, storedSelf } from "./account.ts";
import type { Desk } from "./desk.ts";
import { deviceNames } from "./device-names.ts";
import { adoptPublished, ownDocument, settleEverywhere } from "./own-document.ts";
import { publish } from "./pairing.ts";

/** The account's devices as the person sees them, and the end of one. */

export interface OwnDeviceView {
  readonly deviceId: DeviceId;
  /** As the account's devices call it among themselves; null for one that none of them has named. */
  readonly name: string | null;
  readonly thisDevice: boolean;
  /** False: the homeserver lists it, but the account's own document does not; it gets no letters. */
  readonly certified: boolean;
  readonly notAfterMs: number | null;
  /** By the homeserver's word; null when it says nothing. */
  readonly lastSeenMs: number | null;
  /** False: the account's document lists it, and the homeserver no longer does. */
  readonly signedIn: boolean;
}

/** What the homeserver lists and what the account's own identity document does. */
export async function listDevices(desk: Desk): Promise<OwnDeviceView[]> {
  const [listed, document, names] = await Promise.all([
    desk.transport.devices(),
    verifyIdentityDocument(desk.self.document),
    deviceNames(desk),
  ]);
  const certified = new Map((document?.devices ?? []).map((device) => [device.deviceId, device] as const));
  const seen = new Map(listed.map((device) => [device.deviceId, device] as const));
  return [...new Set([...certified.keys(), ...seen.keys()])].map((deviceId) => ({
    deviceId,
    name: names.get(deviceId) ?? null,
    thisDevice: deviceId === desk.self.deviceId,
    certified: certified.has(deviceId),
    notAfterMs: certified.get(deviceId)?.notAfterMs ?? null,
    lastSeenMs: seen.get(deviceId)?.lastSeenMs ?? null,
    signedIn: seen.has(deviceId),
  }));
}

/**
 * Signs another device out: at the homeserver, which checks the password or a login first, then for everybody else by a new document
 * without it and, thread by thread, by a commit that takes it out. Where the homeserver wants something other than a password the rest
 * is done all the same, since that is what keeps letters from it. Where the person
 * has to confirm in the browser first, nothing is done yet and the answer says where. @throws FederpostError `wrong_password`, `unsupported`,
 * `invalid_params` for this device itself (sign out instead), and what `withIdentityKey` and the transport throw.
 */
export async function removeDevice(
  desk: Desk,
  device: DeviceId,
  { proof, way }: { readonly proof: AccountProof; readonly way: WayIn | null },
): Promise<BrowserConfirmation | null> {
  if (device === desk.self.deviceId) throw new FederpostError("invalid_params", "Sign out to remove this device.");
  await adoptPublished(desk);
  const listed = (await ownDocument(desk)).devices.some(({ deviceId }) => deviceId === device);
  const anew = listed ? await reissue(desk, { way, devices: { without: device } }) : null;
  const outcome = await desk.transport.deleteDevice(device, proof).catch((error: unknown) => {
    if (isFederpostError(error) && error.code === "unsupported") return error;
    throw error;
  });
  if (outcome !== null && !isFederpostError(outcome)) return outcome;
  if (anew !== null) await storeDocument(desk, anew);
  if (outcome !== null) throw outcome;
  return null;
}

/** Stores and publishes this account's next document, and brings the threads in line with it. */
export async function storeDocument(desk: Desk, anew: Reissued): Promise<void> {
  desk.self = { ...desk.self, ...anew };
  await desk.vault.commit([
    { store: "keys", key: "self", put: storedSelf(desk.self) },
    { store: "session", key: "published", put: false },
    ...(await settleEverywhere(desk, 0)),
  ]);
  desk.wake();
  // Should this fail, upkeep does it.
  await publish(desk).catch(() => undefined);
  desk.tell({ kind: "devices" });
}
