import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declarationsOf, pack, packageDir, packages } from "../../../scripts/pack.ts";
import { root } from "../../../scripts/paths.ts";

const sdk = join(root, "shared", "sdk");
const folder = mkdtempSync(join(tmpdir(), "federpost-sdk-"));
const installed = join(folder, "node_modules", "@federpost", "portal");
const [published] = packages.filter(({ name }) => name === "portal");

beforeAll(async () => {
  if (published === undefined) throw new Error("there is no package portal");
  await pack(published);
  mkdirSync(join(folder, "node_modules", "@federpost"), { recursive: true });
  cpSync(packageDir("portal"), installed, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const apiHeading = `# What the package @federpost/portal shows

Every change of it shows here first: \`npx vitest run test/unit/sdk/package.test.ts -u\` writes it anew.
`;

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
  it.each(["index.js", "testing.js"])("has no dependencies, and %s imports nothing", (file) => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(manifest.dependencies).toBeUndefined();
    expect(readFileSync(join(installed, file), "utf8")).not.toMatch(/\bimport\b[^.(]|import\(|require\(/);
  });

  it("has a fake that a portal's tests meet through the packed modules", () => {
    writeFileSync(
      join(folder, "fake.js"),
      `import { connect } from "@federpost/portal";
      import { installFake } from "@federpost/portal/testing";
      globalThis.window = new EventTarget();
      const fake = installFake();
      fake.script("access.list", { kind: "failure", code: "unavailable" });
      const { federpost } = await connect();
      await federpost.listAccess().catch((error) => console.log(error.name, error.code));
      fake.remove();
      federpost.disconnect();`,
    );
    const { stdout } = spawnSync(process.execPath, ["fake.js"], { cwd: folder, encoding: "utf8" });
    expect(stdout).toBe("PortalError unavailable\n");
  });

  it("is at most 8 kB with gzip", () => {
    expect(gzipSync(readFileSync(join(installed, "index.js")), { level: 9 }).length).toBeLessThanOrEqual(8192);
  });

  it("has no fault that publint knows", async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages.map((message) => message.code)).toEqual([]);
  });

  it("shows portals what docs/portal/api.md says, and nothing else", async () => {
    const declared = [...(await declarationsOf(published!))].map(
      ([file, text]) => `## ${file}\n\n\`\`\`ts\n${text}\`\`\`\n`,
    );
    const report = `${apiHeading}\n${declared.join("\n")}`;
    await expect(report).toMatchFileSnapshot(join(root, "docs/portal/api.md"));
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
