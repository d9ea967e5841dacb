import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";
import { runCommand } from "../run-command.ts";
import { stampOf } from "./stamp.ts";

const script = join(root, "wasm/build.mjs");

const stamp = stampOf({
  name: "wasm",
  products: ["wasm/build"],
  sources: ["package-lock.json", "wasm/**/*.{ts,mjs,json}"],
  except: /^wasm\/(build|host)\//,
});

/** Whether wasm/build/ was built from the sources as they are now. */
export const isWasmCurrent = (): Promise<boolean> => stamp.isCurrent();

/** Builds wasm/build/ and returns what the compiler said. Throws with its last lines when it fails. */
export const buildWasm = async (): Promise<string> => {
  if (!existsSync(script)) throw new Error("There is no wasm/build.mjs yet: the WASM module cannot be built.");
  const output = await runCommand(process.execPath, [script], { cwd: root });
  await stamp.set();
  return output;
};
