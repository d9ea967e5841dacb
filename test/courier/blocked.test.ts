import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { saveDraft } from "../../extension/host/drafts.ts";
import { exportLetters } from "../../extension/host/letters-export.ts";
import { changeWays, type LockWorld, noteIdle, unlock } from "../../extension/host/lock.ts";
import { Mailbox } from "../../extension/host/mailbox.ts";
import { refreshPolicy } from "../../extension/host/policy.ts";
import { writeSettings } from "../../extension/host/settings.ts";
import type { Desk } from "../../extension/platform/index.ts";
import { systemClock, systemRandom } from "../../shared/base/index.ts";
import { identityField, readSession } from "../../shared/courier/index.ts";
import { verifyIdentityDocument } from "../../shared/identity/index.ts";
import { receiveFile } from "../../shared/rpc/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";

// A mailbox that the administrator's policy stops, over a real homeserver; the browser, which hands the policy over, is the test.

let house: House;
let account: Account;
let dir: string;
let vault: Vault;
let mailbox: Mailbox;
let world: LockWorld;
let values: object = {};
let count = 0;
const forgotten: number[] = [];

const nothing = () => undefined;
const desk = {
  readManaged: async () => ({ values, version: "1.0", installedByPolicy: false }),
  setIdleAfter: async () => undefined,
} as unknown as Desk;

beforeAll(async () => {
  house = await openHouse("raised");
  dir = await mkdtemp(join(tmpdir(), "federpost-blocked-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
  await house?.close();
});

beforeEach(async () => {
  count += 1;
  forgotten.length = 0;
  values = {};
  account = await house.account(`erika${count}`);
  vault = await openSqliteVault({ path: join(dir, `${count}.sqlite`), random: systemRandom, clock: systemClock });
  mailbox = new Mailbox({
    vault,
    clock: systemClock,
    random: systemRandom,
    tell: nothing,
    onCourierEvent: nothing,
    onParked: nothing,
    afterPoll: async () => undefined,
    refreshPolicy: () => refreshPolicy(vault, desk),
    onForgotten: () => void forgotten.push(count),
  });
  world = { vault, mailbox, desk, random: systemRandom, changed: nothing };
  await mailbox.signIn({
    homeserver: house.proxy.url,
    by: { kind: "password", user: `erika${count}`, password: account.password },
    deviceName: "test",
  });
});
afterEach(async () => {
  house.proxy.setFaults(null);
  await mailbox.stop();
  await vault.close();
});

/** The administrator's next policy, as the host follows it. */
async function follow(policy: object): Promise<void> {
  values = policy;
  await refreshPolicy(vault, desk);
  await mailbox.followPolicy();
}

const elsewhere = { homeserver: "matrix.stadt.example" };
const isAlive = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(new URL("/_matrix/client/v3/account/whoami", house.server.url), { headers })).ok;
};
const tokenHere = async () => (await readSession(vault))?.accessToken ?? expect.fail("nobody is signed in");

async function listedDevices(): Promise<number> {
  const onlooker = await account.device();
  const field = await onlooker.readProfile(account.userId, identityField);
  const document = await verifyIdentityDocument(`${field}`);
  return document?.devices.length ?? expect.fail("no document");
}

describe("a mailbox on another homeserver than the prescribed one", () => {
  it("does not work, says both, and works again when the policy names its own", async () => {
    await follow(elsewhere);
    expect(await mailbox.view()).toMatchObject({
      kind: "blocked",
      why: "other_homeserver",
      here: "signed_in",
      prescribed: "matrix.stadt.example",
    });
    expect(() => mailbox.courier).toThrow(expect.objectContaining({ code: "no_account" }));
    await follow({ homeserver: house.proxy.url });
    expect((await mailbox.view()).kind).toBe("ready");
  });

  it("hands out letters and drafts without the homeserver", async () => {
    const draftId = systemRandom.uuid();
    const draft = { draftId, to: account.userId, thread: null, subject: "Entwurf", text: "Noch offen", basedOn: null };
    await saveDraft({ vault, now: systemClock.now, tell: () => undefined }, draft);
    await follow(elsewhere);
    house.proxy.setFaults(() => ({ kind: "drop" }));
    const { transfer, name } = await exportLetters(vault, "de");
    const zip = unzipSync(new Uint8Array(await (await receiveFile(transfer, { timeoutMs: 5_000 })).arrayBuffer()));
    expect(name).toBe("federpost-briefe.zip");
    expect(new TextDecoder().decode(zip["drafts.json"])).toContain("Noch offen");
    expect(new TextDecoder().decode(zip["letters.json"])).toContain(account.userId);
  });

  it("is signed out like any other: the session ends, and the account's document goes on without the device", async () => {
    await follow(elsewhere);
    const token = await tokenHere();
    expect([await isAlive(token), await listedDevices()]).toEqual([true, 1]);
    expect(forgotten).toEqual([]);
    await mailbox.signOut(null);
    expect(forgotten).toEqual([count]);
    expect([await isAlive(token), await listedDevices()]).toEqual([false, 0]);
    expect(await mailbox.view()).toEqual({ kind: "none" });
  });

  it("stays signed in while the homeserver cannot be reached; who erases it all the same is told what is left there", async () => {
    await follow(elsewhere);
    const token = await tokenHere();
    house.proxy.setFaults(() => ({ kind: "drop" }));
    await expect(mailbox.signOut(null)).rejects.toMatchObject({ code: "offline" });
    expect(await mailbox.view()).toMatchObject({ kind: "blocked", here: "signed_in" });
    expect(forgotten).toEqual([]);
    expect(await mailbox.erase()).toEqual({ kind: "signed_out", reason: "left_behind" });
    expect(forgotten).toEqual([count]);
    expect(await isAlive(token)).toBe(true);
  });
});

it("a stopped mailbox with a lock locks when nobody is there, is opened by its person alone, and can be left then", async () => {
  const way = { kind: "passphrase", passphrase: "drei alte Kähne am Ufer" } as const;
  await writeSettings(vault, {
    language: null,
    notifications: false,
    lockAfterMinutes: 5,
    lockWithScreen: true,
    quietHours: null,
    undoSendSeconds: 10,
  });
  await changeWays(world, { way: null, add: way, remove: ["device"] });
  await follow({ minimumVersion: "99" });
  await noteIdle(world, "idle");
  expect(vault.lockState).toBe("locked");
  await expect(mailbox.signOut(null)).rejects.toMatchObject({ code: "locked" });
  await unlock(world, { way });
  const token = await tokenHere();
  expect(await mailbox.erase()).toEqual({
    kind: "blocked",
    why: "too_old",
    here: "nobody",
    version: "1.0",
    minimumVersion: "99",
  });
  expect(await isAlive(token)).toBe(false);
});
