import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix, relative } from "node:path";
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

/** What a file of ours names: at its start, and what it may load later. */
function named(path: string, text: string, when: "at once" | "later too"): string[] {
  const found = path.endsWith(".html")
    ? text.matchAll(/(?:src|href)="([^"]+)"/g)
    : path.endsWith(".js")
      ? text.matchAll(/(?:from|import)\s*["'`]([^"'`]+\.js)["'`]/g)
      : [];
  const later = when === "at once" ? [] : text.matchAll(/import\(\s*["'`]([^"'`]+\.js)["'`]/g);
  return [...found, ...later].map(([, target = ""]) => target);
}

/** What is loaded for an entry: the entry itself, and whatever it and its scripts import or link. Throws where it is not there. */
export function loadedBy(
  files: ReadonlyMap<string, Buffer>,
  entry: string,
  when: "at once" | "later too",
): readonly string[] {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    const text = files.get(path)?.toString("utf8");
    if (text === undefined || loaded.has(path)) return;
    loaded.add(path);
    for (const target of named(path, text, when))
      visit(target.startsWith("/") ? target.slice(1) : posix.join(dirname(path), target));
  };
  visit(entry);
  if (loaded.size === 0) throw new Error(`The build has no ${entry}`);
  return [...loaded];
}
