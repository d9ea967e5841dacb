/**
 * Builds the crypto core: generates the kernels, compiles wasm/assembly with asc, and pins the result.
 * Writes wasm/build/core.wasm, core.wat (for the constant-time check) and core.ts (hash and memory map for the host).
 * The same sources give the same bytes in any folder.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import asc from "assemblyscript/asc";
import { generate } from "./generate/all.mjs";
import { memoryMap } from "./generate/memory-map.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** asc arguments that place the module's data behind its memory map. */
function memoryArguments() {
  const { dataStart, pages } = memoryMap();
  return ["--memoryBase", String(dataStart), "--initialMemory", String(pages), "--maximumMemory", String(pages)];
}

/** A file of wasm/ by the path asc asks for; null when there is none. */
function readSource(/** @type {string} */ name, /** @type {string} */ base) {
  try {
    return readFileSync(join(here, base, name), "utf8");
  } catch {
    return null;
  }
}

/**
 * Compiles one entry file (a path in wasm/) with the options of the release, which stand in asconfig.json.
 * @param {string} entry
 * @returns {Promise<{ wasm: Uint8Array<ArrayBuffer>, wat: string }>}
 */
export async function compile(entry) {
  /** @type {Map<string, any>} */
  const written = new Map();
  const { error, stderr } = await asc.main(
    [entry, "--outFile", "core.wasm", "--textFile", "core.wat", ...memoryArguments()],
    {
      readFile: (name, base) => readSource(name, base),
      writeFile: (name, contents) => void written.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the crypto core does not compile\n${stderr.toString()}`, { cause: error });
  return { wasm: Uint8Array.from(written.get("core.wasm")), wat: String(written.get("core.wat")) };
}

/** Source of wasm/build/core.ts: what the host must know about the module it loads. */
function coreSource(/** @type {Uint8Array} */ wasm) {
  const { addresses, ioSize, secretStart, secretEnd } = memoryMap();
  const sha256 = createHash("sha256").update(wasm).digest("hex");
  const facts = { sha256, sizeBytes: wasm.length, ioSize, secretStart, secretEnd, at: addresses };
  return `// Written by wasm/build.mjs.\nexport const core = ${JSON.stringify(facts, null, 2)} as const;\n`;
}

/** Builds everything into wasm/build. */
export async function build() {
  const out = join(here, "build");
  mkdirSync(out, { recursive: true });
  generate(join(out, "generated"));
  const { wasm, wat } = await compile("assembly/index.ts");
  writeFileSync(join(out, "core.wasm"), wasm);
  writeFileSync(join(out, "core.wat"), wat);
  writeFileSync(join(out, "core.ts"), coreSource(wasm));
  return { bytes: wasm.length, gzipBytes: gzipSync(wasm, { level: 9 }).length };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { bytes, gzipBytes } = await build();
  console.log(`crypto core: ${bytes} bytes, ${gzipBytes} with gzip`);
}
