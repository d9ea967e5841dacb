import { FederpostError, formatRecoveryKey, fromBase64Url, type Random } from "../../shared/base/index.ts";
import type { LockView, NewWayParam, PanelParams, PresentedWayParam, WayView } from "../../shared/protocol/index.ts";
import {
  forgetWay,
  type NewWay,
  newPasskey,
  newPassphrase,
  newRecoveryWay,
  type PresentedWay,
  parsePasskeyParams,
  presentWay,
  recoveryKeyOf,
  strengthenPassphrase,
  type Vault,
  type WayIn,
  type WayListing,
} from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { blockOf, policyOf } from "./policy.ts";
import { requireWay } from "./policy-rules.ts";
import { noteSetUp, readSettings } from "./settings.ts";

/** What the lock needs of the host. */
export interface LockWorld {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly desk: Desk;
  readonly random: Random;
  readonly changed: (what: "account" | "lock") => void;
}

/** How the mailbox is locked, and by what it opens. */
export async function lockView({ vault }: Pick<LockWorld, "vault">): Promise<LockView> {
  const [ways, waitMs] = await Promise.all([vault.ways(), vault.guessWaitMs()]);
  return { state: vault.lockState, ways: ways.map(wayView), waitMs };
}

const wayView = ({ kind, params, addedAt }: WayListing): WayView => ({
  kind,
  addedAtMs: addedAt,
  passkey: kind === "passkey" ? parsePasskeyParams(params) : null,
});

function secretOf(text: string): Uint8Array<ArrayBuffer> {
  const secret = fromBase64Url(text);
  if (secret?.length !== 32) throw new FederpostError("invalid_params", "A passkey's secret has 32 bytes.");
  return secret;
}

const presentedOf = (param: PresentedWayParam): PresentedWay =>
  param.kind === "passkey" ? { kind: "passkey", secret: secretOf(param.secret) } : param;

/**
 * Runs work with the way in that the person came with, and clears it afterwards. Null means that no lock was chosen: then
 * the device's own way serves. What needs a way in that was not given throws `locked`.
 */
export async function withWay<T>(
  vault: Vault,
  param: PresentedWayParam | null,
  work: (way: WayIn | null) => Promise<T>,
): Promise<T> {
  if (param === null) return work(null);
  const way = await presentWay(vault, presentedOf(param));
  try {
    return await work(way);
  } finally {
    forgetWay(way);
  }
}

/** Locks at once. Where no lock was chosen there is nothing to lock: anybody at this computer could open it again. */
export async function lock(world: LockWorld): Promise<LockView> {
  const { vault, mailbox, changed } = world;
  // A mailbox that the policy stops can be read out and left; nobody else may do so when its person is away.
  const isOpen = mailbox.isOpen || (await blockOf(vault)) !== null;
  if (isOpen && (await hasLock(vault))) {
    await vault.lock();
    await mailbox.followLock();
    changed("lock");
  }
  return lockView(world);
}

const hasLock = async (vault: Vault): Promise<boolean> => !(await vault.ways()).some(({ kind }) => kind === "device");

/** Unlocks, takes up the mailbox, and does what waited for a way in. */
export async function unlock(world: LockWorld, { way: param }: PanelParams<"lock.unlock">): Promise<LockView> {
  const { vault, mailbox, random, changed } = world;
  const presented = presentedOf(param);
  const way = await presentWay(vault, presented);
  try {
    await vault.unlock(way);
    await mailbox.followLock();
    // Both can wait for the next unlocking: the mailbox is open, whatever becomes of them.
    await strengthenPassphrase(vault, { presented, way, random }).catch(() => false);
    await mailbox.present(way).catch(() => undefined);
  } finally {
    forgetWay(way);
  }
  changed("lock");
  return lockView(world);
}

async function newWayOf(param: NewWayParam, random: Random): Promise<NewWay> {
  switch (param.kind) {
    case "device":
      return { way: { kind: "device" }, params: null };
    case "passphrase":
      return newPassphrase(param.passphrase, { random });
    case "passkey":
      return newPasskey(secretOf(param.secret), param);
  }
}

/** Adds, changes and removes ways in, by one that the person came with. */
export async function changeWays(
  world: LockWorld,
  { way: by, add, remove }: PanelParams<"lock.change">,
): Promise<LockView> {
  const { vault, mailbox, random, changed } = world;
  if (add !== null) await requireWay(vault, add.kind);
  const added = add === null ? [] : [await newWayOf(add, random)];
  const endsRecovery = remove.includes("recovery") && !(await isLast(vault, "recovery"));
  await withWay(vault, by, async (presented) => {
    const way = presented ?? { kind: "device" };
    // Who came with the wrong way must not have changed anything at the homeserver.
    if (endsRecovery) await vault.changeWays(way, {}).then(() => mailbox.courier.removeRecovery());
    await vault.changeWays(way, { add: added, remove });
  });
  if (add !== null) await noteSetUp(vault, { lockChosen: true });
  await watchIdle(world);
  changed("lock");
  changed("account");
  return lockView(world);
}

const isLast = async (vault: Vault, kind: WayListing["kind"]): Promise<boolean> =>
  (await vault.ways()).every((way) => way.kind === kind);

/** A recovery key that nobody has yet. It is stored nowhere until the person has written it down. */
export const makeRecoveryKey = ({ random }: Pick<LockWorld, "random">): { recoveryKey: string } => ({
  recoveryKey: formatRecoveryKey(random.bytes(16)),
});

/** The person has the recovery key on paper: from now on it opens the mailbox, and an older one no longer does. */
export async function keepRecoveryKey(
  world: LockWorld,
  { way: by, recoveryKey }: PanelParams<"recovery.keep">,
): Promise<LockView> {
  const { vault, mailbox, changed } = world;
  const added = await newRecoveryWay(recoveryKey);
  const bytes = recoveryKeyOf(recoveryKey);
  await withWay(vault, by, async (way) => {
    // At the homeserver first: a key that opens this device alone would be no recovery.
    await mailbox.courier.createRecovery(bytes, way);
    await vault.changeWays(way ?? { kind: "device" }, { add: [added] });
  }).finally(() => bytes.fill(0));
  changed("lock");
  changed("account");
  return lockView(world);
}

const leastIdleSeconds = 15;
const neverIdleSeconds = 24 * 3600;

/** The person's settings, within what the policy allows. */
async function obeyedSettings(vault: Vault) {
  const [settings, policy] = await Promise.all([readSettings(vault), policyOf(vault)]);
  const most = policy.lockAfterMinutes ?? Number.POSITIVE_INFINITY;
  const minutes = Math.min(settings.lockAfterMinutes ?? Number.POSITIVE_INFINITY, most);
  return { ...settings, lockAfterMinutes: Number.isFinite(minutes) ? minutes : null };
}

/** Tells the browser after how long without a key or a click it should say so. */
export async function watchIdle({ vault, desk }: Pick<LockWorld, "vault" | "desk">): Promise<void> {
  const { lockAfterMinutes } = await obeyedSettings(vault);
  const seconds = lockAfterMinutes === null ? neverIdleSeconds : Math.max(leastIdleSeconds, lockAfterMinutes * 60);
  // A browser that does not say it leaves locking to the person, the screen lock and its own end.
  await desk.setIdleAfter({ seconds }).catch(() => undefined);
}

/** Locks when the person is away, as the settings say. */
export async function noteIdle(world: LockWorld, state: "active" | "idle" | "locked"): Promise<void> {
  const { lockAfterMinutes, lockWithScreen } = await obeyedSettings(world.vault);
  const away = (state === "idle" && lockAfterMinutes !== null) || (state === "locked" && lockWithScreen);
  if (away) await lock(world);
}
