/**
 * Builds the extension by WXT: production builds, and test builds that differ in manifest.json only.
 * The same sources give the same bytes in any folder.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "../check/tool.ts";
import { root } from "../paths.ts";

interface Build {
  readonly browser: "chrome" | "firefox";
  readonly purpose: "production" | "test";
}

const builds: readonly Build[] = [
  { browser: "chrome", purpose: "production" },
  { browser: "firefox", purpose: "production" },
  { browser: "chrome", purpose: "test" },
  { browser: "firefox", purpose: "test" },
];

/** Where a build lands, such as `.output/test-chrome-mv3`. */
export const buildDir = ({ browser, purpose }: Build): string =>
  join(root, ".output", `${purpose === "test" ? "test-" : ""}${browser}-mv3`);

/** Makes the two production builds. Throws with the builder's output when one fails. */
export const buildProduction = (): Promise<void> => buildEach(builds.filter(({ purpose }) => purpose === "production"));

/** Makes all four builds. Throws with the builder's output when one fails. */
export const buildAll = (): Promise<void> => buildEach(builds);

/** Makes the two test builds. Throws with the builder's output when one fails. */
export const buildForTests = (): Promise<void> => buildEach(builds.filter(({ purpose }) => purpose === "test"));

const buildEach = async (wanted: readonly Build[]): Promise<void> => {
  for (const build of wanted) await buildOne(build);
};

const buildOne = async (build: Build): Promise<void> => {
  const started = performance.now();
  const args = ["build", "--browser", build.browser, "--mv3", "--level", "warn"];
  const { exitCode, output } = await runTool("wxt/bin/wxt.mjs", args, { env: { FEDERPOST_BUILD: build.purpose } });
  const dir = buildDir(build);
  if (exitCode !== 0 || !existsSync(join(dir, "manifest.json"))) {
    throw new Error(`The ${build.purpose} build for ${build.browser} failed:\n${output.trimEnd()}`);
  }
  console.log(`.output/${dir.slice(root.length + 9)}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
};
