import * as v from "valibot";
import { type DeviceId, fromBase64Url, fromUtf8, parseDeviceId, toBase64Url, utf8 } from "../base/index.ts";
import { deriveStorageKey, type StorageKey } from "../crypto/index.ts";
import type { Change } from "../vault/index.ts";
import { readArchiveKey } from "./archive/key.ts";
import type { Desk } from "./desk.ts";

/**
 * What the account's devices are called. Only they know: the names lie in each vault, and sealed under the account's
 * archive key in its own data at the homeserver, from where the others take them.
 */

const dataType = "de.federpost.devices";
const recordKey = "device-names";
const longestName = 100;
const mostNames = 200;

const nameSchema = v.object({ name: v.pipe(v.string(), v.maxLength(longestName)), atMs: v.number() });
const namesSchema = v.record(v.string(), nameSchema);
const sealedSchema = v.object({ sealed: v.string() });
type Names = v.InferOutput<typeof namesSchema>;

async function storedNames({ vault }: Pick<Desk, "vault">): Promise<Names> {
  const parsed = v.safeParse(namesSchema, (await vault.read("keys", recordKey))?.value);
  return parsed.success ? parsed.output : {};
}

/** The names this device knows, its own included. */
export async function deviceNames(desk: Desk): Promise<ReadonlyMap<DeviceId, string>> {
  const names = new Map<DeviceId, string>();
  for (const [key, { name }] of Object.entries(await storedNames(desk))) {
    const device = parseDeviceId(key);
    if (device !== null) names.set(device, name);
  }
  return names.set(desk.self.deviceId, desk.self.deviceName);
}

/** The change that takes over what another device says the devices are called. */
export const putNames = (names: Readonly<Record<string, string>>): Change => ({
  store: "keys",
  key: recordKey,
  put: Object.fromEntries(
    Object.entries(names)
      .slice(0, mostNames)
      .map(([device, name]) => [device, { name: name.slice(0, longestName), atMs: 0 }]),
  ),
});

/** Remembers what a device is called. */
export async function nameDevice(desk: Desk, device: DeviceId, name: string): Promise<void> {
  const names = await storedNames(desk);
  const put = { ...names, [device]: { name: name.slice(0, longestName), atMs: desk.clock.now() } };
  await desk.vault.commit([{ store: "keys", key: recordKey, put }]);
}

/** Brings the names here and at the homeserver together: of two for one device the newer counts. */
export async function syncDeviceNames(desk: Desk): Promise<void> {
  const archiveKey = await readArchiveKey(desk.vault);
  if (archiveKey === null) return;
  const key = await deriveStorageKey(archiveKey, dataType);
  archiveKey.fill(0);
  const own = { [desk.self.deviceId]: { name: desk.self.deviceName, atMs: 0 } };
  const here = { ...own, ...(await storedNames(desk)) };
  const there = await publishedNames(desk, key);
  const merged = merge(here, there);
  if (!isSame(merged, here)) await desk.vault.commit([{ store: "keys", key: recordKey, put: merged }]);
  if (isSame(merged, there)) return;
  const sealed = await key.seal(desk.self.account, utf8(JSON.stringify(merged)), desk.random);
  await desk.transport.writeAccountData(dataType, { sealed: toBase64Url(sealed) });
}

async function publishedNames(desk: Desk, key: StorageKey): Promise<Names> {
  const data = v.safeParse(sealedSchema, await desk.transport.readAccountData(dataType));
  const sealed = data.success ? fromBase64Url(data.output.sealed) : null;
  const opened = sealed === null ? null : await key.open(desk.self.account, sealed);
  try {
    const parsed = v.safeParse(namesSchema, JSON.parse(fromUtf8(opened ?? new Uint8Array()) ?? ""));
    return parsed.success ? parsed.output : {};
  } catch {
    // What the homeserver changed is as good as none: it is written anew.
    return {};
  }
}

function merge(a: Names, b: Names): Names {
  const merged = { ...b };
  for (const [device, name] of Object.entries(a)) {
    const other = merged[device];
    if (other === undefined || name.atMs >= other.atMs) merged[device] = name;
  }
  return Object.fromEntries(Object.entries(merged).slice(-mostNames));
}

const isSame = (a: Names, b: Names): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key]?.name === b[key]?.name);
};
