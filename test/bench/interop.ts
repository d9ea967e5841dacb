import { readFile } from "node:fs/promises";
import type { BenchLine } from "../../scripts/benches.ts";
import { inBrowser } from "./in-browser.ts";
import { coreCryptoWasm, installPeers } from "./install.ts";
import { interopLines } from "./interop-lines.ts";
import { startNativePeer } from "./native-peer.ts";
import type { CoreCryptoPeer } from "./peers/core-crypto.js";

/** Loads the browser build in Node, which asks for a window and fetches its module. */
export async function coreCryptoInNode(): Promise<CoreCryptoPeer> {
  await installPeers();
  const { loadCoreCrypto } = await import("./peers/core-crypto.js");
  const wasm = await readFile(coreCryptoWasm);
  const { fetch } = globalThis;
  Object.assign(globalThis, {
    window: globalThis,
    fetch: async () => new Response(wasm, { headers: { "content-type": "application/wasm" } }),
  });
  return loadCoreCrypto("core-crypto.wasm").finally(() => Object.assign(globalThis, { fetch }));
}

/** Ours and core-crypto in one group, in Node, Chromium and Firefox; ours and mls-rs, where cargo is at hand. */
export async function* bench(): AsyncGenerator<BenchLine> {
  const native = await startNativePeer();
  if (native !== null) {
    yield* interopLines("node", native, "mls-rs");
    native.close();
  }
  yield* interopLines("node", await coreCryptoInNode());
  yield* inBrowser("chromium", "interop");
  yield* inBrowser("firefox", "interop");
}
