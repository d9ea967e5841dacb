import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { attackStages, stages } from "../../scripts/check/index.ts";
import { root } from "../../scripts/paths.ts";
import { runCommand } from "../../scripts/run-command.ts";

let files: string[];

const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");

const searchable = (file: string): boolean => /\.(ts|tsx|mjs|cjs|js|json|md|html|css|py|txt|sh|yaml|yml)$/.test(file);

beforeAll(async () => {
  const listed = await runCommand("git", ["ls-files", "-z"], { cwd: root });
  const deleted = await runCommand("git", ["ls-files", "-z", "--deleted"], { cwd: root });
  const gone = new Set(deleted.split("\0"));
  files = listed.split("\0").filter((file) => file !== "" && !gone.has(file));
});

const filesWith = async (pattern: RegExp): Promise<string[]> => {
  const hits: string[] = [];
  for (const file of files.filter(searchable)) if (pattern.test(await read(file))) hits.push(file);
  return hits;
};

describe("the tracked files", () => {
  test("name no path of somebody's machine", async () => {
    const homes = ["home", "Users", "root", "mnt", "srv", "work", "workspace"].join("|");
    expect(await filesWith(new RegExp(`(^|[\\s"'\`(=:])/(${homes})/[A-Za-z.]`, "m"))).toEqual([]);
  });

  test("hold no private key", async () => {
    expect(await filesWith(new RegExp(`BEGIN ([A-Z]+ )?${"PRIVATE"} KEY`))).toEqual([]);
  });

  test("leave nothing to do unsaid in a comment: what is missing stands in docs/limits.md", async () => {
    const sources = files.filter((file) => /^(shared|extension|wasm|scripts)\/.*\.(ts|tsx|mjs)$/.test(file));
    const hits: string[] = [];
    for (const file of sources)
      if (new RegExp(`\\b(${"TO"}DO|${"FIX"}ME|${"XX"}X)\\b`).test(await read(file))) hits.push(file);
    expect(hits).toEqual([]);
  });

  test("with tests in them all belong to a stage of the check", () => {
    const projects = new Set([...stages, ...attackStages].flatMap((stage) => stage.projects ?? []));
    const folders = files.filter((file) => /^test\/.*\.test\.tsx?$/.test(file)).map((file) => file.split("/")[1]);
    expect([...new Set(folders)].filter((folder) => folder !== undefined && !projects.has(folder))).toEqual([]);
  });

  test("give every test project of a stage at least one test", () => {
    const projects = [...stages, ...attackStages].flatMap((stage) => stage.projects ?? []);
    const isEmpty = (project: string): boolean =>
      !files.some((file) => file.startsWith(`test/${project}/`) && /\.test\.tsx?$/.test(file));
    expect(projects.filter(isEmpty)).toEqual([]);
  });
});
