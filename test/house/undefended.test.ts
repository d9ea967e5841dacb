import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../scripts/paths.ts";
import { edits } from "../attack/line/undefended.ts";

test("what undefended builds take out stands in the sources, once, before anybody builds one", async () => {
  const wrong: string[] = [];
  for (const { file, from } of edits) {
    const found = (await readFile(join(root, file), "utf8")).split(from).length - 1;
    if (found !== 1) wrong.push(`${file} says ${found} times: ${from}`);
  }
  expect(wrong).toEqual([]);
});
