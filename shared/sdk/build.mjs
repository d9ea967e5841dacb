/**
 * Builds the publishable package into .output/sdk: one module without dependencies, its type declarations, package.json and
 * README. `node shared/sdk/build.mjs`, or imported for `bundle` alone.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = join(root, ".output", "sdk");

/** Whose types a portal sees. */
const publicFiles = ["index.d.ts", "connect.d.ts", "portal-error.d.ts", "types.d.ts"];

/** The SDK as one module's text. */
export async function bundle() {
  const [result] = [
    await build({
      configFile: false,
      root: here,
      logLevel: "error",
      build: {
        write: false,
        target: ["chrome140", "firefox140"],
        lib: { entry: join(here, "index.ts"), formats: ["es"], fileName: () => "federpost.js" },
      },
    }),
  ].flat();
  if (result === undefined || !("output" in result)) throw new Error("the builder gave no output");
  return result.output[0].code;
}

/** Declarations of the SDK's own files. What it uses of other rooms does not show in its types. */
function declarations() {
  const declared = join(out, "declared");
  const typescript = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--outDir", declared];
  const args = [typescript, "-p", here, "--rootDir", join(here, ".."), ...options];
  const { stdout } = spawnSync(process.execPath, args, { cwd: here, encoding: "utf8" });
  // Other rooms' declarations are made along and thrown away; some of their types have no public name, which is no fault here.
  const faults = stdout.split("\n").filter((line) => /^[a-z-]+\.ts\(/.test(line));
  if (faults.length > 0) throw new Error(`the declarations could not be made:\n${faults.join("\n")}`);
  for (const name of publicFiles) copyFileSync(join(declared, "sdk", name), join(out, name));
  rmSync(declared, { recursive: true });
}

async function buildPackage() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "federpost.js"), await bundle());
  declarations();
  for (const name of ["package.json", "README.md"]) copyFileSync(join(here, name), join(out, name));
  if (existsSync(join(root, "LICENSE"))) cpSync(join(root, "LICENSE"), join(out, "LICENSE"));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await buildPackage();
