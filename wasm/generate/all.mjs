/** Writes every generated AssemblyScript file. The output depends on nothing but this folder's sources. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aeadSource } from "./aead.mjs";
import { chacha20Source } from "./chacha20.mjs";
import { edwardsSource } from "./edwards.mjs";
import { fieldSource } from "./field.mjs";
import { keccakSource } from "./keccak.mjs";
import { memorySource } from "./memory-map.mjs";
import { mlkemSource } from "./mlkem.mjs";
import { poly1305Source } from "./poly1305.mjs";
import { sha2Source } from "./sha2.mjs";

const files = {
  "aead.ts": aeadSource,
  "chacha20.ts": chacha20Source,
  "edwards.ts": edwardsSource,
  "field.ts": fieldSource,
  "keccak.ts": keccakSource,
  "memory.ts": memorySource,
  "mlkem.ts": mlkemSource,
  "poly1305.ts": poly1305Source,
  "sha2.ts": sha2Source,
};

/** @param {string} folder */
export function generate(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), `${source()}\n`);
}
