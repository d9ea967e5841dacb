import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { noteWindow, openOwnWindow } from "../../../extension/host/pop-out.ts";
import type { WindowRequest } from "../../../extension/platform/index.ts";
import { systemClock, systemRandom } from "../../../shared/base/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";

let dir: string;
let vault: Vault;
const opened: WindowRequest[] = [];
const world = () => ({ vault, desk: { openWindow: async (wanted: WindowRequest) => opened.push(wanted) } });
const screen = { left: 0, top: 0, width: 1280, height: 800, extended: false };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-window-"));
  vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom, clock: systemClock });
});
afterAll(async () => {
  await vault.close();
  await rm(dir, { recursive: true });
});

it("a window of its own opens at the place asked for, and the next one where the last was left", async () => {
  await openOwnWindow(world(), { hash: "#/write", screen });
  expect(opened.at(-1)).toEqual({ page: "inbox.html?window#/write", width: 560, height: 760 });
  await noteWindow(world(), { left: 40, top: 60, width: 700, height: 640 });
  await openOwnWindow(world(), { hash: "#/", screen });
  expect(opened.at(-1)).toEqual({ page: "inbox.html?window#/", left: 40, top: 60, width: 700, height: 640 });
  await openOwnWindow(world(), { hash: "#/", screen: { ...screen, width: 600 } });
  expect(opened.at(-1)).toMatchObject({ left: 0, width: 600 });
});
