import * as v from "valibot";
import { type DeviceId, FederpostError, type UserId } from "../base/index.ts";
import { errorFor, type MatrixAnswer, type Refusal } from "./answer.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import { count, deviceId, fitting, list, shortText, userId } from "./schema.ts";

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
 * Signs a device of this account out and deletes it with its keys; done already counts as done. Throws
 * `wrong_password`, and `unsupported` where the server wants something other than the password.
 */
export async function deleteDevice(connection: Connection, device: DeviceId, password: string): Promise<void> {
  const first = await deletion(connection, device, null);
  if (first.kind === "ok") return;
  const answer = await deletion(connection, device, passwordStage(connection, first.refusal, password));
  if (answer.kind === "ok") return;
  const { status, errcode } = answer.refusal;
  if (status === 401 && (errcode === "M_FORBIDDEN" || errcode === "")) throw wrongPassword();
  throw errorFor(answer.refusal);
}

type Stage = ReturnType<typeof passwordStage>;

function deletion(connection: Connection, device: DeviceId, auth: Stage | null): Promise<MatrixAnswer> {
  const body = auth === null ? {} : { auth };
  return connection.answer({ method: "DELETE", path: v3("devices", device), body, repeat: "once" });
}

const flowsSchema = v.object({
  session: v.optional(shortText),
  flows: v.array(v.object({ stages: v.array(v.string()) })),
});

// User-interactive authentication: the server names the ways it accepts, we repeat the request with one of them.
function passwordStage(connection: Connection, refusal: Refusal, password: string) {
  const asked = v.safeParse(flowsSchema, refusal.json);
  if (refusal.status !== 401 || !asked.success) throw errorFor(refusal);
  const { flows, session } = asked.output;
  if (!flows.some(({ stages }) => stages.length === 1 && stages[0] === "m.login.password")) {
    throw new FederpostError("unsupported", "The homeserver wants another confirmation than the password.");
  }
  const identifier = { type: "m.id.user", user: connection.userId };
  return { type: "m.login.password", identifier, password, ...(session !== undefined && { session }) };
}

const wrongPassword = () => new FederpostError("wrong_password", "The homeserver does not accept this password.");

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
