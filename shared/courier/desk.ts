import * as v from "valibot";
import {
  type Clock,
  type DeviceId,
  FederpostError,
  type LetterId,
  labelled,
  parseDeviceId,
  parseUserId,
  type Random,
  type RoomId,
  type UserId,
} from "../base/index.ts";
import { type PublicKey, parsePublicKey, type SigningKey } from "../crypto/index.ts";
import type { Engine, OwnDevice } from "../engine/index.ts";
import type { Transport } from "../transport/index.ts";
import type { Vault } from "../vault/index.ts";

/** Who this device is, with its keys. Lives in memory while the vault is unlocked. */
export interface Self extends OwnDevice {
  /** Public; the key itself is reached by `withIdentityKey` only. */
  readonly identityKey: PublicKey;
  readonly letterKey: SigningKey;
  readonly deviceName: string;
  readonly homeserver: string;
  /** The account's newest identity document, JWS. */
  readonly document: string;
}

/** What a journey tells the outside. Nothing of a letter's content travels in it. */
export type CourierEvent =
  | { readonly kind: "account" }
  | { readonly kind: "threads" }
  /** The account's devices, or one that would like to become one. */
  | { readonly kind: "devices" }
  | { readonly kind: "thread"; readonly thread: RoomId }
  | { readonly kind: "arrived"; readonly thread: RoomId; readonly letter: LetterId }
  /** Letters are coming back from the archive. */
  | { readonly kind: "restore"; readonly done: number; readonly total: number }
  | { readonly kind: "upload"; readonly thread: RoomId; readonly doneBytes: number; readonly totalBytes: number };

/** What every journey works with. */
export interface Desk {
  readonly vault: Vault;
  readonly transport: Transport;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  self: Self;
  readonly tell: (event: CourierEvent) => void;
  /** There is something new to take or to send. */
  readonly wake: () => void;
  /** Ends with the courier; every wait and every request listens to it. */
  readonly signal: AbortSignal;
}

const publicKey = v.custom<PublicKey>((value) => parsePublicKey(value) !== null);
const signingKey = v.pipe(
  v.object({ publicKey, secret: v.string() }),
  v.transform((key) => labelled(key, "signing key")),
);
const selfSchema = v.object({
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  deviceId: v.custom<DeviceId>((value) => parseDeviceId(value) !== null),
  deviceName: v.string(),
  homeserver: v.string(),
  identityKey: publicKey,
  mlsKey: signingKey,
  letterKey: signingKey,
  certificate: v.string(),
  document: v.string(),
});

/** The account's own record. @throws FederpostError `internal` when it is not one: only we write there. */
export function parseSelf(stored: unknown): v.InferOutput<typeof selfSchema> {
  const parsed = v.safeParse(selfSchema, stored);
  if (!parsed.success) throw new FederpostError("internal", "The stored account has an unknown form.");
  return parsed.output;
}

const rooms = new WeakMap<Vault, Map<RoomId, Promise<unknown>>>();

/**
 * Runs work on one thread after all earlier work on it: group state is read, changed and stored as one step.
 * Work in here must not wait for the network longer than one request.
 */
export function inThread<T>(desk: Pick<Desk, "vault">, thread: RoomId, work: () => Promise<T>): Promise<T> {
  const queues = rooms.get(desk.vault) ?? new Map<RoomId, Promise<unknown>>();
  rooms.set(desk.vault, queues);
  const before = queues.get(thread) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(thread, settled);
  void settled.then(() => queues.get(thread) === settled && queues.delete(thread));
  return mine;
}
