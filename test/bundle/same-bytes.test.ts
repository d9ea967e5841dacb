import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildOne } from "../../scripts/build/index.ts";
import { root, stateDir } from "../../scripts/paths.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { differences, productionBuilds, readBuild } from "./files.ts";

describe.each(productionBuilds)("the test build for $browser", ({ browser }) => {
  test("differs from the production build in manifest.json and nothing else", async () => {
    const production = await readBuild({ browser, purpose: "production" });
    const forTests = await readBuild({ browser, purpose: "test" });
    expect(production.size).toBeGreaterThan(5);
    expect(differences(production, forTests)).toEqual(["manifest.json"]);
  });
});

describe("a second checkout in another folder", () => {
  let checkout: string;

  beforeAll(async () => {
    await mkdir(stateDir, { recursive: true });
    checkout = await mkdtemp(join(stateDir, "zweites häuschen "));
    const files = [
      "package.json",
      "wxt.config.ts",
      "tsconfig.json",
      "tsconfig.base.json",
      "scripts/build/page-chunks.ts",
      "extension",
      "shared",
      "wasm",
    ];
    const filter = (path: string): boolean => !/\/(\.wxt|wasm\/build)$/.test(path);
    for (const file of files) await cp(join(root, file), join(checkout, file), { recursive: true, filter });
    // Hard links: the bundler would follow a symbolic link back to our folder, and copies take half a gigabyte.
    await runCommand("cp", ["-al", join(root, "node_modules"), join(checkout, "node_modules")]);
    await runCommand(process.execPath, ["wasm/build.mjs"], { cwd: checkout });
  });

  afterAll(() => rm(checkout, { recursive: true, force: true }));

  test.each(productionBuilds)("gives the same bytes for $browser", async (build) => {
    await buildOne(build, checkout);
    const ours = await readBuild(build);
    expect(ours.has("core.wasm")).toBe(true);
    expect(differences(ours, await readBuild(build, checkout))).toEqual([]);
  });
});
