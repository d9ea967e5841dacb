import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../paths.ts";

/**
 * The skips that docs/testing.md allows: in its section "Skips", the first cell of each row, in backticks, is
 * `file > test name`; a `*` at its end stands for any rest.
 */
export const readAllowedSkips = async (): Promise<(skip: string) => boolean> => {
  const reasonFor = await readSkipReasons();
  return (skip) => reasonFor(skip) !== null;
};

/** The reason that docs/testing.md gives for a skip, or null where it allows none. */
export const readSkipReasons = async (): Promise<(skip: string) => string | null> => {
  const text = await readFile(join(root, "docs/testing.md"), "utf8").catch(() => "");
  const section = text.split(/^## /m).find((part) => part.startsWith("Skips")) ?? "";
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, pattern = "", why = ""]) => ({
    pattern,
    why,
  }));
  return (skip) => rows.find(({ pattern }) => matches(skip, pattern))?.why ?? null;
};

const matches = (skip: string, pattern: string): boolean =>
  pattern.endsWith("*") ? skip.startsWith(pattern.slice(0, -1)) : skip === pattern;
