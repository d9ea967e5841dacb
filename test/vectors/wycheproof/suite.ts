import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(process.env.FEDERPOST_VECTORS ?? "../shared/vectors");

/** Whether the big external vectors are on this machine. */
export const reachable = existsSync(folder);

/** Name of a suite that says why it is skipped, where it is. */
export const suiteName = (name: string): string =>
  reachable ? name : `${name} (skipped: no vectors at FEDERPOST_VECTORS)`;

/** A file of the vectors folder. */
export const readVectors = (name: string): unknown => JSON.parse(readFileSync(resolve(folder, name), "utf8"));

/** One test of a Wycheproof file with its group's facts; every value is text or a number, as the file has it. */
export interface WycheproofTest {
  readonly tcId: number;
  readonly result: "valid" | "invalid" | "acceptable";
  readonly flags: readonly string[];
  readonly text: (name: string) => string;
  readonly bytes: (name: string) => Uint8Array<ArrayBuffer>;
  readonly number: (name: string) => number;
}

interface File {
  readonly numberOfTests: number;
  readonly testGroups: readonly { readonly tests: readonly Record<string, unknown>[] }[];
}

/** All tests of a Wycheproof file; throws unless it finds as many as the file announces. */
export function wycheproof(name: string): readonly WycheproofTest[] {
  const file = readVectors(`wycheproof/${name}_test.json`) as File;
  const tests = file.testGroups.flatMap(({ tests, ...group }) => tests.map((test) => one({ ...group, ...test })));
  if (tests.length !== file.numberOfTests || tests.length === 0) throw new Error(`${name}: tests are missing`);
  return tests;
}

/** Nested objects, such as a public key with its parts, as JSON. */
const text = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

function one(fields: Record<string, unknown>): WycheproofTest {
  const value = (name: string) => {
    if (!(name in fields)) throw new Error(`no field ${name}`);
    return fields[name];
  };
  return {
    tcId: Number(value("tcId")),
    result: value("result") as WycheproofTest["result"],
    flags: (fields.flags ?? []) as string[],
    text: (name) => text(value(name)),
    bytes: (name) => Uint8Array.from(Buffer.from(String(value(name)), "hex")),
    number: (name) => Number(value(name)),
  };
}
