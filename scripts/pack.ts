/**
 * Writes the packages that others install into dist/<name>/: modules without dependencies, their type declarations,
 * package.json, README and licence. A package is a row of the table below; its package.json lies with its sources.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { root } from "./paths.ts";
import { runTool } from "./run-tool.ts";

/** A published package. Paths are relative to `sources`. */
export interface PublishedPackage {
  /** Folder below dist/. */
  readonly name: string;
  /** Folder of the repository that holds package.json, README.md and the entry modules. */
  readonly sources: string;
  /** File of the package -> the module it is built from. */
  readonly modules: ReadonlyMap<string, string>;
  /** Files that go in as they are. */
  readonly copies: readonly string[];
  /** Whose types the package's users see; declarations of other files must not show in them. */
  readonly declarations: readonly string[];
}

export const packages: readonly PublishedPackage[] = [
  {
    name: "portal",
    sources: "shared/sdk",
    modules: new Map([
      ["index.js", "index.ts"],
      ["testing.js", "testing.ts"],
      ["conformance.js", "conformance-page.ts"],
    ]),
    copies: ["README.md", "conformance.html"],
    declarations: ["index", "connect", "contract", "portal-error", "types", "testing", "testing-types"],
  },
  {
    name: "verify",
    sources: "shared/verify",
    modules: new Map([
      ["index.js", "public.ts"],
      ["cli.js", "cli.ts"],
    ]),
    copies: ["README.md"],
    declarations: ["public", "report", "presentation-report", "texts", "explain"],
  },
  {
    name: "acme",
    sources: "shared/acme",
    modules: new Map([["cli.js", "cli.ts"]]),
    copies: ["README.md"],
    declarations: [],
  },
];

/** Where a package is written. */
export const packageDir = (name: string): string => join(root, "dist", name);

/** Writes one package anew into `out`. Throws with the compiler's words when it has a fault. */
export const pack = async (published: PublishedPackage, out = packageDir(published.name)): Promise<void> => {
  const { sources, modules, copies } = published;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [file, module] of modules) writeFileSync(join(out, file), await bundle(join(root, sources, module)));
  for (const [file, text] of await declarationsOf(published)) writeFileSync(join(out, file), text);
  writeFileSync(join(out, "package.json"), manifestOf(sources));
  for (const file of copies) copyFileSync(join(root, sources, file), join(out, file));
  copyFileSync(join(root, "LICENSE"), join(out, "LICENSE"));
};

/** A module and everything it imports, as one text. */
export const bundle = async (entry: string): Promise<string> => {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: ["chrome140", "firefox140", "node20"],
      lib: { entry, formats: ["es"], fileName: () => "module.js" },
      // Only a command line uses any.
      rolldownOptions: { external: /^node:/ },
    },
  });
  const [result] = [built].flat();
  if (result === undefined || !("output" in result)) throw new Error("the builder gave no output");
  return result.output[0].code;
};

/** The package's version is the project's: both are released together. */
const manifestOf = (sources: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const manifest = JSON.parse(readFileSync(join(root, sources, "package.json"), "utf8")) as object;
  return `${JSON.stringify({ ...manifest, version }, null, 2)}\n`;
};

/** File -> text of the declarations a user of the package sees. */
export const declarationsOf = async ({
  name,
  sources,
  declarations,
}: PublishedPackage): Promise<Map<string, string>> => {
  const declared = join(root, ".federpost", "declared", `${name}-${process.pid}`);
  const args = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--outDir", declared];
  const project = ["-p", join(root, sources), "--rootDir", root, "--pretty", "false"];
  try {
    const { output } = await runTool("typescript/bin/tsc", [...project, ...args], { cwd: join(root, sources) });
    // Other rooms' declarations are made along and thrown away; some of their types have no public name.
    const faults = output.split("\n").filter((line) => /^[a-z-]+\.ts\(/.test(line));
    if (faults.length > 0) throw new Error(`the declarations could not be made:\n${faults.join("\n")}`);
    const folder = join(declared, sources);
    return new Map(declarations.map((file) => [`${file}.d.ts`, declaration(join(folder, `${file}.d.ts`))]));
  } finally {
    rmSync(declared, { recursive: true, force: true });
  }
};

const declaration = (path: string): string => {
  if (!existsSync(path)) throw new Error(`the compiler declared no ${path}`);
  return readFileSync(path, "utf8").replaceAll(/(from "\.\/[^"]+)\.ts"/g, '$1.js"');
};
