import { glob } from "node:fs/promises";
import { root } from "../paths.ts";
import { runTool } from "../run-tool.ts";
import { oneResult, type StageResult } from "./result.ts";

/** Compiles everything once, and each world once more with only the globals it may use. */
export const checkTypes = async (): Promise<StageResult> => {
  const wrong: string[] = [];
  for (const project of await listWorlds()) {
    const { exitCode, output } = await runTool("typescript/bin/tsc", ["--noEmit", "--pretty", "false", "-p", project]);
    if (exitCode === 0) continue;
    wrong.push(project);
    console.log(`${project}:\n${output.trimEnd()}`);
  }
  return oneResult(wrong.length === 0, `types > ${wrong.join(", ")}`);
};

/** Every tsconfig.json of ours, the one of the whole first. */
const listWorlds = async (): Promise<readonly string[]> => {
  const exclude = (name: string): boolean => ["node_modules", ".output", ".wxt", ".federpost"].includes(name);
  const found: string[] = [];
  for await (const file of glob("**/tsconfig.json", { cwd: root, exclude })) found.push(file);
  // wasm/assembly is compiled by asc, whose types are its own.
  const worlds = found.filter((file) => !file.startsWith("wasm/assembly/"));
  return worlds.sort((a, b) => a.length - b.length);
};
