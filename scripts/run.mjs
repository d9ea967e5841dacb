/**
 * The front door of every command: `node scripts/run.mjs <command> [arguments]`.
 * Plain Node >= 20 without dependencies, since on a fresh clone nothing else is there. It installs the npm packages
 * when they are missing or stale and hands over to scripts/main.ts, which runs on the Node 24 among them.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ownNode = join(root, "node_modules/node/bin/node");
const major = Number(process.versions.node.split(".")[0]);

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/** @param {string} path @returns {Lock["packages"] | null} */
function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : null;
}

/** npm writes what it installed into node_modules at the very end, so a broken-off installation never counts. */
function packagesAreCurrent() {
  const wanted = readLock(join(root, "package-lock.json")) ?? {};
  const installed = readLock(join(root, "node_modules/.package-lock.json"));
  if (installed === null || !existsSync(ownNode)) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

function installPackages() {
  const started = Date.now();
  console.log("npm packages: npm ci, about half a minute ...");
  // Under npm the same npm is used again; PLAYWRIGHT_... because the browsers are those of the machine.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const [command = "npm", ...before] = npm;
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" };
  const { status, error } = spawnSync(command, [...before, "ci", "--loglevel=error"], {
    cwd: root,
    env,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error(`npm ci ended with ${error?.message ?? status}`);
  if (!existsSync(ownNode)) throw new Error("npm ci did not install Node 24: are install scripts switched off in npm?");
  console.log(`npm packages: ok, ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Runs main.ts here when this is Node 24, else in the Node 24 of the packages, which gets our signals. */
async function handOver() {
  if (major >= 24) {
    await import(pathToFileURL(join(root, "scripts/main.ts")).href);
    return;
  }
  const child = spawn(ownNode, [join(root, "scripts/main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}

try {
  if (major < 20) throw new Error(`Node ${process.version} is too old: Federpost needs Node 20 or newer.`);
  if (!packagesAreCurrent()) installPackages();
  await handOver();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}
