import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { fromUtf8, systemRandom } from "../../shared/base/index.ts";
import { withMailboxLock } from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { newFolder } from "./sqlite-place.ts";

const start = (script: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ["pipe", "pipe", "inherit"] });

async function kill(child: ChildProcess): Promise<void> {
  const over = once(child, "exit");
  child.kill("SIGKILL");
  await over;
}

/** Lines of the child's standard output; `said` resolves when a line matches. */
function listen(child: ChildProcess): { lines: string[]; said: (pattern: RegExp) => Promise<void> } {
  const lines: string[] = [];
  if (child.stdout === null) throw new Error("the child has no standard output");
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const said = async (pattern: RegExp) => {
    while (!lines.some((line) => pattern.test(line))) await once(reader, "line");
  };
  return { lines, said };
}

async function inspect(path: string) {
  const vault = await openSqliteVault({ path, random: systemRandom });
  const letters = await vault.list("letters", { prefix: "g/" });
  const group = await vault.read("groups", "g");
  const parked = await vault.list("parked");
  await vault.close();
  const state = group?.value instanceof Uint8Array ? Number.parseInt(fromUtf8(group.value) ?? "", 10) : 0;
  return { letters, state, revision: group?.revision ?? 0, parked };
}

test("a process killed at any moment loses no acknowledged commit and leaves no half one", async () => {
  const path = join(newFolder(), "mailbox.sqlite");
  let next = 1;
  let atOnce = 0;
  for (let round = 0; round < 20; round++) {
    const child = start("crash-child.ts", path, String(next));
    const { lines, said } = listen(child);
    await said(/\d/);
    await sleep(Math.random() * 60);
    await kill(child);
    const acknowledged = Math.max(0, ...lines.map(Number));
    const { letters, state, revision, parked } = await inspect(path);
    expect(letters.length).toBeGreaterThanOrEqual(acknowledged);
    // One more may be on disk than the child had time to say, never two: it waits for each.
    expect(letters.length).toBeLessThanOrEqual(acknowledged + 1);
    expect(letters.map((letter) => letter.value)).toEqual(letters.map((_, i) => ({ n: i + 1 })));
    expect(state).toBe(letters.length);
    expect(revision).toBe(letters.length);
    expect(parked.map((entry) => entry.value)).toEqual([{ n: letters.length }]);
    atOnce += letters.length === acknowledged ? 0 : 1;
    next = letters.length + 1;
  }
  console.log(`20 kills over ${next - 1} commits; ${atOnce} hit between the disk and the acknowledgement`);
  const check = new DatabaseSync(path).prepare("PRAGMA integrity_check").get();
  expect(check).toEqual({ integrity_check: "ok" });
});

test("three processes that count up one record lose no count", async () => {
  const path = join(newFolder(), "mailbox.sqlite");
  const children = ["a", "b", "c"].map(() => start("race-child.ts", path, "100"));
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual([0, 0, 0]);
  const vault = await openSqliteVault({ path, random: systemRandom });
  expect(await vault.read("counters", "race")).toEqual({ key: "race", value: 300, revision: 300 });
  await vault.close();
});

test("two processes never hold one mailbox at the same time", async () => {
  const folder = newFolder();
  const path = join(folder, "mailbox.sqlite");
  const log = join(folder, "log");
  const here = await openSqliteVault({ path, random: systemRandom });
  // Held until both are there, so that they do compete.
  const children = await withMailboxLock(here, async () => {
    const both = ["a", "b"].map((name) => start("lock-child.ts", path, log, name, "15"));
    await Promise.all(both.map((child) => listen(child).said(/ready/)));
    return both;
  });
  await Promise.all(children.map((child) => child.exitCode ?? once(child, "exit")));
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(lines).toHaveLength(60);
  for (let i = 0; i < lines.length; i += 2) expect(lines[i + 1]).toBe(lines[i]?.replace("in", "out"));
  await here.close();
});

test("a killed process gives its mailbox back", async () => {
  const folder = newFolder();
  const path = join(folder, "mailbox.sqlite");
  const holder = start("lock-child.ts", path, join(folder, "log"), "a", "forever");
  onTestFinished(() => void holder.kill("SIGKILL"));
  await listen(holder).said(/in/);
  const vault = await openSqliteVault({ path, random: systemRandom });
  const giveUp = new AbortController();
  const waiting = withMailboxLock(vault, () => Promise.resolve("mine"), giveUp.signal);
  await sleep(50);
  giveUp.abort(new Error("still held"));
  await expect(waiting).rejects.toThrow("still held");
  const patient = withMailboxLock(vault, () => Promise.resolve("mine"));
  await kill(holder);
  expect(await patient).toBe("mine");
  await vault.close();
});
