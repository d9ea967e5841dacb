import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  type HomeserverConfig,
  type HomeserverIdentity,
  keepIdentity,
  type RateLimits,
  type SsoSettings,
  saveIdentity,
  type TlsFiles,
  writeConfig,
} from "./config.ts";
import { existingHomeserver } from "./existing.ts";
import { freePorts, isFree } from "./ports.ts";
import type { PostgresAddress } from "./postgres.ts";
import { SynapseProcess } from "./synapse.ts";
import { type CreatedUser, type NewUser, registerUser } from "./users.ts";

export interface HomeserverOptions {
  /** Where the server keeps everything. A folder used before is started again with its accounts and letters. */
  readonly dir: string;
  /** The server part of user ids; `localhost` unless said. Ignored when the server federates. */
  readonly name?: string;
  /** What federates with whom; see startFederation, which fills it in. */
  readonly federation?: { readonly tls: TlsFiles; readonly port: number; readonly partners: readonly string[] };
  readonly rateLimits: RateLimits;
  /** A free port unless said: an identity provider must know it before the server starts. */
  readonly port?: number;
  readonly sso?: SsoSettings;
  /** A database for it in place of SQLite; its driver must be there (installPostgresDriver). */
  readonly postgres?: PostgresAddress;
  readonly log?: (line: string) => void;
}

/** A copy of a stopped server's whole state. */
export interface Snapshot {
  /** Stops the server, puts the copy back and starts it: a server restored from an older backup. */
  restore(): Promise<void>;
}

export interface Homeserver {
  readonly url: string;
  readonly federationUrl: string | null;
  readonly serverName: string;
  readonly dir: string;
  readonly databasePath: string;
  readonly mediaPath: string;
  readonly logPath: string;
  /** Null while the server is down, or where it was not started by us. */
  readonly pid: number | null;
  createUser(user: NewUser): Promise<CreatedUser>;
  /** Kills the process, by SIGKILL as a power cut does. `restart` brings it back under the same address. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops the server if it runs and starts it again with the same address and state. */
  restart(): Promise<void>;
  /** Copies the server's state; the server is down for about two seconds. */
  snapshot(): Promise<Snapshot>;
  logTail(lines: number): string;
  /** Stops it in good order. Its folder stays, copies of its state go. */
  stop(): Promise<void>;
}

/**
 * Starts a homeserver in `dir` and resolves when it is healthy. With FEDERPOST_HOMESERVER set (and no federation
 * asked for) it is the server at that URL instead, which is neither started nor stopped. Throws with the end of the
 * server's log when it does not come up.
 */
export const startHomeserver = async (options: HomeserverOptions): Promise<Homeserver> => {
  const existing = process.env.FEDERPOST_HOMESERVER;
  if (existing && options.federation === undefined) return existingHomeserver(existing, options.dir);
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const identity = await chooseIdentity(dir, options);
  const config: HomeserverConfig = {
    dir,
    identity,
    rateLimits: options.rateLimits,
    tls: options.federation?.tls ?? null,
    postgres: options.postgres ?? null,
    partners: options.federation?.partners ?? [],
    sso: options.sso ?? null,
  };
  const url = `http://127.0.0.1:${identity.port}`;
  const process_ = new SynapseProcess({ configPath: writeConfig(config), logPath: join(dir, "homeserver.log"), url });
  options.log?.(`homeserver ${identity.serverName} starts at ${url}`);
  await process_.start();
  options.log?.(`homeserver ${identity.serverName} is healthy, process ${process_.pid}`);
  return handle(config, url, process_);
};

// The port may have been taken since the last start. A server that does not federate may move; its name stays.
const chooseIdentity = async (dir: string, options: HomeserverOptions): Promise<HomeserverIdentity> => {
  const [free = 0] = await freePorts(1);
  const spare = options.port ?? free;
  const federationPort = options.federation?.port ?? null;
  const kept = keepIdentity(dir, () => ({
    serverName: federationPort === null ? (options.name ?? "localhost") : `localhost:${federationPort}`,
    sharedSecret: randomBytes(24).toString("hex"),
    port: spare,
    federationPort,
  }));
  if (await isFree(kept.port)) return kept;
  const moved = { ...kept, port: spare };
  saveIdentity(dir, moved);
  return moved;
};

const handle = (config: HomeserverConfig, url: string, running: SynapseProcess): Homeserver => {
  const { dir, identity } = config;
  const copies: string[] = [];
  const restart = async (): Promise<void> => {
    await running.stop();
    await running.start();
  };
  return {
    url,
    federationUrl: identity.federationPort === null ? null : `https://localhost:${identity.federationPort}`,
    serverName: identity.serverName,
    dir,
    databasePath: join(dir, "homeserver.db"),
    mediaPath: join(dir, "media"),
    logPath: join(dir, "homeserver.log"),
    get pid() {
      return running.pid;
    },
    createUser: (user) => registerUser(url, identity.sharedSecret, user),
    kill: (signal) => running.kill(signal),
    restart,
    snapshot: async () => {
      const copy = await mkdtemp(`${dir}-snapshot-`);
      copies.push(copy);
      return takeSnapshot(dir, copy, running);
    },
    logTail: (lines) => running.logTail(lines),
    stop: async () => {
      await running.stop();
      for (const copy of copies.splice(0)) await rm(copy, { recursive: true, force: true });
    },
  };
};

const takeSnapshot = async (dir: string, copy: string, running: SynapseProcess): Promise<Snapshot> => {
  await running.stop();
  await cp(dir, copy, { recursive: true });
  await running.start();
  return {
    restore: async () => {
      await running.stop();
      await rm(dir, { recursive: true });
      await cp(copy, dir, { recursive: true });
      await running.start();
    },
  };
};
