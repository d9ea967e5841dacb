import { type DeviceId, FederpostError } from "../base/index.ts";
import { verifyIdentityDocument } from "../identity/index.ts";
import type { WayIn } from "../vault/index.ts";
import { identityField, reissue, storedSelf } from "./account.ts";
import type { Desk } from "./desk.ts";

/** The account's devices as the person sees them, and the end of one. */

export interface OwnDeviceView {
  readonly deviceId: DeviceId;
  readonly name: string | null;
  readonly thisDevice: boolean;
  /** False: the homeserver lists it, but the account's own document does not; it gets no letters. */
  readonly certified: boolean;
  readonly notAfterMs: number | null;
}

/** What the homeserver lists, judged by the account's own identity document. */
export async function listDevices(desk: Desk): Promise<OwnDeviceView[]> {
  const [listed, document] = await Promise.all([desk.transport.devices(), verifyIdentityDocument(desk.self.document)]);
  return listed.map(({ deviceId, name }) => {
    const certified = document?.devices.find((device) => device.deviceId === deviceId);
    const thisDevice = deviceId === desk.self.deviceId;
    return {
      deviceId,
      name: thisDevice ? desk.self.deviceName : name,
      thisDevice,
      certified: certified !== undefined,
      notAfterMs: certified?.notAfterMs ?? null,
    };
  });
}

/**
 * Removes another device: a new document without it first, so that nobody writes to it any more, then the homeserver's
 * entry. @throws FederpostError `wrong_password`, `invalid_params` for this device itself (sign out instead), and what
 * `withIdentityKey` throws.
 */
export async function removeDevice(
  desk: Desk,
  device: DeviceId,
  { password, way }: { readonly password: string; readonly way: WayIn | null },
): Promise<void> {
  if (device === desk.self.deviceId) throw new FederpostError("invalid_params", "Sign out to remove this device.");
  const document = await verifyIdentityDocument(desk.self.document);
  if (document?.devices.some(({ deviceId }) => deviceId === device)) {
    const reissued = await reissue(desk, { way, devices: { without: device } });
    desk.self = { ...desk.self, document: reissued };
    await desk.vault.commit([
      { store: "keys", key: "self", put: storedSelf(desk.self) },
      { store: "session", key: "published", put: false },
    ]);
    await desk.transport.writeProfile(identityField, reissued);
    await desk.vault.commit([{ store: "session", key: "published", put: true }]);
  }
  await desk.transport.deleteDevice(device, password);
}
