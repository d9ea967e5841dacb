import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import preact from "@preact/preset-vite";
import type { Plugin } from "vite";
import { defineConfig, type UserManifest } from "wxt";
import { managedSchema } from "./extension/policy/index.ts";
import packageJson from "./package.json" with { type: "json" };
import { pageChunks } from "./scripts/build/page-chunks.ts";

/**
 * Test builds may reach homeservers and portals on loopback; nothing but manifest.json differs, which a test compares
 * byte for byte. Production has no host permission at all: a person grants each portal's origin.
 */
const isTestBuild = process.env.FEDERPOST_BUILD === "test";
const loopback = ["http://127.0.0.1/*", "http://localhost/*"];

/** Fixes the extension's id, and with it its storage, for unpacked builds. The private half was thrown away. */
const chromiumKey =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvq+Z6bNIiquG2K1idkmlhQTcxewjbsCdIPlDdfEJkzz9mt++zhC86B/3PIYuJAsDb402b15Mn0Uaf1Zh8hhqB8bihP+65lX0suvymLblw7LFjs3jraKA7rA2AoEkJaa5PRo39DQDAfW4NzxxfKZEerstUt0pMjEpEB9m7v7lHN4Nx27obiAiGTIlabgwDgTzyNRqAmz+b9WdjmSPJUBl16KimBLdaQ4b8jN246dvevYCSf7ILzIyC/rF+C658Z9/SuNHMDMfG1Owoa9VlfPxYrnmAE3LB+Vu00GEwP4FB+DtV8W3jbutN9aKSEZUDTLlJ64Gn8s0JFFY0nkE7ty+DQIDAQAB";

// 'wasm-unsafe-eval' lets our own WASM compile, everything else is what the package holds (docs/network.md).
const connectSources = ["'self'", "https:", ...(isTestBuild ? ["http://127.0.0.1:*", "http://localhost:*"] : [])];
const contentSecurityPolicy = (framedBy: string, frames: readonly string[] = []) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${connectSources.join(" ")}`,
    "worker-src 'self'",
    ...frames,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${framedBy}`,
  ].join("; ");

/**
 * Chromium: portals may have the sealed page in a frame, under an address that changes with every start of the browser, and no
 * other page of ours. In Firefox that address would tell a person's browser from others across sites, so there is none.
 */
const framing = ["https://*/*", ...(isTestBuild ? loopback : [])];
const framedInChromium = [
  "'self'",
  "https:",
  ...(isTestBuild ? ["http://127.0.0.1:*", "http://localhost:*"] : []),
].join(" ");

// Portals on 127.0.0.1 are connected from the start; localhost is left for trying out what an unconnected page sees.
const onPortals = { matches: ["http://127.0.0.1/*"], run_at: "document_start", all_frames: true } as const;
const developmentPortal: UserManifest["content_scripts"] = [
  { ...onPortals, matches: [...onPortals.matches], js: ["content-scripts/portal-main.js"], world: "MAIN" },
  { ...onPortals, matches: [...onPortals.matches], js: ["content-scripts/portal.js"] },
];

const key = (letter: string) => ({ default: `Alt+Shift+${letter}` });

/** Keys from anywhere in the browser; the person changes them in its settings. Chromium suggests four at most. */
const commands: UserManifest["commands"] = {
  _execute_action: { suggested_key: key("F") },
  "open-inbox": { suggested_key: key("P"), description: "Open the mailbox / Postfach öffnen" },
  "write-letter": { suggested_key: key("W"), description: "Write a letter / Brief schreiben" },
  "lock-mailbox": { suggested_key: key("L"), description: "Lock the mailbox / Postfach sperren" },
  "open-window": { description: "Open the mailbox in a window / Postfach im eigenen Fenster öffnen" },
};

const everywhere: UserManifest = {
  name: "Federpost",
  description: packageJson.description,
  version: packageJson.version,
  default_locale: undefined,
  permissions: [
    "storage",
    "alarms",
    "notifications",
    "scripting",
    "activeTab",
    "unlimitedStorage",
    "idle",
    "identity",
    "contextMenus",
  ],
  omnibox: { keyword: "fp" },
  commands,
  optional_host_permissions: ["https://*/*"],
  content_security_policy: { extension_pages: contentSecurityPolicy("'self'") },
  ...(isTestBuild ? { host_permissions: loopback, content_scripts: developmentPortal } : {}),
};

/** What an administrator can prescribe. Firefox needs no such file and hands over everything. */
const managedSchemaFile = "managed-schema.json";

/** Everything with keys, in one script of its own: what pages load and what it loads are apart (docs/adr/0115). */
const hostScript = "engine-host.js";
/** Strangers' files are read in this page, in a frame and process of its own. Firefox's manifest knows no such page (docs/adr/0117). */
const drawingPage = "drawing.html";
const drawingPolicy = [
  "sandbox allow-scripts",
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const pageOf = (script: string): string => `<!doctype html>
<html lang="de">
  <head>
    <meta charset="utf-8" />
    <title>Federpost</title>
    <script src="/${script}"></script>
  </head>
  <body></body>
</html>
`;

const chromium: UserManifest = {
  ...everywhere,
  permissions: [...(everywhere.permissions ?? []), "offscreen", "sidePanel"],
  key: chromiumKey,
  minimum_chrome_version: "140",
  storage: { managed_schema: managedSchemaFile },
  content_security_policy: {
    extension_pages: contentSecurityPolicy(framedInChromium, ["frame-src 'self'"]),
    sandbox: drawingPolicy,
  },
  sandbox: { pages: [drawingPage] },
  web_accessible_resources: [{ resources: ["sealed.html"], matches: framing, use_dynamic_url: true }],
  // Attachments cross the runtime port as bytes instead of JSON.
  message_serialization: "structured_clone",
};

const firefox: UserManifest = {
  ...everywhere,
  // Firefox has no offscreen documents: the engine host is its event page.
  background: { scripts: [hostScript] },
  browser_specific_settings: {
    gecko: {
      id: "federpost@example.org",
      strict_min_version: "140.0",
      data_collection_permissions: { required: ["none"] },
    },
  },
};

/** What pdf.js loads beside its code: decoders of pictures, and fonts for files that bring none. */
const pdfParts = [
  ...["jbig2.wasm", "openjpeg.wasm", "qcms_bg.wasm"].map((name) => ["wasm", "wasm", name] as const),
  ...readdirSync("node_modules/pdfjs-dist/standard_fonts")
    .filter((name) => /\.(pfb|ttf)$|^LICENSE/.test(name))
    .sort()
    .map((name) => ["standard_fonts", "fonts", name] as const),
];

/** The pages of the mailbox, whose views are loaded while the host is asked (docs/adr/0113). */
const mailboxPages = /^(inbox|popup|sidepanel)\.html$|\/(inbox|popup|sidepanel)\/index\.html$/;

/** Has the browser fetch the views of the mailbox as soon as it reads the page, instead of when the first script asks for them. */
const earlyViews: Plugin = {
  name: "early-views",
  transformIndexHtml: {
    order: "post",
    handler: (html, { bundle = {}, path }) => {
      if (!mailboxPages.test(path)) return [];
      const wanted = new Set<string>();
      const visit = (fileName: string): void => {
        const chunk = bundle[fileName];
        if (chunk?.type !== "chunk" || wanted.has(fileName)) return;
        wanted.add(fileName);
        chunk.imports.forEach(visit);
      };
      for (const { type, fileName, name } of Object.values(bundle))
        if (type === "chunk" && name === "mount-app") visit(fileName);
      const missing = [...wanted].filter((fileName) => !html.includes(`/${fileName}"`));
      return missing.map((fileName) => ({
        tag: "link",
        attrs: { rel: "modulepreload", crossorigin: true, href: `/${fileName}` },
        injectTo: "head" as const,
      }));
    },
  },
};

export default defineConfig({
  srcDir: "extension",
  publicDir: "extension/public",
  modulesDir: "extension/modules",
  outDirTemplate: `${isTestBuild ? "test-" : ""}{{browser}}-mv{{manifestVersion}}`,
  imports: false,
  targetBrowsers: ["chrome", "firefox"],
  vite: () => ({
    plugins: [preact(), earlyViews],
    build: {
      target: ["chrome140", "firefox140"],
      sourcemap: false,
      // What is loaded later brings its imports itself: announcing each of them first costs the page more than it saves.
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_file, names, { hostType }) => (hostType === "js" ? [] : names),
      },
    },
  }),
  hooks: {
    // Pages are built together, scripts one by one.
    "vite:build:extendConfig": (entrypoints, { build }) => {
      const output = build?.rolldownOptions?.output ?? build?.rollupOptions?.output;
      if (entrypoints.length === 1 || output === undefined || Array.isArray(output)) return;
      output.codeSplitting = { groups: pageChunks(entrypoints.map(({ inputPath }) => inputPath)) };
    },
    "build:publicAssets": (wxt, files) => {
      files.push({ absoluteSrc: resolve(wxt.config.root, "wasm/build/core.wasm"), relativeDest: "core.wasm" });
      if (wxt.config.browser !== "firefox") {
        files.push({ contents: managedSchema(), relativeDest: managedSchemaFile });
        files.push({ contents: pageOf(hostScript), relativeDest: "offscreen.html" });
        files.push({ contents: pageOf("drawing.js"), relativeDest: drawingPage });
      }
      const pdf = resolve(wxt.config.root, "node_modules/pdfjs-dist");
      if (wxt.config.browser === "firefox") {
        files.push({ absoluteSrc: resolve(pdf, "build/pdf.worker.min.mjs"), relativeDest: "pdf/worker.mjs" });
      }
      for (const [from, to, name] of pdfParts) {
        files.push({ absoluteSrc: resolve(pdf, from, name), relativeDest: `pdf/${to}/${name}` });
      }
    },
  },
  manifest: ({ browser }) => (browser === "firefox" ? firefox : chromium),
});
