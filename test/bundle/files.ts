import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Build, buildDir } from "../../scripts/build/index.ts";
import { root } from "../../scripts/paths.ts";

export const productionBuilds: readonly Build[] = [
  { browser: "chrome", purpose: "production" },
  { browser: "firefox", purpose: "production" },
];

/** All files of the build in `checkout`, by path. */
export const readBuild = async (build: Build, checkout = root): Promise<Map<string, Buffer>> => {
  const dir = join(checkout, buildDir(build));
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(paths.sort().map(async (path) => [relative(dir, path), await readFile(path)] as const)),
  );
};

/** The paths whose bytes differ, or that only one of them has. */
export const differences = (one: Map<string, Buffer>, other: Map<string, Buffer>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((path) => {
    const [a, b] = [one.get(path), other.get(path)];
    return a === undefined || b === undefined || !a.equals(b);
  });
