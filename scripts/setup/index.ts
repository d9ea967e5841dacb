/**
 * Puts in place what a command needs besides the npm packages: browsers, homeserver, WASM, the built extension. Each part is checked in
 * milliseconds and installed only when it is missing, so a second run needs no network. Says what it does.
 */
import { areBuildsCurrent, buildAll } from "../build/index.ts";
import { installSynapse, isSynapseInstalled, synapseVersion } from "../homeserver/index.ts";
import { missingAcmePrograms, unpackAcmeServers } from "./acme-servers.ts";
import { installBrowsers, missingBrowsers } from "./browsers.ts";
import { buildWasm, isWasmCurrent } from "./wasm.ts";

export { acmeEnvironment, acmeProgram, apacheModules } from "./acme-servers.ts";
export { type BrowserName, browserPath } from "./browsers.ts";
export { buildWasm } from "./wasm.ts";

export type Need = "browsers" | "homeserver" | "wasm" | "builds" | "acme";

interface Part {
  readonly label: string;
  readonly isThere: () => Promise<boolean> | boolean;
  readonly install: () => Promise<unknown>;
}

/** What every command that shows or tests the whole needs. */
export const everything: readonly Need[] = ["browsers", "homeserver", "wasm", "builds"];

const parts: Readonly<Record<Need, Part>> = {
  browsers: {
    label: "browsers (Chromium, Firefox)",
    isThere: () => missingBrowsers().length === 0,
    install: installBrowsers,
  },
  homeserver: { label: `homeserver (Synapse ${synapseVersion})`, isThere: isSynapseInstalled, install: installSynapse },
  wasm: { label: "WASM module", isThere: isWasmCurrent, install: buildWasm },
  acme: {
    label: "certificate authority and web servers (Pebble, nginx, Apache)",
    isThere: () => missingAcmePrograms().length === 0,
    install: unpackAcmeServers,
  },
  builds: { label: "extension", isThere: areBuildsCurrent, install: buildAll },
};

/** Installs what is missing of `needs`. Throws, saying what to do, when something cannot be installed. */
export const prepare = async (needs: readonly Need[]): Promise<void> => {
  for (const need of needs) {
    const { label, isThere, install } = parts[need];
    const started = performance.now();
    if (!(await isThere())) {
      console.log(`${label}: not there yet, installing ...`);
      await install();
    }
    console.log(`${label}: ok, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
};
