import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../../wasm/build.mjs";
import { checkConstantTime } from "../../../wasm/check-constant-time.mjs";

const wasmFolder = join(import.meta.dirname, "../../../wasm");
const planted = join(wasmFolder, "build/planted");

/** Each function has one fault, named by what the check must say of it; the last ones have none. */
const source = `
import { KEY, OUT, PUBLIC } from "../generated/memory";
const TABLE: usize = memory.data<u8>([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]);
let kept: u32 = 0;
// Recursive, so that it stays a function of its own.
function helper(index: u32, depth: u32): u32 {
  return depth == 0 ? 0 : load<u8>(TABLE + (index & 15)) + helper(index >> 4, depth - 1);
}

export function lookup(): void { store<u8>(OUT, load<u8>(TABLE + (load<u8>(KEY) & 15))); }
export function storeAt(): void { store<u8>(OUT + load<u8>(KEY), 1); }
export function earlyExit(length: u32): u32 {
  for (let i: usize = 0; i < length; i++) if (load<u8>(KEY + i) != load<u8>(OUT + i)) return 0;
  return 1;
}
export function loopBound(): void { for (let i: u32 = 0; i < <u32>load<u8>(KEY); i++) store<u8>(OUT + i, <u8>i); }
export function division(): void { store<u32>(OUT, load<u32>(KEY) / 3329); }
export function choice(a: u32, b: u32): u32 { return select(a, b, load<u8>(KEY) & 1); }
export function copyLength(): void { memory.copy(OUT, KEY, load<u8>(KEY)); }
export function throughCall(): u32 { return helper(load<u32>(KEY), 4); }
export function keep(): void { kept = load<u32>(KEY) & 15; }
export function throughGlobal(): u32 { return load<u8>(TABLE + kept); }
export function throughLoop(n: u32): u32 {
  let index: u32 = 0, next: u32 = 0, found: u32 = 0;
  for (let i: u32 = 0; i < n; i++) { found += load<u8>(TABLE + index); index = next; next = load<u8>(KEY + i) & 15; }
  return found;
}
export function undeclared(): u32 {
  store<u8>(0, load<u8>(KEY), PUBLIC);
  return load<u8>(TABLE + (load<u8>(0, PUBLIC) & 15));
}
export function handedOn(at: usize): usize { return at + PUBLIC; }

export function innocent(length: u32): u32 {
  let difference: u32 = 0;
  for (let i: usize = 0; i < length; i++) difference |= load<u8>(KEY + i) ^ load<u8>(OUT + i);
  const mask = (difference - 1) >> 31;
  store<u32>(OUT, (load<u32>(KEY) & mask) | (load<u32>(OUT) & ~mask));
  return mask;
}
export function publicLookup(index: u32): u32 { return load<u8>(TABLE + ((index / 3) & 15)); }
`;

const faults = {
  lookup: "a secret is part of an address",
  storeAt: "a secret is part of an address",
  earlyExit: "a secret decides a branch",
  loopBound: "a secret decides a branch",
  division: "a secret is divided or divides",
  choice: "a secret decides a select",
  copyLength: "a secret decides a length",
  helper: "a secret is part of an address",
  throughGlobal: "a secret is part of an address",
  throughLoop: "a secret is part of an address",
  undeclared: "declared public",
  handedOn: "an address of public memory is handed on",
};

describe("the constant-time check", () => {
  let found: { function: string; what: string }[] = [];

  beforeAll(async () => {
    mkdirSync(planted, { recursive: true });
    writeFileSync(join(planted, "faults.ts"), source);
    found = checkConstantTime((await compile("build/planted/faults.ts")).wat).findings;
  });
  afterAll(() => rmSync(planted, { recursive: true }));

  for (const [name, what] of Object.entries(faults)) {
    test(`flags a planted fault: ${name}, ${what}`, () => {
      expect(found).toContainEqual(expect.objectContaining({ function: `$build/planted/faults/${name}`, what }));
    });
  }

  test("leaves a comparison and a choice without branches alone, and a lookup by a public index", () => {
    expect(found.filter(({ function: name }) => /innocent|publicLookup/.test(name))).toEqual([]);
  });

  test("finds nothing in the module that ships, and only the two declarations with a reason", () => {
    const { functions, findings, declared } = checkConstantTime(
      readFileSync(join(wasmFolder, "build/core.wat"), "utf8"),
    );
    expect(findings).toEqual([]);
    expect(declared.toSorted()).toEqual(["$assembly/ed25519/slide", "$assembly/mlkem/sampleMatrix"]);
    expect(functions).toBeGreaterThan(50);
  });

  test("flags the module that ships once its tag comparison stops at the first difference", () => {
    const wat = readFileSync(join(wasmFolder, "build/core.wat"), "utf8");
    // The first 64-bit exclusive or of the comparison decides a branch from here on.
    const changed = wat.replace(
      /(\(func \$assembly\/aead\/aeadVerify [\s\S]*?i64\.xor\n)/,
      "$1  i64.eqz\n  if\n  end\n  i64.const 0\n",
    );
    expect(changed).not.toBe(wat);
    expect(checkConstantTime(changed).findings).toContainEqual(
      expect.objectContaining({ function: "$assembly/aead/aeadVerify", what: "a secret decides a branch" }),
    );
  });
});
