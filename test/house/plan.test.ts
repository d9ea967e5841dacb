import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inspectHouse } from "../../scripts/check/index.ts";
import { root } from "../../scripts/paths.ts";

/** A small house under the real plan, in which each test builds one thing that is not allowed. */
let house: string;

const build = async (files: Record<string, string>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), text);
  }
};

const rulesBroken = async (): Promise<string[]> => (await inspectHouse(house)).violations.map(({ rule }) => rule);

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), "federpost-house-"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "tsconfig.base.json", "package.json"]) {
    await cp(join(root, file), join(house, file));
  }
  await symlink(join(root, "node_modules"), join(house, "node_modules"));
  await build({
    "shared/base/index.ts": `export const one = 1;\n`,
    "shared/vault/index.ts": `export { two } from "./seal.ts";\n`,
    "shared/vault/seal.ts": `import { one } from "../base/index.ts";\nexport const two = one + one;\n`,
    "shared/courier/index.ts": `export { two } from "../vault/index.ts";\n`,
  });
});

afterEach(() => rm(house, { recursive: true, force: true }));

describe("the house plan", () => {
  test("accepts a house that keeps to it, and reads all of it", async () => {
    expect(await inspectHouse(house)).toEqual({ violations: [], unread: [] });
  });

  test("refuses to break a wall", async () => {
    await build({ "shared/base/bad.ts": `import { two } from "../courier/index.ts";\nexport const bad = two;\n` });
    expect(await rulesBroken()).toContain("wall-of-shared-base");
  });

  test("refuses to break a wall for a type only", async () => {
    await build({
      "shared/vault/index.ts": `export type Two = number;\n`,
      "shared/base/bad.ts": `import type { Two } from "../vault/index.ts";\nexport type Bad = Two;\n`,
    });
    expect(await rulesBroken()).toContain("wall-of-shared-base");
  });

  test("refuses to climb past a door into a room's inside", async () => {
    await build({ "shared/courier/bad.ts": `export { two } from "../vault/seal.ts";\n` });
    expect(await rulesBroken()).toEqual(["wall-of-shared-courier"]);
  });

  test("refuses a cycle", async () => {
    await build({
      "shared/base/a.ts": `import { b } from "./b.ts";\nexport const a = (): number => b();\n`,
      "shared/base/b.ts": `import { a } from "./a.ts";\nexport const b = (): number => a();\n`,
    });
    expect(await rulesBroken()).toContain("no-cycles");
  });

  test("refuses a cycle of types only", async () => {
    await build({
      "shared/base/a.ts": `import type { B } from "./b.ts";\nexport interface A { b: B }\n`,
      "shared/base/b.ts": `import type { A } from "./a.ts";\nexport interface B { a: A }\n`,
    });
    expect(await rulesBroken()).toContain("no-cycles");
  });

  test("refuses a room that is not in it", async () => {
    await build({ "shared/utils/index.ts": `export const three = 3;\nimport "../base/index.ts";\n` });
    expect(await rulesBroken()).toContain("no-room-without-a-plan");
  });

  test("refuses MLS outside the engine and the browser outside the platform", async () => {
    await build({
      "shared/mailbox/index.ts": `import { createGroup } from "ts-mls";\nexport const make = createGroup;\n`,
      "extension/ui/index.ts": `import browser from "webextension-polyfill";\nexport const id = browser.runtime.id;\n`,
    });
    expect(await rulesBroken()).toEqual(
      expect.arrayContaining(["mls-lives-in-the-engine", "the-browser-lives-in-the-platform"]),
    );
  });

  test("refuses node:* outside the agent and the vault's sqlite file", async () => {
    await build({
      "shared/agent/index.ts": `import { readFile } from "node:fs/promises";\nexport const read = readFile;\n`,
      "shared/vault/sqlite.ts": `import { DatabaseSync } from "node:sqlite";\nexport const open = DatabaseSync;\n`,
      "shared/courier/bad.ts": `import { readFile } from "node:fs/promises";\nexport const read = readFile;\n`,
    });
    expect(await rulesBroken()).toEqual(["no-node-outside-the-agent"]);
  });

  test("refuses an entrypoint that opens two rooms", async () => {
    await build({
      "extension/background/index.ts": `export const background = 1;\n`,
      "extension/host/index.ts": `export const host = 1;\n`,
      "extension/entrypoints/background.ts": [
        `import { background } from "../background/index.ts";`,
        `import { host } from "../host/index.ts";`,
        `export default background + host;\n`,
      ].join("\n"),
    });
    expect(await rulesBroken()).toEqual(["an-entrypoint-opens-one-room"]);
  });

  test("notices a module that the cruiser did not read", async () => {
    const config = join(house, ".dependency-cruiser.cjs");
    const text = await readFile(config, "utf8");
    await writeFile(config, text.replace('"^wasm/assembly/"', '"^shared/vault/"'));
    expect((await inspectHouse(house)).unread).toEqual(["shared/vault/index.ts", "shared/vault/seal.ts"]);
  });
});
