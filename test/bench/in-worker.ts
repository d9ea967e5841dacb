import { loadCore } from "../../wasm/host/index.ts";

/** A service worker that loads the core when asked and says how long that took, in milliseconds. */

interface Asked {
  readonly source: { postMessage(answer: number): void } | null;
  waitUntil(work: Promise<unknown>): void;
}

const load = async ({ source }: Asked): Promise<void> => {
  const started = performance.now();
  const core = await loadCore();
  core.sha256(new Uint8Array(1));
  source?.postMessage(performance.now() - started);
};

globalThis.addEventListener("message", (event) => {
  const asked = event as unknown as Asked;
  asked.waitUntil(load(asked));
});
