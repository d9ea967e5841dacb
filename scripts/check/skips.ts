import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../paths.ts";

/**
 * The skips that docs/testing.md allows: in its section "Skips", the first cell of each row, in backticks, is
 * `file > test name`; a `*` at its end stands for any rest.
 */
export const readAllowedSkips = async (): Promise<(skip: string) => boolean> => {
  const text = await readFile(join(root, "docs/testing.md"), "utf8").catch(() => "");
  const section = text.split(/^## /m).find((part) => part.startsWith("Skips")) ?? "";
  const patterns = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
  return (skip) => patterns.some((pattern) => matches(skip, pattern));
};

const matches = (skip: string, pattern: string): boolean =>
  pattern.endsWith("*") ? skip.startsWith(pattern.slice(0, -1)) : skip === pattern;
