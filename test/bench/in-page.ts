import type { BenchLine } from "../../scripts/benches.ts";
import { median, rounded } from "./measure.ts";
import type { Runtime } from "./runtime.ts";

/** Runs one suite in a browser and reports its lines to the server that the page came from. */

const report = (path: string, body: unknown): Promise<Response> =>
  fetch(path, { method: "POST", body: JSON.stringify(body) });

const suites: Readonly<Record<string, (runtime: Runtime) => Promise<AsyncIterable<BenchLine>>>> = {
  crypto: async (runtime) => {
    const { loadCryptoPeers } = await import("./peers/crypto.js");
    const { cryptoLines } = await import("./crypto-lines.ts");
    return (async function* () {
      yield* coldLoadLines(runtime);
      yield* cryptoLines(runtime, await loadCryptoPeers());
    })();
  },
  files: async (runtime) => {
    const { loadAge } = await import("./peers/age.js");
    return (await import("./files-lines.ts")).filesLines(runtime, await loadAge());
  },
  interop: async (runtime) => {
    const { loadCoreCrypto } = await import("./peers/core-crypto.js");
    return (await import("./interop-lines.ts")).interopLines(runtime, await loadCoreCrypto("/core-crypto.wasm"));
  },
  vault: async (runtime) => {
    const { systemRandom } = await import("../../shared/base/index.ts");
    const { openIndexedDbVault } = await import("../../shared/vault/index.ts");
    const { vaultLines } = await import("./vault-lines.ts");
    return vaultLines(runtime, () => openIndexedDbVault({ name: "bench", random: systemRandom }));
  },
  inbox: async (runtime) => {
    const { systemRandom } = await import("../../shared/base/index.ts");
    const { openIndexedDbVault } = await import("../../shared/vault/index.ts");
    const { inboxLines } = await import("./inbox-lines.ts");
    const { openPlainList } = await import("./plain-list.ts");
    const open = (count: number) => openIndexedDbVault({ name: `bench-${count}`, random: systemRandom });
    return inboxLines(runtime, open, openPlainList);
  },
  mls: async (runtime) => {
    const { loadCoreCrypto } = await import("./peers/core-crypto.js");
    return (await import("./mls-lines.ts")).mlsLines(runtime, await loadCoreCrypto("/core-crypto.wasm"));
  },
};

/** Loads the core in service workers that did not exist before, the first of them in a browser that never had. */
async function* coldLoadLines(runtime: Runtime): AsyncGenerator<BenchLine> {
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    const registration = await navigator.serviceWorker.register("/worker.js", { scope: `/cold/${i}/` });
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker === null) throw new Error("no service worker");
    const answer = new Promise<number>((resolve) =>
      navigator.serviceWorker.addEventListener("message", ({ data }) => resolve(Number(data)), { once: true }),
    );
    worker.postMessage(null);
    times.push(await answer);
    await registration.unregister();
  }
  const [first = Number.NaN, ...later] = times;
  const name = `core-load/service-worker`;
  yield { name: `${name}/first/${runtime}`, value: rounded(first), unit: "ms", rounds: 1 };
  yield { name: `${name}/new-worker/${runtime}`, value: rounded(median(later)), unit: "ms", rounds: later.length };
}

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
