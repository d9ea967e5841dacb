import * as v from "valibot";
import { type DeviceId, fromBase64, fromBase64Url, toBase64, toBase64Url, type UserId } from "../base/index.ts";
import type { PublicKey } from "../crypto/index.ts";
import {
  checkKeyPackage,
  type GroupSuite,
  type KeyPackageRecord,
  makeKeyPackage,
  parseKeyPackageRecord,
  type VerifiedKeyPackage,
} from "../engine/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { algorithmOf } from "./payload.ts";

/** Our key packages on the homeserver: of each suite at least 20 one-time ones and one of last resort, each stored before it is published. */

const day = 86_400_000;
const enough = 20;
const target = 30;
const lifetimeMs = 90 * day;
const lastResortLifetimeMs = 400 * day;
/** The last resort is replaced monthly; the one before stays usable for as long. */
const lastResortRenewalMs = 30 * day;

const countsSchema = v.object({
  counts: v.record(v.string(), v.number()),
  unusedFallback: v.nullable(v.array(v.string())),
});

/** How many key packages of a suite the homeserver says it holds, as of the last /sync. */
async function publishedCount(
  desk: Desk,
  suite: GroupSuite,
): Promise<{ readonly count: number; readonly fallbackUsed: boolean }> {
  const algorithm = algorithmOf(suite);
  const parsed = v.safeParse(countsSchema, (await desk.vault.read("session", "keyCounts"))?.value);
  if (!parsed.success) return { count: 0, fallbackUsed: false };
  const { counts, unusedFallback } = parsed.output;
  return {
    count: counts[algorithm] ?? 0,
    fallbackUsed: unusedFallback !== null && !unusedFallback.includes(algorithm),
  };
}

const make = (desk: Desk, suite: GroupSuite, kind: "once" | "last_resort"): Promise<KeyPackageRecord> => {
  const nowMs = desk.clock.now();
  return makeKeyPackage(desk.engine, desk.self, {
    suite,
    lastResort: kind === "last_resort",
    // A clock may be wrong by a day: ours, and that of whoever checks the package.
    notBeforeMs: nowMs - 2 * day,
    notAfterMs: nowMs + (kind === "last_resort" ? lastResortLifetimeMs : lifetimeMs),
  });
};

const put = (record: KeyPackageRecord): Change => ({ store: "keyPackages", key: record.ref, put: { ...record } });
const wireName = ({ ref, suite }: KeyPackageRecord): string => `${algorithmOf(suite)}:${ref}`;
const wireValue = ({ publicPackage }: KeyPackageRecord): string =>
  toBase64(fromBase64Url(publicPackage) ?? new Uint8Array());
const byName = (records: readonly KeyPackageRecord[]) =>
  new Map(records.map((record) => [wireName(record), wireValue(record)] as const));

/** Packages are replaced this long before they expire. */
const staleMs = 10 * day;
/** A Welcome may have waited for as long as this device was away: its package is kept for a week after the return. */
const keptStaleMs = staleMs + 7 * day;
/** More than a homeserver holds of ours. */
const mostWithdrawn = 3 * target;

const staleKey = (ref: string): string => `stale/${ref}`;

/** Made while our clock was ahead: until then nobody else takes it for one. */
const isOfTheFuture = (record: KeyPackageRecord, nowMs: number): boolean =>
  record.notAfterMs > nowMs + 2 * day + (record.lastResort ? lastResortLifetimeMs : lifetimeMs);

interface Retired {
  /** How many packages are left at the homeserver, for suites of which some were taken back. */
  readonly left: ReadonlyMap<GroupSuite, number>;
  /** Suites whose last resort at the homeserver must be replaced. */
  readonly lastResortDue: ReadonlySet<GroupSuite>;
}

/**
 * Sees to packages that expire soon, or are of the future: takes them back from the homeserver once, and forgets them when no
 * Welcome can come for them any more.
 */
async function retireStale(desk: Desk, stored: readonly KeyPackageRecord[]): Promise<Retired> {
  const nowMs = desk.clock.now();
  const isStale = (record: KeyPackageRecord) => record.notAfterMs < nowMs + staleMs || isOfTheFuture(record, nowMs);
  const stale = stored.filter(isStale);
  const marks = await Promise.all(stale.map(({ ref }) => desk.vault.read("counters", staleKey(ref))));
  const unmarked = stale.filter((_, i) => marks[i] === null);
  const ended = stale.filter((_, i) => nowMs - Number(marks[i]?.value ?? nowMs) > keptStaleMs);
  const left = new Map<GroupSuite, number>();
  for (const suite of new Set(unmarked.filter((record) => !record.lastResort).map((record) => record.suite))) {
    const fresh = stored.filter((record) => record.suite === suite && !isStale(record)).map(({ ref }) => ref);
    left.set(suite, await withdraw(desk, suite, new Set(fresh)));
  }
  const changes = [
    ...unmarked.map(({ ref }): Change => ({ store: "counters", key: staleKey(ref), put: nowMs })),
    ...ended.flatMap(({ ref }): Change[] => [
      { store: "keyPackages", key: ref, remove: true },
      { store: "counters", key: staleKey(ref), remove: true },
    ]),
  ];
  if (changes.length > 0) await desk.vault.commit(changes);
  const replaced = unmarked.filter((record) => record.lastResort && isOfTheFuture(record, nowMs));
  return { left, lastResortDue: new Set(replaced.map(({ suite }) => suite)) };
}

/**
 * Takes packages of a suite back from the homeserver by claiming them: it hands out the oldest first and would give them to
 * others. Ends with the first fresh one, which is wasted, or the last resort.
 */
async function withdraw(desk: Desk, suite: GroupSuite, fresh: ReadonlySet<string>): Promise<number> {
  const { account: userId, deviceId } = desk.self;
  const algorithm = algorithmOf(suite);
  for (let i = 0; i < mostWithdrawn; i++) {
    const { claimed } = await desk.transport.claimKeys([{ userId, deviceId, algorithm }]);
    const ref = claimed[0]?.keyId;
    if (ref === undefined || fresh.has(ref)) break;
  }
  const counts = await desk.transport.uploadKeys({});
  return counts[algorithm] ?? 0;
}

/** Takes all packages back: after a restore the homeserver has some that are used up and lacks some that are not. */
export async function withdrawAll(desk: Desk): Promise<void> {
  const stored = (await desk.vault.list("keyPackages")).map((entry) => parseKeyPackageRecord(entry.value));
  const lastResorts = new Set(stored.filter(({ lastResort }) => lastResort).map(({ ref }) => ref));
  for (const suite of desk.engine.suites) await withdraw(desk, suite, lastResorts);
  await desk.vault.commit([{ store: "session", key: "keyCounts", put: { counts: {}, unusedFallback: [] } }]);
}

interface Missing {
  readonly suite: GroupSuite;
  readonly once: number;
  readonly lastResort: boolean;
}

/** What of a suite's key packages must be made. */
async function missingOf(
  desk: Desk,
  suite: GroupSuite,
  { stored, retired }: { readonly stored: readonly KeyPackageRecord[]; readonly retired: Retired },
): Promise<Missing> {
  const nowMs = desk.clock.now();
  const { count: published, fallbackUsed } = await publishedCount(desk, suite);
  const count = retired.left.get(suite) ?? published;
  const lastResorts = stored.filter(
    (record) => record.lastResort && record.suite === suite && !isOfTheFuture(record, nowMs),
  );
  const newest = Math.max(0, ...lastResorts.map((record) => record.notAfterMs));
  const due = newest < nowMs + lastResortLifetimeMs - lastResortRenewalMs;
  const lastResort = due || fallbackUsed || retired.lastResortDue.has(suite);
  return { suite, once: count >= enough ? 0 : target - count, lastResort };
}

/** Makes and publishes what is missing and drops what has expired. Answers whether anything was published. */
export async function topUpKeyPackages(desk: Desk): Promise<boolean> {
  const stored = (await desk.vault.list("keyPackages")).map((entry) => parseKeyPackageRecord(entry.value));
  const retired = await retireStale(desk, stored);
  const once: KeyPackageRecord[] = [];
  const lastResort: KeyPackageRecord[] = [];
  for (const suite of desk.engine.suites) {
    const missing = await missingOf(desk, suite, { stored, retired });
    for (let i = 0; i < missing.once; i++) once.push(await make(desk, suite, "once"));
    if (missing.lastResort) lastResort.push(await make(desk, suite, "last_resort"));
  }
  if (once.length === 0 && lastResort.length === 0) return false;
  await desk.vault.commit([...once, ...lastResort].map(put));
  const counts = await desk.transport.uploadKeys({ oneTimeKeys: byName(once), fallbackKeys: byName(lastResort) });
  const unusedFallback = lastResort.length > 0 ? desk.engine.suites.map(algorithmOf) : null;
  await desk.vault.commit([{ store: "session", key: "keyCounts", put: { counts, unusedFallback } }]);
  return true;
}

/**
 * Tries per device: an expired or foreign package is dropped and the next one asked for. Whoever was away for 90 days
 * has only expired ones on the homeserver, and behind them the last resort.
 */
const claims = 40;

/** A device as its account's own document lists it. */
export interface WantedDevice {
  readonly account: UserId;
  readonly deviceId: DeviceId;
  readonly mlsKey: string;
  readonly identityKey: PublicKey;
}

export interface Claimed {
  readonly packages: readonly VerifiedKeyPackage[];
  /** Homeservers that could not be asked. */
  readonly unreachable: readonly string[];
}

/**
 * One verified key package for each device that has one. The homeserver hands out anything it likes; what does
 * not verify for exactly that device, under the keys that its account's document names, is dropped.
 */
export async function claimKeyPackages(
  desk: Desk,
  devices: readonly WantedDevice[],
  suite: GroupSuite,
): Promise<Claimed> {
  const algorithm = algorithmOf(suite);
  const packages: VerifiedKeyPackage[] = [];
  const unreachable = new Set<string>();
  let open = devices;
  for (let i = 0; i < claims && open.length > 0; i++) {
    const wishes = open.map(({ account, deviceId }) => ({ userId: account, deviceId, algorithm }));
    const answer = await desk.transport.claimKeys(wishes);
    for (const server of answer.unreachable) unreachable.add(server);
    const misfits = new Set<WantedDevice>();
    for (const device of open) {
      const key = answer.claimed.find((c) => c.userId === device.account && c.deviceId === device.deviceId)?.key;
      const checked = key === undefined ? null : await checkClaimed(desk, { suite, ...device }, key);
      if (checked !== null) packages.push(checked);
      else if (key !== undefined) misfits.add(device);
    }
    open = [...misfits];
  }
  return { packages, unreachable: [...unreachable] };
}

async function checkClaimed(
  desk: Desk,
  device: WantedDevice & { readonly suite: GroupSuite },
  key: unknown,
): Promise<VerifiedKeyPackage | null> {
  const bytes = typeof key === "string" ? fromBase64(key) : null;
  if (bytes === null) return null;
  const { suite, account, deviceId, mlsKey, identityKey } = device;
  const checked = await checkKeyPackage(desk.engine, bytes, { suite, account, deviceId, nowMs: desk.clock.now() });
  if (checked === null || checked.member.identityKey !== identityKey) return null;
  return toBase64Url(checked.keyPackage.leafNode.signaturePublicKey) === mlsKey ? checked : null;
}
