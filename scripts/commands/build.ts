import { buildProduction } from "../build/index.ts";
import { prepare } from "../setup/index.ts";
import { readArguments } from "../usage.ts";

/** `npm run build`: the production builds for both browsers. */
export const run = async (args: readonly string[]): Promise<number> => {
  readArguments(args, { usage: "npm run build", options: {}, maxPositionals: 0 });
  await prepare(["wasm"]);
  await buildProduction();
  return 0;
};
