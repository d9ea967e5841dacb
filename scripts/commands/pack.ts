import { relative } from "node:path";
import { pack, packageDir, packages } from "../pack.ts";
import { root } from "../paths.ts";
import { readArguments } from "../usage.ts";

/** `npm run pack`: writes the packages that others install into dist/. */
export const run = async (args: readonly string[]): Promise<number> => {
  readArguments(args, { usage: "npm run pack", options: {}, maxPositionals: 0 });
  for (const published of packages) {
    await pack(published);
    console.log(`${relative(root, packageDir(published.name))}: written`);
  }
  return 0;
};
