import { runAttacks } from "../attack/index.ts";
import { buildAll } from "../build/index.ts";
import type { Need } from "../setup/index.ts";
import { buildWasm, everything } from "../setup/index.ts";
import { checkLint } from "./lint.ts";
import { oneResult, type StageResult } from "./result.ts";
import { checkTypes } from "./types.ts";
import { runTests } from "./vitest.ts";
import { checkWalls } from "./walls.ts";

export interface Stage {
  readonly name: string;
  /** What must be there when this stage is run alone. */
  readonly needs: readonly Need[];
  /** What is there afterwards, so that a later stage of the same run need not make it again. */
  readonly gives?: Need;
  /** The Vitest projects it runs; test/house sees that every project with tests belongs to a stage. */
  readonly projects?: readonly string[];
  readonly run: () => Promise<StageResult>;
}

const step = (name: "wasm" | "build", rules: Pick<Stage, "needs" | "gives">, work: () => Promise<unknown>): Stage => ({
  name,
  ...rules,
  run: async () => {
    await work();
    return oneResult(true, name);
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
  step("wasm", { needs: [], gives: "wasm" }, buildWasm),
  { name: "types", needs: ["wasm"], run: checkTypes },
  { name: "lint", needs: [], run: checkLint },
  { name: "walls", needs: ["wasm"], run: checkWalls },
  tests("unit", ["wasm"], ["unit", "property"]),
  tests("storage", ["wasm", "browsers"], ["storage"]),
  tests("house", ["homeserver"], ["house"]),
  tests("vectors", ["wasm"], ["vectors"]),
  step("build", { needs: ["wasm"], gives: "builds" }, buildAll),
  tests("bundle", ["wasm", "builds"], ["bundle"]),
  tests("acme", ["acme"], ["acme"]),
  tests("courier", ["wasm", "homeserver"], ["courier"]),
  tests("journeys", [...everything, "acme"], ["journey"]),
];

/** What `npm run attack` runs, and `npm test` after the check. `say` gets the summary of all attacks. */
export const attackStage = (say: (summary: string) => void): Stage => ({
  name: "attack",
  needs: everything,
  projects: ["attack"],
  run: () => runAttacks(say),
});

export const attackStages: readonly Stage[] = [attackStage((summary) => console.log(summary))];
