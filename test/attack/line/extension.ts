import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build as buildBundle, type Plugin } from "vite";
import { build as buildExtension } from "wxt";
import { takeOverContentScript } from "./backdoor.ts";
import { openManifest, takingDefencesOut } from "./undefended.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** A classic script that leaves what the entry exports under a global name. */
export async function bundleScript(entry: string, name: string, plugins: Plugin[] = []): Promise<string> {
  const built = await buildBundle({
    configFile: false,
    root,
    logLevel: "error",
    plugins,
    build: {
      write: false,
      target: ["chrome140", "firefox140"],
      lib: {
        entry,
        formats: ["iife"],
        name,
        fileName: () => "built.js",
      },
    },
  });
  const [result] = [built].flat();
  if (result === undefined || !("output" in result)) throw new Error("the builder gave no output");
  return result.output[0].code;
}

/** How a build for attacks differs from the test build, but for the host. */
export interface LineBuild {
  /** Each defence can be taken out while it runs; those of the manifest and of the page's half are. */
  readonly undefended?: boolean;
  /** The content script obeys the page. */
  readonly takenOver?: boolean;
}

/** The extension as it is built for tests, with the line's test host in the place of the mailbox. Remove the folder after use. */
export async function buildLineExtension(
  browser: "chrome" | "firefox",
  { undefended = false, takenOver = false }: LineBuild = {},
): Promise<{ folder: string; remove: () => void }> {
  const { plugin, assertAllOut } = takingDefencesOut(browser);
  const plugins = undefended ? [plugin] : [];
  process.env.FEDERPOST_BUILD = "test";
  const outDir = mkdtempSync(join(tmpdir(), "federpost-line-"));
  await buildExtension({
    root,
    browser,
    manifestVersion: 3,
    mode: "production",
    outDir,
    outDirTemplate: "extension",
    vite: () => ({ plugins }),
    // The mailbox's own host stays out: its place is taken below.
    hooks: {
      "entrypoints:found": (_wxt, found) => {
        found.splice(0, found.length, ...found.filter(({ name }) => name !== "engine-host"));
      },
    },
    logger: { debug() {}, log() {}, info() {}, warn() {}, error() {}, fatal() {}, success() {}, level: 0 },
  });
  const folder = join(outDir, "extension");
  const host = await bundleScript(join(import.meta.dirname, "host.ts"), "host", plugins);
  writeFileSync(join(folder, "engine-host.js"), host);
  // What tests call inside a page of the extension: the same functions our own pages use.
  const platform = await bundleScript(join(root, "extension", "platform", "index.ts"), "platform");
  writeFileSync(join(folder, "platform.js"), platform);
  if (undefended) {
    assertAllOut();
    openManifest(folder);
  }
  if (takenOver) takeOverContentScript(folder);
  return { folder, remove: () => rmSync(outDir, { recursive: true, force: true }) };
}
