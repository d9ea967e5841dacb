/**
 * Builds the extension by WXT: production builds, and test builds that differ in manifest.json only.
 * The same sources give the same bytes in any folder.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";
import { runTool } from "../run-tool.ts";
import { stampOf } from "../setup/stamp.ts";

export interface Build {
  readonly browser: "chrome" | "firefox";
  readonly purpose: "production" | "test";
}

const production: readonly Build[] = [
  { browser: "chrome", purpose: "production" },
  { browser: "firefox", purpose: "production" },
];

const all: readonly Build[] = [
  ...production,
  { browser: "chrome", purpose: "test" },
  { browser: "firefox", purpose: "test" },
];

/** Where a build lands in its checkout, such as `.output/test-chrome-mv3`. */
export const buildDir = ({ browser, purpose }: Build): string =>
  `.output/${purpose === "test" ? "test-" : ""}${browser}-mv3`;

const stamp = stampOf({
  name: "builds",
  products: all.map(buildDir),
  sources: [
    "package.json",
    "package-lock.json",
    "wxt.config.ts",
    "scripts/build/page-chunks.ts",
    "tsconfig*.json",
    "extension/**/*.*",
    "shared/**/*.{ts,json}",
    "wasm/host/**/*.ts",
    "wasm/build/*.*",
  ],
  except: /\/\.wxt\//,
});

/** Whether all four builds were made from the sources as they are now. */
export const areBuildsCurrent = (): Promise<boolean> => stamp.isCurrent();

/** Makes the two production builds. Throws with the builder's output when one fails. */
export const buildProduction = async (): Promise<void> => {
  for (const build of production) await buildOne(build, root);
};

/** Makes all four builds. Throws with the builder's output when one fails. */
export const buildAll = async (): Promise<void> => {
  for (const build of all) await buildOne(build, root);
  await stamp.set();
};

/** Makes one build in `checkout`, ours or a copy of it. Throws with the builder's output when it fails. */
export const buildOne = async (build: Build, checkout: string): Promise<void> => {
  const started = performance.now();
  const args = ["build", "--browser", build.browser, "--mv3", "--level", "warn"];
  // A build started from a test runner would else be a development build.
  const env = { FEDERPOST_BUILD: build.purpose, NODE_ENV: "production" };
  const { exitCode, output } = await runTool("wxt/bin/wxt.mjs", args, { cwd: checkout, env });
  if (exitCode !== 0 || !existsSync(join(checkout, buildDir(build), "manifest.json"))) {
    throw new Error(`The ${build.purpose} build for ${build.browser} failed:\n${output.trimEnd()}`);
  }
  console.log(`${buildDir(build)}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
};
