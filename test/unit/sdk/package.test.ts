import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const sdk = join(root, "shared", "sdk");
const folder = mkdtempSync(join(tmpdir(), "federpost-sdk-"));
const installed = join(folder, "node_modules", "@federpost", "sdk");

beforeAll(() => {
  execFileSync(process.execPath, [join(sdk, "build.mjs")], { cwd: root });
  mkdirSync(join(folder, "node_modules", "@federpost"), { recursive: true });
  cpSync(join(root, ".output", "sdk"), installed, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The README's first block of code, as the body of a portal's function. */
function quickStart(): string {
  const code = readFileSync(join(sdk, "README.md"), "utf8").split("```ts\n")[1]?.split("```")[0] ?? "";
  const [first, ...rest] = code.split("\n");
  return `${first}
    declare const files: readonly File[];
    declare function showOtherWays(): void;
    declare function show(letterId: string, state: string): void;
    export async function submit(): Promise<void> { ${rest.join("\n")} }
    export const retry = (error: unknown): boolean => error instanceof PortalError && error.retryable;`;
}

const compile = (...options: readonly string[]): string => {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const strict = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
  return spawnSync(process.execPath, [compiler, ...strict, ...options, "portal.ts"], { cwd: folder, encoding: "utf8" })
    .stdout;
};

describe("the package a portal installs", () => {
  it("has no dependencies and one module without imports", () => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(manifest.dependencies).toBeUndefined();
    expect(readFileSync(join(installed, "federpost.js"), "utf8")).not.toMatch(/\bimport\b[^.(]|import\(|require\(/);
  });

  it.each([
    ["a bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
    ["Node", ["--module", "nodenext", "--moduleResolution", "nodenext"]],
  ])("the README's quick start compiles for %s", (_name, options) => {
    writeFileSync(join(folder, "portal.ts"), quickStart());
    expect(compile(...options)).toBe("");
    writeFileSync(join(folder, "portal.ts"), `${quickStart()}\nconst wrong: number = new PortalError("expired").code;`);
    expect(compile(...options)).toContain("TS2322");
  });

  it("the quick start is ten lines", () => {
    const code = readFileSync(join(sdk, "README.md"), "utf8").split("```ts\n")[1]?.split("```")[0] ?? "";
    expect(code.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(10);
  });
});
