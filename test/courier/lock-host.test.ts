import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  changeWays,
  keepRecoveryKey,
  type LockWorld,
  lock,
  lockView,
  makeRecoveryKey,
  noteIdle,
  unlock,
} from "../../extension/host/lock.ts";
import { Mailbox } from "../../extension/host/mailbox.ts";
import { writeSettings } from "../../extension/host/settings.ts";
import type { Desk } from "../../extension/platform/index.ts";
import { systemClock, systemRandom } from "../../shared/base/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";

// The host's part of the lock over a real homeserver; the browser, which says when nobody is there, is the test.

let house: House;
let account: Account;
let dir: string;
let vault: Vault;
let mailbox: Mailbox;
let world: LockWorld;
const idleAfter: number[] = [];
const passphrase = "drei alte Kähne am Ufer";
const way = { kind: "passphrase", passphrase } as const;
const settings = {
  language: null,
  notifications: false,
  lockAfterMinutes: 5,
  lockWithScreen: true,
  undoSendSeconds: 10,
  quietHours: null,
} as const;

beforeAll(async () => {
  house = await openHouse("raised");
  account = await house.account("erika");
  const { password } = account;
  dir = await mkdtemp(join(tmpdir(), "federpost-lock-host-"));
  vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom, clock: systemClock });
  const nothing = () => undefined;
  mailbox = new Mailbox({
    vault,
    clock: systemClock,
    random: systemRandom,
    tell: nothing,
    onCourierEvent: nothing,
    onParked: nothing,
    afterPoll: async () => undefined,
    refreshPolicy: async () => undefined,
    onForgotten: nothing,
  });
  const desk = { setIdleAfter: async ({ seconds }: { seconds: number }) => void idleAfter.push(seconds) } as Desk;
  world = { vault, mailbox, desk, random: systemRandom, changed: nothing };
  await mailbox.signIn({
    homeserver: house.proxy.url,
    by: { kind: "password", user: "erika", password },
    deviceName: "test",
  });
});
afterAll(async () => {
  await mailbox?.stop();
  await vault?.close();
  await rm(dir, { recursive: true, force: true });
  await house?.close();
});

const kindAfter = async (state: "active" | "idle" | "locked") => {
  await noteIdle(world, state);
  return (await mailbox.view()).kind;
};

it("without a lock nothing locks: anybody at the computer could open it again", async () => {
  await writeSettings(vault, settings);
  expect(await kindAfter("locked")).toBe("ready");
  await lock(world);
  expect((await lockView(world)).state).toBe("unlocked");
});

it("a chosen lock tells the browser after how long nobody is there, and locks then, in its own time", async () => {
  await changeWays(world, { way: null, add: way, remove: ["device"] });
  expect(idleAfter.at(-1)).toBe(300);
  expect(await kindAfter("active")).toBe("ready");
  expect(await kindAfter("idle")).toBe("locked");
  expect(() => mailbox.courier).toThrow(expect.objectContaining({ code: "locked" }));
  await unlock(world, { way });
  expect((await mailbox.view()).kind).toBe("ready");
  expect(mailbox.courier.self().account).toContain("erika");
});

it("what the person switched off does not lock", async () => {
  await writeSettings(vault, { ...settings, lockAfterMinutes: null, lockWithScreen: false, undoSendSeconds: 10 });
  expect(await kindAfter("idle")).toBe("ready");
  expect(await kindAfter("locked")).toBe("ready");
  await writeSettings(vault, { ...settings, lockAfterMinutes: null });
  expect(await kindAfter("locked")).toBe("locked");
  await expect(unlock(world, { way: { kind: "passphrase", passphrase: "geraten" } })).rejects.toMatchObject({
    code: "wrong_password",
  });
  expect((await mailbox.view()).kind).toBe("locked");
  await unlock(world, { way });
});

it("changing ways in takes one of them, and locking keeps nobody from counting what waits", async () => {
  await expect(changeWays(world, { way: null, add: { kind: "device" }, remove: [] })).rejects.toMatchObject({
    code: "unsupported",
  });
  await lock(world);
  expect(await mailbox.view()).toMatchObject({ kind: "locked", parked: expect.any(Number) });
  await unlock(world, { way });
  await changeWays(world, { way, add: { kind: "device" }, remove: ["passphrase"] });
  expect((await lockView(world)).ways.map(({ kind }) => kind)).toEqual(["device"]);
});

it("a recovery key is taken back only for who comes with a way in", async () => {
  await changeWays(world, { way: null, add: way, remove: ["device"] });
  await keepRecoveryKey(world, { way, ...makeRecoveryKey(world) });
  const onlooker = await account.device();
  const atServer = async () => Object.keys((await onlooker.readAccountData("de.federpost.recovery")) ?? {}).length > 0;
  expect(await atServer()).toBe(true);
  const wrong = { kind: "passphrase", passphrase: "geraten" } as const;
  await expect(changeWays(world, { way: wrong, add: null, remove: ["recovery"] })).rejects.toMatchObject({
    code: "wrong_password",
  });
  expect(await atServer()).toBe(true);
  await changeWays(world, { way, add: null, remove: ["recovery"] });
  expect(await atServer()).toBe(false);
  expect((await lockView(world)).ways.map(({ kind }) => kind)).toEqual(["passphrase"]);
});
