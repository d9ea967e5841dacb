import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { chown, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lastLines, runCommand } from "../run-command.ts";

/** How Synapse reaches its database, in the words of psycopg2. */
export interface PostgresAddress {
  /** The folder of the server's Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly dbname: string;
}

/** A PostgreSQL server of our own in one folder, reached by a socket in it. It ends with us, however we end. */
export interface PostgresServer {
  readonly address: PostgresAddress;
  /** What libpq's tools (`psql`, `pg_dump`) need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const debianPlace = "/usr/lib/postgresql";
const user = "synapse";
const startDeadlineMs = 30_000;

/** The folder with PostgreSQL's programs, newest version first; null where it is not installed. */
export const postgresTools = async (): Promise<string | null> => {
  const versions = (await readdir(debianPlace).catch(() => [])).map(Number).filter(Number.isInteger);
  return versions.length === 0 ? null : join(debianPlace, String(Math.max(...versions)), "bin");
};

/** Makes a server with an empty cluster in `dir` and starts it. Throws when PostgreSQL is not installed or does not start. */
export const startPostgres = async (dir: string): Promise<PostgresServer> => {
  const tools = await postgresTools();
  if (tools === null) throw new Error("PostgreSQL is not installed. Run as root: apt-get install -y postgresql");
  await mkdir(dir, { recursive: true, mode: 0o755 });
  const asOwner = await giveToOwner(dir);
  const data = join(dir, "data");
  const init = [join(tools, "initdb"), "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--no-locale"];
  await runCommand("setpriv", [...asOwner, ...init], { cwd: dir });
  // A socket's number only names it: no port is opened. What is tested is no power cut of this machine.
  const settings = ["-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off"];
  const address = { host: dir, port: 5432, user, dbname: "synapse" };
  const environment = { PGHOST: dir, PGUSER: user };
  const log = openSync(join(dir, "log"), "a");
  const child = spawn("setpriv", ["--pdeathsig", "INT", ...asOwner, join(tools, "postgres"), ...settings], {
    cwd: dir,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await untilReady(child, () => runCommand(join(tools, "pg_isready"), ["-h", dir]), join(dir, "log"));
  return { address, environment, stop: () => end(child) };
};

// PostgreSQL refuses to run as root: there it runs as the user that Debian makes for it.
const giveToOwner = async (dir: string): Promise<readonly string[]> => {
  if (process.getuid?.() !== 0) return [];
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => runCommand("id", [flag, "postgres"])));
  await chown(dir, Number(uid), Number(gid));
  return ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"];
};

const untilReady = async (child: ChildProcess, ask: () => Promise<unknown>, logPath: string): Promise<void> => {
  const deadline = Date.now() + startDeadlineMs;
  while (child.exitCode === null && Date.now() < deadline) {
    const answers = await ask().then(
      () => true,
      () => false,
    );
    if (answers) return;
    await pause(50);
  }
  await end(child);
  throw new Error(`PostgreSQL did not start:\n${lastLines(readFileSync(logPath, "utf8"), 20)}`);
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGINT");
  await gone;
};
