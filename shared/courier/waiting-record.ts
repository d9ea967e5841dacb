import * as v from "valibot";
import {
  type Clock,
  type DeviceId,
  FederpostError,
  parseDeviceId,
  parseUserId,
  type Random,
  toBase64Url,
  type UserId,
} from "../base/index.ts";
import {
  generateAgreementKey,
  generateSigningKey,
  type PublicKey,
  parsePublicKey,
  type SigningKey,
} from "../crypto/index.ts";
import type { Session } from "../transport/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import { makePairingCode } from "./pairing-code.ts";
import { parseSession } from "./session.ts";

/** A device that is signed in and waits to be let into its account: its keys, and how far it has come. */

const recordKey = "waiting";

const publicKey = v.custom<PublicKey>((value) => parsePublicKey(value) !== null);
const signingKey = v.object({ publicKey, secret: v.string() });
const device = v.custom<DeviceId>((value) => parseDeviceId(value) !== null);

const schema = v.object({
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  deviceId: device,
  deviceName: v.string(),
  homeserver: v.string(),
  /** No device of the account is left to let this one in; its recovery is. */
  alone: v.optional(v.boolean(), false),
  mlsKey: signingKey,
  letterKey: signingKey,
  id: v.string(),
  code: v.string(),
  agreement: v.object({ publicKey: v.string(), secret: v.string() }),
  nonce: v.string(),
  startedAtMs: v.number(),
  /** The device that has answered. */
  peer: v.nullable(v.object({ device, key: v.string(), nonce: v.string(), by: v.picklist(["code", "compare"]) })),
  /** The person has said here that both show the same digits. */
  confirmed: v.boolean(),
  ended: v.nullable(v.picklist(["refused", "cancelled", "wrong_code", "expired"])),
});

export type WaitingRecord = v.InferOutput<typeof schema>;

export const putWaiting = (record: WaitingRecord): Change => ({ store: "keys", key: recordKey, put: record });
export const removeWaiting: Change = { store: "keys", key: recordKey, remove: true };

/** The waiting device of this vault with its session, or null. Needs the unlocked vault. */
export async function readWaiting(
  vault: Vault,
): Promise<{ readonly record: WaitingRecord; readonly session: Session } | null> {
  const [stored, session] = await Promise.all([vault.read("keys", recordKey), vault.read("session", "matrix")]);
  if (stored === null || session === null) return null;
  const parsed = v.safeParse(schema, stored.value);
  if (!parsed.success) throw new FederpostError("internal", "The stored waiting device has an unknown form.");
  return { record: parsed.output, session: parseSession(session.value) };
}

interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
}

/** A device that begins to wait, with keys of its own. */
export async function newWaiting(
  { clock, random }: Surroundings,
  about: {
    readonly session: Session;
    readonly deviceName: string;
    readonly homeserver: string;
    readonly alone: boolean;
  },
): Promise<WaitingRecord> {
  const { session, deviceName, homeserver, alone } = about;
  const [mlsKey, letterKey]: SigningKey[] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  if (mlsKey === undefined || letterKey === undefined) throw new FederpostError("internal", "There are no keys.");
  const { userId: account, deviceId } = session;
  const asking = await newAsking({ clock, random });
  return { account, deviceId, deviceName, homeserver, alone, mlsKey, letterKey, ...asking };
}

/** What is fresh for every try: nobody can go on with the keys of an earlier one. */
export async function newAsking({ clock, random }: Surroundings) {
  return {
    id: random.uuid(),
    code: makePairingCode(random),
    agreement: { ...(await generateAgreementKey(random)) },
    nonce: toBase64Url(random.bytes(32)),
    startedAtMs: clock.now(),
    peer: null,
    confirmed: false,
    ended: null,
  };
}
