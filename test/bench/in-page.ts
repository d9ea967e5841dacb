import type { BenchLine } from "../../scripts/benches.ts";
import type { Runtime } from "./runtime.ts";

/** Runs one suite in a browser and reports its lines to the server that the page came from. */

const report = (path: string, body: unknown): Promise<Response> =>
  fetch(path, { method: "POST", body: JSON.stringify(body) });

const suites: Readonly<Record<string, (runtime: Runtime) => Promise<AsyncIterable<BenchLine>>>> = {
  crypto: async (runtime) => {
    const { loadCryptoPeers } = await import("./peers/crypto.js");
    return (await import("./crypto-lines.ts")).cryptoLines(runtime, await loadCryptoPeers());
  },
  files: async (runtime) => {
    const { loadAge } = await import("./peers/age.js");
    return (await import("./files-lines.ts")).filesLines(runtime, await loadAge());
  },
  mls: async (runtime) => {
    const { loadCoreCrypto } = await import("./peers/core-crypto.js");
    return (await import("./mls-lines.ts")).mlsLines(runtime, await loadCoreCrypto("/core-crypto.wasm"));
  },
};

async function run(): Promise<void> {
  const wanted = new URLSearchParams(location.search);
  const runtime = wanted.get("runtime") as Runtime;
  const lines = await suites[wanted.get("suite") ?? ""]?.(runtime);
  if (lines === undefined) throw new Error("no such suite");
  for await (const line of lines) await report("/line", line);
  await report("/done", null);
}

run().catch((error: unknown) =>
  report("/failed", error instanceof Error ? `${error.message}\n${error.stack}` : String(error)),
);
