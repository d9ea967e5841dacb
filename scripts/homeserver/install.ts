import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir, root } from "../paths.ts";
import { runCommand } from "../run-command.ts";
import { unpackFromDebian } from "./unpack-debian.ts";

export const synapseVersion = "1.163.2";

const home = join(cacheDir, `synapse-${synapseVersion}`);
const constraints = join(root, "scripts/homeserver/constraints.txt");

/** Says that what lets Synapse talk to identity providers is there too; a set-up of before had it not. */
const oidcMark = "with-oidc";

/** Whether the homeserver is unpacked already. */
export const isSynapseInstalled = (): boolean => existsSync(join(home, oidcMark));

/** The Python that has Synapse. Throws when the set-up has not run. */
export const synapsePython = (): string => {
  const found = [join(home, "bin/python"), join(home, "python")].find(existsSync);
  if (found === undefined) throw new Error("The homeserver is not installed: run `npm test` or `npm start` once.");
  return found;
};

/**
 * The environment for that Python. Without byte code every start takes three seconds longer, and a file name with an
 * umlaut needs UTF-8 even where the locale is C.
 */
export const pythonEnvironment = (): NodeJS.ProcessEnv => {
  const { PYTHONDONTWRITEBYTECODE: _bytecode, PYTHONPATH: _path, PYTHONHOME: _home, ...rest } = process.env;
  return { ...rest, PYTHONUTF8: "1", PYTHONNOUSERSITE: "1" };
};

/**
 * Installs the pinned Synapse: into a Python venv, or, where no Python can make one, unpacked from Debian without root.
 * It is made beside its place and moved there whole, so a second clone (or a broken-off run) never meets half of one.
 */
export const installSynapse = async (): Promise<"venv" | "debian"> => {
  await mkdir(cacheDir, { recursive: true });
  await sweepDrafts();
  if (existsSync(join(home, "bin/python"))) {
    await installWithPip(home);
    await writeFile(join(home, oidcMark), "");
    return "venv";
  }
  await rm(home, { recursive: true, force: true });
  const draft = await mkdtemp(join(cacheDir, "synapse-draft-"));
  try {
    const python = await findPython();
    await (python === null ? unpackFromDebian(draft) : installInVenv(draft, python));
    await check(draft);
    await writeFile(join(draft, oidcMark), "");
    // A draft is its maker's alone; a cache may serve several people.
    await chmod(draft, 0o755);
    await moveIntoPlace(draft);
    return python === null ? "debian" : "venv";
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

// What a killed set-up left behind. An hour spares the draft of another clone that is at work right now.
const sweepDrafts = async (): Promise<void> => {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith("synapse-draft-")) continue;
    const path = join(cacheDir, name);
    if (Date.now() - (await stat(path)).mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
};

const findPython = async (): Promise<string | null> => {
  const named = process.env.FEDERPOST_PYTHON;
  if (named === "none") return null;
  const candidates = named ? [named] : ["python3", "/usr/bin/python3", "python3.13", "python3.12", "python3.11"];
  const probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
  for (const candidate of candidates) {
    const usable = await runCommand(candidate, ["-c", probe]).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return null;
};

const installInVenv = async (dir: string, python: string): Promise<void> => {
  await runCommand(python, ["-m", "venv", dir], { env: pythonEnvironment() });
  await installWithPip(dir);
};

const installWithPip = (dir: string): Promise<void> =>
  pipInstall(join(dir, "bin/python"), `matrix-synapse[oidc]==${synapseVersion}`);

/**
 * Adds the driver for PostgreSQL to the installed Synapse, where it is not there yet. Throws where Synapse was unpacked
 * from Debian: no Python there can install anything.
 */
export const installPostgresDriver = async (): Promise<void> => {
  const python = synapsePython();
  const there = await runCommand(python, ["-c", "import psycopg2"], { env: pythonEnvironment() }).then(
    () => true,
    () => false,
  );
  if (!there) await pipInstall(python, "psycopg2-binary");
};

const pipInstall = async (python: string, wanted: string): Promise<void> => {
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
  await runCommand(python, [...pip, "--constraint", constraints, wanted], { env: pythonEnvironment() });
};

const check = async (dir: string): Promise<void> => {
  const python = [join(dir, "bin/python"), join(dir, "python")].find(existsSync);
  if (python === undefined) throw new Error("The homeserver was installed without its Python");
  await runCommand(python, ["-c", "import authlib, synapse.app.homeserver"], { env: pythonEnvironment() });
};

// A rename onto a folder that another clone has just put there fails; theirs is as good as ours.
const moveIntoPlace = async (draft: string): Promise<void> => {
  await rename(draft, home).catch((cause: unknown) => {
    if (!existsSync(home)) throw cause;
  });
};
