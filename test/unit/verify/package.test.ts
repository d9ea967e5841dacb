import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack, packageDir, packages } from "../../../scripts/pack.ts";
import { root } from "../../../scripts/paths.ts";
import { generateSigningKey } from "../../../shared/crypto/index.ts";
import { makeBundle, makeSigner } from "../../fake/bundle.ts";
import { ed25519Spki, evidenceOf, makeChain, makeKeys } from "../../fake/pki/chain.ts";
import { pem } from "../../fake/pki/der.ts";

/** The packed package, installed from its tarball in an empty folder without a registry, on the Node of the machine. */
const folder = mkdtempSync(join(tmpdir(), "federpost-verify-"));
const installed = join(folder, "node_modules", "@federpost", "verify");

const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { ...process.env, npm_config_offline: "true" } });
const federpost = (...args: readonly string[]) => run("npx", ["--no-install", "federpost", ...args]);

beforeAll(async () => {
  const published = packages.find(({ name }) => name === "verify");
  if (published === undefined) throw new Error("there is no package verify");
  await pack(published);
  const packed = run("npm", ["pack", packageDir("verify"), "--pack-destination", folder, "--json", "--loglevel=error"]);
  const [tarball] = (JSON.parse(packed.stdout) as { filename: string }[]).map(({ filename }) => filename);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  const install = run("npm", [
    "install",
    "--offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    join(folder, tarball!),
  ]);
  if (!existsSync(installed)) throw new Error(`the package was not installed:\n${install.stderr}`);
  const keys = await makeKeys("P-384");
  const identityKey = await generateSigningKey();
  const chain = await makeChain(keys, ed25519Spki(identityKey.publicKey));
  const from = await makeSigner("bauamt", { identityKey, evidence: [evidenceOf(chain)] });
  const bundle = await makeBundle({ from, to: await makeSigner("erika"), attachment: Buffer.from("Anlage") });
  writeFileSync(join(folder, "nachweis.zip"), bundle);
  writeFileSync(join(folder, "roots.pem"), pem("CERTIFICATE", chain.root));
  const changed = Buffer.from(bundle);
  changed[changed.length >> 1]! ^= 1;
  writeFileSync(join(folder, "changed.zip"), changed);
  writeFileSync(join(folder, "text.txt"), "no bundle");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("federpost verify, installed from the packed package", () => {
  it("ends with 0 for a bundle that holds and says each step in German and English", () => {
    const german = federpost("verify", "nachweis.zip", "--roots", "roots.pem");
    expect(german.stdout).toContain("Stadt Musterstadt");
    expect(german.stdout.split("\n")[0]).toBe("Gültig");
    expect(german.status).toBe(0);
    expect(federpost("verify", "nachweis.zip", "--lang", "en").stdout.split("\n")[0]).toBe("Valid");
  });

  it("ends with 1 for one that does not hold, or not at the date", () => {
    expect(federpost("verify", "changed.zip").status).toBe(1);
    const late = federpost("verify", "nachweis.zip", "--roots", "roots.pem", "--at", "2040-01-01", "--json");
    expect(late.status).toBe(1);
    expect(JSON.parse(late.stdout)).toMatchObject({ verdict: "invalid" });
  });

  it("ends with 2 for what cannot be read, and says what is wrong with a call", () => {
    expect(federpost("verify", "text.txt").status).toBe(2);
    for (const args of [
      ["verify"],
      ["verify", "nachweis.zip", "--at", "never"],
      ["verify", "missing.zip"],
      ["sign", "x"],
    ]) {
      const { status, stderr } = federpost(...args);
      expect(stderr.length, args.join(" ")).toBeGreaterThan(0);
      expect(status, args.join(" ")).toBe(2);
    }
    expect(federpost("verify", "nachweis.zip", "--roots", "text.txt").status).toBe(2);
  });

  it("has no dependencies, no fault that publint knows, and types that stand by themselves", async () => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest.dependencies).toBeUndefined();
    const { messages } = await publint({ pkgDir: packageDir("verify"), strict: true });
    expect(messages).toEqual([]);
    writeFileSync(
      join(folder, "use.mts"),
      `import { verify, type Report } from "@federpost/verify";\nexport const r: Promise<Report> = verify(new Uint8Array());\n`,
    );
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const options = ["--ignoreConfig", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "use.mts"];
    expect(run(process.execPath, [compiler, ...options]).stdout).toBe("");
  });
});
