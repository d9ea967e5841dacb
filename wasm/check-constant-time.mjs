/**
 * Constant-time check of the compiled crypto core: no secret may decide a branch, a select, an address, a length or
 * a division (constant-time/taint.mjs says how it is followed). What the code declares public must be on the list
 * below, with its reason. Reads wasm/build/core.wat, which the build writes from the very module it ships.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseWat } from "./constant-time/parse.mjs";
import { followSecrets } from "./constant-time/taint.mjs";
import { memoryMap } from "./generate/memory-map.mjs";

/** Functions that may store into PUBLIC, and why that is no secret. */
const declaredPublic = new Map([
  ["$assembly/ed25519/slide", "verification: S is part of the signature, and the hash covers R, A and the message"],
  ["$assembly/mlkem/sampleMatrix", "the matrix grows from rho, which is part of the encapsulation key"],
]);

/**
 * What is wrong with a module, and which of the allowed declarations it makes.
 * @param {string} wat
 */
export function checkConstantTime(wat) {
  const module = parseWat(wat);
  if (module.functions.size === 0 || module.exported.size === 0) throw new Error("the module has no functions");
  const { publicStart, publicEnd } = memoryMap();
  const findings = followSecrets(module, { start: publicStart, end: publicEnd });
  const allowed = (/** @type {typeof findings[number]} */ finding) =>
    finding.what === "declared public" && declaredPublic.has(finding.function);
  return {
    functions: module.functions.size,
    findings: findings.filter((finding) => !allowed(finding)),
    declared: [...new Set(findings.filter(allowed).map((finding) => finding.function))],
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wat = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "build/core.wat"), "utf8");
  const { functions, findings, declared } = checkConstantTime(wat);
  for (const { function: name, line, op, what } of findings) console.error(`core.wat:${line} ${name}: ${op}: ${what}`);
  for (const name of declared) console.log(`${name} declares public: ${declaredPublic.get(name)}`);
  console.log(`constant time: ${functions} functions, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
