import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDir } from "../paths.ts";
import { runCommand } from "../run-command.ts";
import { findProgram } from "./programs.ts";

/**
 * Pebble, nginx and Apache for the tests of certificates by ACME: the machine's own, else Debian's packages unpacked into our own
 * folder. They are not installed: that would start web servers on the machine.
 */
export const acmePrograms = ["pebble", "pebble-challtestsrv", "nginx", "apache2"] as const;
export type AcmeProgram = (typeof acmePrograms)[number];

const folder = join(cacheDir, "acme-servers");
const variables: Readonly<Record<AcmeProgram, string>> = {
  pebble: "FEDERPOST_PEBBLE",
  "pebble-challtestsrv": "FEDERPOST_PEBBLE_DNS",
  nginx: "FEDERPOST_NGINX",
  apache2: "FEDERPOST_APACHE",
};
/** Several names where Debian's releases have different ones. */
const packages = [["pebble"], ["nginx"], ["apache2-bin"], ["libapr1", "libapr1t64"], ["libaprutil1", "libaprutil1t64"]];

/** Path of a program; null when this machine has none, and its tests are skipped. */
export const acmeProgram = (name: AcmeProgram): string | null =>
  process.env[variables[name]] || findProgram([name], ["/usr/sbin", join(folder, "usr/bin"), join(folder, "usr/sbin")]);

/** Where Apache's modules are; null where there are none. */
export const apacheModules = (): string | null =>
  ["/usr/lib/apache2/modules", join(folder, "usr/lib/apache2/modules")].find(existsSync) ?? null;

/** Environment in which unpacked programs find the libraries that were unpacked with them. */
export const acmeEnvironment = async (): Promise<NodeJS.ProcessEnv> => {
  const libraries = join(folder, "usr/lib");
  if (!existsSync(libraries)) return process.env;
  const found = (await readdir(libraries)).filter((name) => name.endsWith("-linux-gnu"));
  const paths = [...found.map((name) => join(libraries, name)), process.env.LD_LIBRARY_PATH ?? ""];
  return { ...process.env, LD_LIBRARY_PATH: paths.filter((path) => path !== "").join(":") };
};

export const missingAcmePrograms = (): readonly AcmeProgram[] =>
  acmePrograms.filter((name) => acmeProgram(name) === null);

/** Unpacks what is missing. Where that cannot be, says so and what to do; the tests that need it are skipped by name. */
export const unpackAcmeServers = async (): Promise<void> => {
  const work = await mkdtemp(join(tmpdir(), "federpost-acme-"));
  try {
    if (process.getuid?.() === 0) await runCommand("apt-get", ["-q", "update"]);
    for (const names of packages) await downloadOneOf(names, work);
    await mkdir(folder, { recursive: true });
    for (const file of await readdir(work)) await runCommand("dpkg-deb", ["-x", join(work, file), folder]);
  } catch {
    // What could not be had is named below.
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const missing = missingAcmePrograms();
  if (missing.length === 0) return;
  console.log(
    `Not on this machine: ${missing.join(", ")}. The tests of certificates by ACME that need them are skipped.`,
  );
  console.log(
    `Debian has them (apt-get install pebble nginx apache2-bin), or set ${Object.values(variables).join(", ")}.`,
  );
};

const downloadOneOf = async (names: readonly string[], cwd: string): Promise<void> => {
  for (const name of names) {
    const isThere = await runCommand("apt-get", ["-q", "download", name], { cwd }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
  }
};
