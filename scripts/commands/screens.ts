import { resolve } from "node:path";
import { languages } from "../../extension/i18n/index.ts";
import { everything, prepare } from "../setup/index.ts";
import { readArguments } from "../usage.ts";

const usage = "npm run screens [-- DIR]";

/** `npm run screens`: pictures of every screen into DIR (`.federpost/screens`), in both languages and themes, in all sizes. */
export const run = async (args: readonly string[]): Promise<number> => {
  const { positionals } = readArguments(args, { usage, options: {}, maxPositionals: 1 });
  const dir = resolve(positionals[0] ?? ".federpost/screens");
  await prepare(everything);
  const { takeScreens } = await import("../../test/journey/screens.ts");
  for (const language of languages) await takeScreens(dir, language, (line) => console.log(`${language} ${line}`));
  console.log(`screens: ${dir}`);
  return 0;
};
