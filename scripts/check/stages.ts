import { buildAll } from "../build/index.ts";
import type { Need } from "../setup/index.ts";
import { buildWasm } from "../setup/index.ts";
import { checkLint } from "./lint.ts";
import { oneResult, type StageResult } from "./result.ts";
import { checkTypes } from "./types.ts";
import { runTests } from "./vitest.ts";
import { checkWalls } from "./walls.ts";

export interface Stage {
  readonly name: string;
  /** What must be there when this stage is run alone. */
  readonly needs: readonly Need[];
  /** The Vitest projects it runs; test/house sees that every project with tests belongs to a stage. */
  readonly projects?: readonly string[];
  readonly run: () => Promise<StageResult>;
}

const step = (name: string, needs: readonly Need[], work: () => Promise<unknown>): Stage => ({
  name,
  needs,
  run: async () => {
    await work();
    return oneResult(true);
  },
});

const tests = (name: string, needs: readonly Need[], projects: readonly string[]): Stage => ({
  name,
  needs,
  projects,
  run: () => runTests(projects),
});

/** The stages of `npm run check`, in order. One line each: add a stage when its first test is there. */
export const stages: readonly Stage[] = [
  step("wasm", [], buildWasm),
  { name: "types", needs: ["wasm"], run: checkTypes },
  { name: "lint", needs: [], run: checkLint },
  { name: "walls", needs: ["wasm"], run: checkWalls },
  tests("unit", ["wasm", "homeserver"], ["unit", "property", "storage", "house"]),
  tests("vectors", ["wasm"], ["vectors"]),
  step("build", ["wasm"], buildAll),
  tests("courier", ["wasm", "homeserver"], ["courier"]),
];

/** What `npm run attack` runs, and `npm test` after the check. */
export const attackStages: readonly Stage[] = [];
