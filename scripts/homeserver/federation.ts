import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { root } from "../paths.ts";
import { runCommand } from "../run-command.ts";
import type { RateLimits, TlsFiles } from "./config.ts";
import { pythonEnvironment, synapsePython } from "./install.ts";
import { freePorts } from "./ports.ts";
import { type Homeserver, startHomeserver } from "./start.ts";

export interface FederationOptions {
  /** Each server gets a folder below it: server-1, server-2, ... A folder used before is started again. */
  readonly dir: string;
  readonly count: number;
  readonly rateLimits: RateLimits;
  readonly log?: (line: string) => void;
}

export interface Federation {
  readonly servers: readonly Homeserver[];
  /** The certificate authority that the servers trust among themselves. */
  readonly caPath: string;
  stop(): Promise<void>;
}

/**
 * Starts `count` homeservers that federate over TLS on loopback and with nobody else. Their names carry their ports
 * (`localhost:8441`), so no DNS and no well-known is needed; certificates are verified.
 */
export const startFederation = async (options: FederationOptions): Promise<Federation> => {
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const tls = await makeCertificates(dir);
  const ports = await keepPorts(dir, options.count);
  const partners = ports.map((port) => `localhost:${port}`);
  const starts = await Promise.allSettled(
    ports.map((port, index) =>
      startHomeserver({
        dir: join(dir, `server-${index + 1}`),
        rateLimits: options.rateLimits,
        federation: { tls, port, partners },
        ...(options.log === undefined ? {} : { log: options.log }),
      }),
    ),
  );
  const servers = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const failure = starts.find((start) => start.status === "rejected");
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  return { servers, caPath: tls.caPath, stop };
};

const makeCertificates = async (dir: string): Promise<TlsFiles> => {
  const files = {
    caPath: join(dir, "ca.crt"),
    certificatePath: join(dir, "server.crt"),
    keyPath: join(dir, "server.key"),
  };
  if (!existsSync(files.keyPath)) {
    const script = join(root, "scripts/homeserver/certificates.py");
    await runCommand(synapsePython(), [script, dir], { env: pythonEnvironment() });
  }
  return files;
};

// A federated server's name contains its port, so the ports belong to the state.
const keepPorts = async (dir: string, count: number): Promise<readonly number[]> => {
  const path = join(dir, "ports.json");
  if (existsSync(path)) {
    const kept = JSON.parse(await readFile(path, "utf8")) as number[];
    if (kept.length === count) return kept;
    throw new Error(`${dir} holds a federation of ${kept.length} servers, not of ${count}`);
  }
  const ports = await freePorts(count);
  await writeFile(path, JSON.stringify(ports));
  return ports;
};
