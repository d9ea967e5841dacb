import canonicalize from "canonicalize";
import * as v from "valibot";
import { type DeviceId, parseDeviceId, toBase64Url, type UserId, utf8 } from "../base/index.ts";
import { type PublicKey, parsePublicKey, sha256 } from "../crypto/index.ts";
import type { Transport } from "../transport/index.ts";

/**
 * What two devices of an account say to each other while one lets the other in (docs/protocol.md, "A new device").
 * The homeserver carries it all and may change any of it: nothing counts before both ends hold the same keys.
 */

export const pairingType = "de.federpost.pairing";
/** How long a new device asks. */
export const pairingLifetimeMs = 10 * 60_000;

/** How the person says which device it is: by the code that it shows, or by comparing digits alone. */
export type PairingWay = "code" | "compare";
/** Why one end gave up. */
export type PairingEnd = "refused" | "cancelled" | "wrong_code" | "expired";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const device = v.custom<DeviceId>((value) => parseDeviceId(value) !== null);
const key = v.custom<PublicKey>((value) => parsePublicKey(value) !== null);
const id = v.pipe(v.string(), v.uuid());
const common = { v: v.literal(1), id, device };

const schema = v.variant("step", [
  /** New device to all: I would like to come in. The commitment keeps it from choosing its key after it has seen ours. */
  v.object({ ...common, step: v.literal("ask"), commitment: text, sentAtMs: v.number() }),
  v.object({ ...common, step: v.literal("answer"), key: text, nonce: text, by: v.picklist(["code", "compare"]) }),
  v.object({
    ...common,
    step: v.literal("reveal"),
    key: text,
    nonce: text,
    mlsKey: key,
    letterKey: key,
    proof: text,
  }),
  /** The person says at the new device that both show the same digits; sealed: the name of the device. */
  v.object({ ...common, step: v.literal("same"), sealed: v.pipe(v.string(), v.maxLength(4096)) }),
  /** Everything a device of the account needs; `ciphertext` or `file` as in other events. */
  v.looseObject({ ...common, step: v.literal("handover") }),
  v.object({ ...common, step: v.literal("done") }),
  /** To all: the account's document has changed, look at it. */
  v.object({ ...common, step: v.literal("news") }),
  v.object({
    ...common,
    step: v.literal("cancel"),
    why: v.picklist(["refused", "cancelled", "wrong_code", "expired"]),
  }),
]);

export type PairingMessage = v.InferOutput<typeof schema>;
export type PairingStep<S extends PairingMessage["step"]> = Extract<PairingMessage, { step: S }>;

/** A pairing message, or null when the content is none that this version knows. */
export function parsePairingMessage(content: unknown): PairingMessage | null {
  const parsed = v.safeParse(schema, content);
  return parsed.success ? parsed.output : null;
}

type Plain<T> = T extends unknown ? Omit<T, "v"> : never;

/** Hands a message to one device of the account, or to all. */
export function sendPairing(
  transport: Transport,
  to: DeviceId | "*",
  {
    message,
    txnId,
    signal,
  }: { readonly message: Plain<PairingMessage>; readonly txnId: string; readonly signal: AbortSignal },
): Promise<void> {
  const content = { v: 1, ...message } as const;
  const messages = new Map([[transport.userId, new Map([[to, content]])]]);
  return transport.sendToDevice({ type: pairingType, txnId, messages, signal });
}

/** What a new device says of itself; its commitment binds all of it. */
export interface NewDevice {
  readonly id: string;
  readonly account: UserId;
  readonly device: DeviceId;
  readonly key: string;
  readonly nonce: string;
  readonly mlsKey: PublicKey;
  readonly letterKey: PublicKey;
}

const digest = async (content: object): Promise<Uint8Array> => sha256(utf8(canonicalize(content) ?? ""));

/** The commitment to what the new device will reveal. */
export const commitmentOf = async (asking: NewDevice): Promise<string> =>
  toBase64Url(await digest({ federpost: "pairing 1 commitment", ...asking }));

/** What the existing device adds. */
export interface ExistingDevice {
  readonly device: DeviceId;
  readonly key: string;
  readonly nonce: string;
  readonly by: PairingWay;
  /** The code that the person took over by hand or camera; empty when digits alone are compared. */
  readonly code: string;
}

/** The digest of everything that both ends must agree on. */
export const transcriptOf = (asking: NewDevice, answering: ExistingDevice): Promise<Uint8Array> =>
  digest({ federpost: "pairing 1 transcript", asking: { ...asking }, answering: { ...answering } });
