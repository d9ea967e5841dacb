import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../scripts/paths.ts";
import { portalFiles } from "../../scripts/portal/index.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { runTool } from "../../scripts/run-tool.ts";
import { portalContract, portalErrors, portalFailure, portalLimits } from "../../shared/protocol/index.ts";
import { stores } from "../../shared/vault/index.ts";

const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");

/** Rows of the tables in a text, as cells without their spaces. */
const rowsOf = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| ---"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );

/** The part of a page under a heading, up to the next one of the same level. */
const sectionOf = (text: string, heading: string): string => {
  const level = heading.split(" ")[0] ?? "#";
  const [, after = ""] = text.split(`${heading}\n`);
  return after.split(new RegExp(`^${level} `, "m"))[0] ?? "";
};

const plain = (cell: string | undefined): string => (cell ?? "").replaceAll("`", "");

const typescriptIn = (text: string): string[] =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? "");

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-docs-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** What the compiler says of blocks as a portal's developer would compile them: against the SDK, in a page. */
const compile = async (blocks: readonly string[]): Promise<string> => {
  const compilerOptions = {
    lib: ["ES2024", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    types: [],
    paths: {
      "@federpost/portal": [join(root, "shared/sdk/index.ts")],
      "@federpost/verify": [join(root, "shared/verify/public.ts")],
      "@federpost/portal/testing": [join(root, "shared/sdk/testing.ts")],
    },
  };
  const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] };
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(config));
  for (const [index, block] of blocks.entries()) await writeFile(join(dir, `block-${index + 1}.ts`), block);
  const { output } = await runTool("typescript/bin/tsc", ["--pretty", "false", "-p", dir]);
  return output;
};

describe("code in the docs", () => {
  test.each(["README.md", "docs/protocol.md", "docs/portal/testing.md", "docs/portal/present.md"])(
    "in %s compiles against the sources",
    async (file) => {
      const blocks = typescriptIn(await read(file));
      expect(blocks.length).toBeGreaterThan(0);
      expect(await compile(blocks)).toBe("");
    },
  );

  test("that does not fit the SDK is noticed", async () => {
    const output = await compile([
      `import { connect } from "@federpost/portal";\nconst wrong: string = await connect();\n`,
    ]);
    expect(output).toContain("block-1.ts(2,7)");
  });
});

describe("what is written from the portal's contract", () => {
  test.each([...portalFiles])("%s says what the table says", async (file, text) => {
    expect(await read(file)).toBe(text());
  });
});

describe("the docs name only what is there", () => {
  test("every link to a file leads to one", async () => {
    const listed = await runCommand("git", ["ls-files", "*.md"], { cwd: root });
    const broken: string[] = [];
    for (const file of listed.split("\n").filter((name) => name !== "" && existsSync(join(root, name)))) {
      for (const [, target = ""] of (await read(file)).matchAll(/(?<!!)\[[^\]]+\]\(([^)\s#]+)(?:#[^)]*)?\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        if (!existsSync(join(root, dirname(file), target))) broken.push(`${file} -> ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test("every command in the README is a script of package.json, and every script is in it", async () => {
    const { scripts } = JSON.parse(await read("package.json")) as { scripts: Record<string, string> };
    const named = [...(await read("README.md")).matchAll(/`npm (?:run )?([a-z:]+)/g)].map(([, name]) => name);
    expect([...new Set(named)].sort()).toEqual(Object.keys(scripts).sort());
  });

  test("every decision is in the list of decisions", async () => {
    const files = (await runCommand("git", ["ls-files", "docs/adr"], { cwd: root })).split("\n");
    const decisions = files
      .map((file) => /^docs\/adr\/(\d{4}-[a-z0-9-]+\.md)$/.exec(file)?.[1])
      .filter((name) => name !== undefined);
    const list = await read("docs/adr/README.md");
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.filter((name) => !list.includes(`(${name})`))).toEqual([]);
  });
});

describe("docs/requirements.md", () => {
  const states = ["works", "part", "not yet"];

  test("names test files that exist, and none for what does not work", async () => {
    const rules = rowsOf(await read("docs/requirements.md")).filter(([id]) => /^[A-I]\d+$|^M-\d+$/.test(id ?? ""));
    expect(rules.length).toBeGreaterThan(80);
    const wrong: string[] = [];
    for (const [id, , , tests = "", state = ""] of rules) {
      const files = [...tests.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file ?? "");
      const missing = files.filter((file) => !existsSync(join(root, file)));
      if (missing.length > 0) wrong.push(`${id}: there is no ${missing.join(", ")}`);
      if (!states.includes(state)) wrong.push(`${id}: "${state}" is no state`);
      if ((state === "works") !== files.length > 0 && state !== "part")
        wrong.push(`${id}: ${state}, with ${files.length} tests`);
    }
    expect(wrong).toEqual([]);
  });

  test("has each rule once in each table", async () => {
    for (const section of (await read("docs/requirements.md")).split(/^## /m)) {
      const ids = rowsOf(section).map(([id]) => id);
      expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    }
  });
});

interface Rule {
  readonly name: string;
  readonly comment?: string;
}

describe("docs/architecture.md", () => {
  test("has the rooms and doors of the house plan", async () => {
    const plan = createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs")) as { forbidden: Rule[] };
    const walls = plan.forbidden.filter(({ name }) => name.startsWith("wall-of-"));
    const planned = walls.map(({ comment = "" }) => {
      const [, room = "", doors = ""] = /^(\S+) opens only the doors \(index\.ts\) of: (.*)$/.exec(comment) ?? [];
      return [room, doors === "no room" ? "" : doors];
    });
    const section = sectionOf(await read("docs/architecture.md"), "## Rooms and doors");
    const stated = rowsOf(section).map(([room, , doors]) => [plain(room), plain(doors)]);
    expect(planned.length).toBeGreaterThan(20);
    expect(new Map(stated.filter(([room]) => room !== "room") as [string, string][])).toEqual(
      new Map(planned as [string, string][]),
    );
  });

  test("has the vault's stores with their seals", async () => {
    const section = sectionOf(await read("docs/architecture.md"), "## The vault");
    const stated = rowsOf(section).filter(([store]) => store?.startsWith("`"));
    const inCode = Object.entries(stores).map(([name, { seal, names, encoding }]) => [name, seal, names, encoding]);
    expect(stated.map(([name, seal, names, encoding]) => [plain(name), seal, names, encoding])).toEqual(inCode);
  });
});

describe("docs/protocol.md", () => {
  const bytes = (text: string): number => Number.parseInt(text, 10) * (text.includes("MiB") ? 1 << 20 : 1024);

  test("has the portal's errors with their numbers", async () => {
    const section = sectionOf(await read("docs/protocol.md"), "## Errors");
    const stated = rowsOf(section).slice(1);
    const inCode = Object.entries(portalErrors).map(([code, number]) => {
      const { retryable } = portalFailure(code as keyof typeof portalErrors);
      return [code, String(number), retryable ? "yes" : "no"];
    });
    expect(stated.map(([code, number, retryable]) => [plain(code), number, retryable])).toEqual(inCode);
  });

  test("has the portal's methods with what they need", async () => {
    const section = sectionOf(await read("docs/protocol.md"), "## Methods");
    const asked = { none: "no", always: "always", unless_granted: "unless all is granted" };
    const stated = rowsOf(section.split("**`hello`**")[0] ?? "").slice(1);
    const inCode = Object.entries(portalContract).map(([method, rules]) => [
      method,
      rules.grant ?? "-",
      asked[rules.consent],
      rules.maxBytes,
    ]);
    expect(stated.map(([method, grant, ask, size]) => [plain(method), plain(grant), ask, bytes(size ?? "")])).toEqual(
      inCode,
    );
    for (const limit of Object.keys(portalLimits)) expect(section).toContain(`\`${limit}\``);
  });
});
