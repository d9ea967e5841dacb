import * as v from "valibot";
import { type DeviceId, FederpostError, type UserId } from "../base/index.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import { count, deviceId, fitting, list, userId } from "./schema.ts";
import { type AccountProof, type BrowserConfirmation, withProof } from "./user-auth.ts";

/** A device as the homeserver lists it. One that the server alone added is in the list too. */
export interface ListedDevice {
  readonly deviceId: DeviceId;
  readonly name: string | null;
  readonly lastSeenMs: number | null;
}

const listed = v.pipe(
  v.object({
    device_id: deviceId,
    display_name: v.optional(v.nullable(v.string()), null),
    last_seen_ts: v.optional(v.nullable(count), null),
  }),
  v.transform(
    (device): ListedDevice => ({
      deviceId: device.device_id,
      name: device.display_name?.slice(0, 255) ?? null,
      lastSeenMs: device.last_seen_ts,
    }),
  ),
);
const devicesAnswer = v.object({ devices: list });

/** The account's devices, by the homeserver's word. */
export async function devices(connection: Connection): Promise<readonly ListedDevice[]> {
  const answer = await connection.ask(devicesAnswer, { method: "GET", path: v3("devices"), repeat: "idempotent" });
  return fitting(listed, answer.devices, { skipped: 0 });
}

/**
 * Signs a device of this account out and deletes it with its keys; done already counts as done. Throws as `withProof`, which
 * also says what the answer means.
 */
export const deleteDevice = (
  connection: Connection,
  device: DeviceId,
  by: { readonly baseUrl: string; readonly proof: AccountProof },
): Promise<BrowserConfirmation | null> =>
  withProof(connection, {
    ...by,
    call: (auth) => ({
      method: "DELETE",
      path: v3("devices", device),
      body: auth === null ? {} : { auth },
      repeat: "once",
    }),
  });

/** Closes the account for good and asks the homeserver to forget what it can. Throws as `withProof`. */
export const deactivate = (
  connection: Connection,
  by: { readonly baseUrl: string; readonly proof: AccountProof },
): Promise<BrowserConfirmation | null> =>
  withProof(connection, {
    ...by,
    call: (auth) => ({
      method: "POST",
      path: v3("account", "deactivate"),
      body: { erase: true, ...(auth !== null && { auth }) },
      repeat: "never",
    }),
  });

/** Ends this device's session at the server, which deletes the device and its keys. Ended already counts as ended. */
export async function logout(connection: Connection): Promise<void> {
  const call = { method: "POST", path: v3("logout"), body: {}, repeat: "idempotent" } as const;
  await connection.tell(call).catch((error: unknown) => {
    if (!(error instanceof FederpostError && error.code === "signed_out")) throw error;
  });
}

const whoamiAnswer = v.object({ user_id: userId, device_id: v.optional(deviceId) });

/** Whom the homeserver takes this session for. */
export async function whoami(connection: Connection): Promise<{ userId: UserId; deviceId: DeviceId | null }> {
  const call = { method: "GET", path: v3("account", "whoami"), repeat: "idempotent" } as const;
  const answer = await connection.ask(whoamiAnswer, call);
  return { userId: answer.user_id, deviceId: answer.device_id ?? null };
}
