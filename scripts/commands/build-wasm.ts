import { buildWasm } from "../setup/index.ts";
import { readArguments } from "../usage.ts";

/** `npm run build:wasm`: wasm/build/. */
export const run = async (args: readonly string[]): Promise<number> => {
  readArguments(args, { usage: "npm run build:wasm", options: {}, maxPositionals: 0 });
  console.log((await buildWasm()).trimEnd());
  return 0;
};
