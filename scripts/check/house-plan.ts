import { glob } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../paths.ts";
import { runTool } from "../run-tool.ts";

/** One import that the house plan forbids. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Inspection {
  readonly violations: readonly Violation[];
  /** Modules that exist and were not read: a parser that understands nothing also finds no violation. */
  readonly unread: readonly string[];
}

const rooms = ["shared", "extension", "wasm/host"];

interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

interface Cruise {
  readonly modules: readonly Module[];
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string; readonly severity: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

/** Reads every module of the house at `house` and compares it with the plan. Throws when the cruiser cannot run. */
export const inspectHouse = async (house: string): Promise<Inspection> => {
  const { modules, summary } = await cruise(house);
  const read = new Set(modules.map(({ source }) => source));
  const forbidden = summary.violations.filter(({ rule }) => rule.severity === "error");
  return {
    violations: [
      ...forbidden.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
      ...modules.flatMap(checkEntrypoint),
    ],
    unread: (await listModules(house)).filter((file) => !read.has(file)),
  };
};

const cruise = async (house: string): Promise<Cruise> => {
  const present: string[] = [];
  for await (const room of glob(rooms, { cwd: house })) present.push(room);
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...present];
  const { stdout, output } = await runTool("dependency-cruiser/bin/dependency-cruiser.mjs", args, { cwd: house });
  if (!stdout.startsWith("{")) throw new Error(`The cruiser did not run:\n${output.slice(-4000)}`);
  return JSON.parse(stdout) as Cruise;
};

// An entrypoint that opens two rooms has become a room itself.
const checkEntrypoint = ({ source, dependencies }: Module): readonly Violation[] => {
  if (!/^extension\/entrypoints\/.*\.tsx?$/.test(source)) return [];
  const opened = dependencies.map(
    ({ resolved }) => /^extension\/(background|host|bridge|ui|drawing)\//.exec(resolved)?.[1],
  );
  const different = [...new Set(opened.filter((room) => room !== undefined))];
  if (different.length === 1) return [];
  return [{ rule: "an-entrypoint-opens-one-room", from: source, to: different.join(", ") || "no room" }];
};

const listModules = async (house: string): Promise<readonly string[]> => {
  const files: string[] = [];
  for await (const file of glob(
    rooms.map((room) => join(room, "**/*.{ts,tsx}")),
    { cwd: house },
  ))
    files.push(file);
  return files.filter((file) => !file.endsWith(".d.ts") && !file.includes("/.wxt/")).sort();
};

/** The house that this script belongs to. */
export const ourHouse = root;
