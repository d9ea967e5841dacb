import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runCommand } from "../../scripts/run-command.ts";
import { utf8 } from "../../shared/base/index.ts";
import type { CoreCryptoClient, CoreCryptoPeer } from "./peers/core-crypto.js";

/** mls-rs as the other side, in a process of its own: a library that shares no code with ts-mls or OpenMLS. */

const folder = join(import.meta.dirname, "native");
const program = join(folder, "target/debug/federpost-interop");

export interface NativePeer extends CoreCryptoPeer {
  readonly close: () => void;
}

/** Builds and starts it; null where there is no cargo. Needs the network the first time. */
export async function startNativePeer(): Promise<NativePeer | null> {
  const built = await runCommand("cargo", ["build", "--locked", "--quiet"], { cwd: folder }).then(
    () => true,
    (error: unknown) => {
      console.error(
        `mls-rs: left out, cargo did not build it (${error instanceof Error ? error.message : "no reason"})`,
      );
      return false;
    },
  );
  return built && existsSync(program) ? start(await mlsRsVersion()) : null;
}

async function mlsRsVersion(): Promise<string> {
  const manifest = await readFile(join(folder, "Cargo.toml"), "utf8");
  return /^mls-rs = "=([^"]+)"$/m.exec(manifest)?.[1] ?? "unknown";
}

type Answer = Readonly<Record<string, string | null>>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const known = (text: string | null | undefined): Uint8Array => {
  if (typeof text !== "string") throw new Error("mls-rs: bytes are missing in an answer");
  return unhex(text);
};

function start(version: string): NativePeer {
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as Answer;
    const asked = waiting.shift();
    if (typeof answer.error === "string") asked?.reject(new Error(`mls-rs: ${answer.error}`));
    else asked?.resolve(answer);
  });
  child.on("exit", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error("mls-rs: the process has ended"));
  });
  const ask = (request: object) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  let clients = 0;
  return {
    version,
    handshakes: "private",
    openClient: (suite) => openClient(ask, { client: ++clients, suite }),
    close: () => void child.stdin.end(),
  };
}

async function openClient(
  ask: (request: object) => Promise<Answer>,
  { client, suite }: { readonly client: number; readonly suite: number },
): Promise<CoreCryptoClient> {
  const identity = utf8(`${crypto.randomUUID()}:${client}@bench.example`);
  await ask({ client, do: "open", suite, identity: hex(identity) });
  const commit = async (group: Uint8Array, changes: { readonly add?: string[]; readonly remove?: string[] } = {}) => {
    const made = await ask({ client, do: "commit", group: hex(group), add: [], remove: [], ...changes });
    return { commit: known(made.commit), welcome: made.welcome === null ? null : known(made.welcome) };
  };
  return {
    identity,
    keyPackage: async () => known((await ask({ client, do: "key-package" })).bytes),
    create: async (group) => void (await ask({ client, do: "create", group: hex(group) })),
    add: (group, packages) => commit(group, { add: packages.map(hex) }),
    remove: (group, identities) => commit(group, { remove: identities.map(hex) }),
    update: (group) => commit(group),
    join: async (welcome) => known((await ask({ client, do: "join", welcome: hex(welcome) })).bytes),
    encrypt: async (group, text) =>
      known((await ask({ client, do: "encrypt", group: hex(group), text: hex(text) })).bytes),
    decrypt: async (group, message) => {
      const { bytes } = await ask({ client, do: "take", group: hex(group), message: hex(message) });
      return bytes === null ? null : known(bytes);
    },
    epoch: async (group) => BigInt((await ask({ client, do: "epoch", group: hex(group) })).epoch ?? ""),
  };
}
