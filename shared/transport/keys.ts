import * as v from "valibot";
import { type DeviceId, parseDeviceId, parseUserId, type UserId } from "../base/index.ts";
import { v3 } from "./call.ts";
import type { Connection } from "./connection.ts";
import { isJsonObject, isTable, type Json, type JsonObject } from "./json.ts";
import { bareRecord, countsIn, table } from "./schema.ts";

/** A key as Matrix stores it: a string, or an object with `key` and `signatures`. Nothing about it is proved. */
export type PublishedKey = string | JsonObject;

export interface KeyUpload {
  /** By `algorithm:id`. The same id with the same key again changes nothing. */
  readonly oneTimeKeys?: ReadonlyMap<string, PublishedKey>;
  /** By `algorithm:id`; replaces the older fallback key of that algorithm. */
  readonly fallbackKeys?: ReadonlyMap<string, PublishedKey>;
  readonly deviceKeys?: JsonObject;
}

// A thousand devices' keys fit; the server's own limit for a request is 12.5 MiB.
const maxBytes = 16 * 1024 * 1024;
const timeoutMs = 60_000;

const uploaded = v.object({ one_time_key_counts: table });

/** Publishes keys and returns how many one-time keys the server holds now, by algorithm. */
export async function uploadKeys(connection: Connection, keys: KeyUpload): Promise<Record<string, number>> {
  const body = {
    ...(keys.oneTimeKeys && { one_time_keys: bareRecord(keys.oneTimeKeys) }),
    ...(keys.fallbackKeys && { fallback_keys: bareRecord(keys.fallbackKeys) }),
    ...(keys.deviceKeys && { device_keys: keys.deviceKeys }),
  };
  const call = { method: "POST", path: v3("keys", "upload"), body, repeat: "idempotent", timeoutMs } as const;
  const answer = await connection.ask(uploaded, call);
  return countsIn(answer.one_time_key_counts);
}

export interface DeviceKeys {
  /** The devices that published keys, with what they published. Only users that were asked for. */
  readonly devices: ReadonlyMap<UserId, ReadonlyMap<DeviceId, JsonObject>>;
  /** Homeservers that could not be reached: their users' devices are missing, not gone. */
  readonly unreachable: readonly string[];
}

const queried = v.object({ device_keys: table, failures: table });

/** The devices of accounts, as their homeservers tell them: a claim to be checked against certificates. */
export async function queryKeys(connection: Connection, users: readonly UserId[]): Promise<DeviceKeys> {
  const body = { device_keys: bareRecord(users.map((user) => [user, [] as Json] as const)), timeout: 20_000 };
  const call = { method: "POST", path: v3("keys", "query"), body, repeat: "idempotent", timeoutMs, maxBytes } as const;
  const { device_keys, failures } = await connection.ask(queried, call);
  const asked = new Set<string>(users);
  const devices = new Map<UserId, ReadonlyMap<DeviceId, JsonObject>>();
  for (const [key, value] of Object.entries(device_keys)) {
    const user = asked.has(key) ? parseUserId(key) : null;
    if (user !== null && isTable(value)) devices.set(user, devicesIn(value));
  }
  return { devices, unreachable: Object.keys(failures) };
}

function devicesIn(table: Record<string, unknown>): ReadonlyMap<DeviceId, JsonObject> {
  const devices = new Map<DeviceId, JsonObject>();
  for (const [key, value] of Object.entries(table)) {
    const device = parseDeviceId(key);
    if (device !== null && isJsonObject(value)) devices.set(device, value);
  }
  return devices;
}

export interface KeyWish {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly algorithm: string;
}

export interface ClaimedKey extends KeyWish {
  /** What stands after the algorithm. */
  readonly keyId: string;
  readonly key: PublishedKey;
}

export interface ClaimedKeys {
  /** At most one per wish, in the order of the wishes; a wish without a key has none. */
  readonly claimed: readonly ClaimedKey[];
  /** Homeservers that could not be reached. */
  readonly unreachable: readonly string[];
}

const claimAnswer = v.object({ one_time_keys: table, failures: table });

/**
 * Takes one one-time key (or, when they are used up, the fallback key) per wish. The server hands each one-time key
 * out once, so this is never repeated by itself: a lost answer costs a key.
 */
export async function claimKeys(connection: Connection, wishes: readonly KeyWish[]): Promise<ClaimedKeys> {
  const claimed: ClaimedKey[] = [];
  const unreachable = new Set<string>();
  // The API takes one algorithm per device and request.
  for (let rest = wishes; rest.length > 0; ) {
    const { now, later } = onePerDevice(rest);
    const answer = await connection.ask(claimAnswer, claimCall(now));
    claimed.push(...now.flatMap((wish) => findKey(answer.one_time_keys, wish) ?? []));
    for (const server of Object.keys(answer.failures)) unreachable.add(server);
    rest = later;
  }
  return { claimed, unreachable: [...unreachable] };
}

const deviceOf = (wish: KeyWish): string => `${wish.userId} ${wish.deviceId}`;

function onePerDevice(wishes: readonly KeyWish[]): { now: KeyWish[]; later: KeyWish[] } {
  const now = new Map<string, KeyWish>();
  for (const wish of wishes) if (!now.has(deviceOf(wish))) now.set(deviceOf(wish), wish);
  return { now: [...now.values()], later: wishes.filter((wish) => now.get(deviceOf(wish)) !== wish) };
}

function claimCall(wishes: readonly KeyWish[]) {
  const users = new Map<string, Record<string, string>>();
  for (const { userId, deviceId, algorithm } of wishes) {
    const devices = users.get(userId) ?? bareRecord<string>([]);
    devices[deviceId] = algorithm;
    users.set(userId, devices);
  }
  const body = { one_time_keys: bareRecord(users), timeout: 20_000 };
  return { method: "POST", path: v3("keys", "claim"), body, repeat: "once", timeoutMs, maxBytes } as const;
}

/** The key answered for a wish: the entry whose name starts with the wanted algorithm. */
function findKey(users: Record<string, unknown>, wish: KeyWish): ClaimedKey | null {
  const devices = own(users, wish.userId);
  const keys = Object.entries(isTable(devices) ? (own(devices, wish.deviceId) ?? {}) : {});
  for (const [name, key] of keys) {
    const [algorithm, keyId, ...more] = name.split(":");
    if (algorithm !== wish.algorithm || keyId === undefined || more.length > 0) continue;
    if (typeof key === "string" || isJsonObject(key)) return { ...wish, keyId, key };
  }
  return null;
}

const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;
