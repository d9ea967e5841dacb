import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/paths.ts";
import { runCommand } from "../../scripts/run-command.ts";

/**
 * What may be combined with our EUPL-1.2 code and shipped: permissive licences, and MPL-2.0, which EUPL's appendix
 * names. Tools are not shipped, so for them a licence need only allow use.
 */
const shippable = [
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "MPL-2.0",
  "Unlicense",
  "EUPL-1.2",
];
const usable = [...shippable, "BlueOak-1.0.0", "CC-BY-4.0", "CC0-1.0", "Python-2.0"];

interface Lock {
  readonly packages: Record<string, { version?: string; license?: string; dev?: boolean; devOptional?: boolean }>;
}

const readJson = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(root, file), "utf8")) as T;

const packageJson = await readJson<{
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  license: string;
}>("package.json");
const all = { ...packageJson.dependencies, ...packageJson.devDependencies };

const allows = (allowed: readonly string[], licence: string): boolean =>
  licence
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((part) => allowed.includes(part.trim())));

describe("the dependencies", () => {
  test("have exact versions", () => {
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  test("each have a row in docs/dependencies.md with version, licence and reason, and no row is left over", async () => {
    const text = await readFile(join(root, "docs/dependencies.md"), "utf8");
    const rows = [...text.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];
    const stated = new Map(rows.map(([, name, version, licence, why]) => [name, { version, licence, why }]));
    for (const [name, version] of Object.entries(all)) {
      const installed = await readJson<{ license: string }>(`node_modules/${name}/package.json`);
      const row = stated.get(name);
      expect(row?.version?.trim(), `${name}'s version`).toBe(version);
      expect(row?.licence?.trim(), `${name}'s licence`).toBe(installed.license);
      expect(row?.why?.trim().length, `${name}'s reason`).toBeGreaterThan(20);
    }
    expect([...stated.keys()].filter((name) => name !== undefined && !(name in all))).toEqual([]);
  });

  test("that are shipped have licences which EUPL-1.2 code may be combined with", async () => {
    const { packages } = await readJson<Lock>("package-lock.json");
    const shipped = Object.entries(packages).filter(([path, { dev, devOptional }]) => path && !dev && !devOptional);
    const wrong = shipped.filter(([, { license }]) => !allows(shippable, license ?? "none"));
    expect(wrong.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  test("that are only tools have licences which allow their use", async () => {
    const { packages } = await readJson<Lock>("package-lock.json");
    const wrong = Object.entries(packages).filter(([path, { license }]) => path && !allows(usable, license ?? "none"));
    expect(wrong.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  test("can be installed as the lock file says", async ({ skip }) => {
    const args = ["ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"];
    const failure = await runCommand("npm", args, { cwd: root }).then(
      () => "",
      (cause: Error) => cause.message,
    );
    const isOffline = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|ENETUNREACH/.test(failure);
    if (isOffline) skip("the package registry is out of reach");
    expect(failure).toBe("");
  });

  test("come under the licence whose whole text is in LICENSE", async () => {
    const licence = await readFile(join(root, "LICENSE"), "utf8");
    expect(packageJson.license).toBe("EUPL-1.2");
    expect(licence.startsWith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")).toBe(true);
    for (const article of ["1.Definitions", "8.Disclaimer of Liability", "15.Applicable Law", "Appendix"]) {
      expect(licence).toContain(article);
    }
  });
});
