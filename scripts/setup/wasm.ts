import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, stateDir } from "../paths.ts";
import { runCommand } from "../run-command.ts";

const script = join(root, "wasm/build.mjs");
const stamp = join(stateDir, "stamps/wasm");

/** Whether wasm/build/ was built from the sources as they are now. */
export const isWasmCurrent = async (): Promise<boolean> => {
  if (!existsSync(stamp) || !existsSync(join(root, "wasm/build"))) return false;
  return (await readFile(stamp, "utf8")) === (await hashSources());
};

/** Builds wasm/build/ and returns what the compiler said. Throws with its last lines when it fails. */
export const buildWasm = async (): Promise<string> => {
  if (!existsSync(script)) throw new Error("There is no wasm/build.mjs yet: the WASM module cannot be built.");
  const output = await runCommand(process.execPath, [script], { cwd: root });
  await mkdir(join(stateDir, "stamps"), { recursive: true });
  await writeFile(stamp, await hashSources());
  return output;
};

const hashSources = async (): Promise<string> => {
  const files: string[] = [];
  for await (const file of glob("wasm/**/*.{ts,mjs,json}", { cwd: root })) files.push(file);
  const hash = createHash("sha256").update(await readFile(join(root, "package-lock.json")));
  const sources = files.filter((file) => !file.startsWith("wasm/build/") && !file.startsWith("wasm/host/"));
  for (const file of sources.sort()) hash.update(file).update(await readFile(join(root, file)));
  return hash.digest("hex");
};
