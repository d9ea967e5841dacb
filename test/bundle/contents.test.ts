import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/paths.ts";
import { productionBuilds, readBuild } from "./files.ts";

interface Manifest {
  readonly permissions: string[];
  readonly host_permissions?: string[];
  readonly optional_host_permissions: string[];
  readonly content_scripts?: unknown[];
  readonly web_accessible_resources?: unknown[];
  readonly externally_connectable?: unknown;
  readonly omnibox: unknown;
  readonly commands: Readonly<Record<string, { readonly suggested_key?: { readonly default: string } }>>;
  readonly content_security_policy: { extension_pages: string; sandbox?: string };
  readonly sandbox?: { readonly pages: readonly string[] };
}

const readManifest = async (browser: "chrome" | "firefox", purpose: "production" | "test"): Promise<Manifest> => {
  const text = (await readBuild({ browser, purpose })).get("manifest.json")?.toString("utf8") ?? "null";
  return JSON.parse(text) as Manifest;
};

const readScripts = async (browser: "chrome" | "firefox"): Promise<[string, string][]> => {
  const files = [...(await readBuild({ browser, purpose: "production" }))];
  return files.filter(([path]) => /\.m?js$/.test(path)).map(([path, bytes]) => [path, bytes.toString("utf8")]);
};

// Each growth of this list is a decision: it is what a person is asked for at install.
const permissions = [
  "storage",
  "alarms",
  "notifications",
  "scripting",
  "activeTab",
  "unlimitedStorage",
  "idle",
  "identity",
  "contextMenus",
];

describe("the production manifest", () => {
  test("asks for what the page on permissions says", async () => {
    const page = await readFile(join(root, "docs/permissions.md"), "utf8");
    const said = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(said.sort()).toEqual([...permissions, "offscreen", "sidePanel"].sort());
  });

  test("for Chromium asks for these permissions and no host", async () => {
    const manifest = await readManifest("chrome", "production");
    expect(manifest.permissions).toEqual([...permissions, "offscreen", "sidePanel"]);
    expect(manifest.host_permissions).toBeUndefined();
    expect(manifest.optional_host_permissions).toEqual(["https://*/*"]);
  });

  test("for Firefox asks for these permissions and no host", async () => {
    const manifest = await readManifest("firefox", "production");
    expect(manifest.permissions).toEqual(permissions);
    expect(manifest.host_permissions).toBeUndefined();
    expect(manifest.optional_host_permissions).toEqual(["https://*/*"]);
  });

  test.each(productionBuilds)(
    "for $browser asks for a keyword in the address bar and for keys",
    async ({ browser }) => {
      const { omnibox, commands } = await readManifest(browser, "production");
      expect(omnibox).toEqual({ keyword: "fp" });
      const keys = Object.entries(commands).map(([name, { suggested_key }]) => [name, suggested_key?.default]);
      expect(keys).toEqual([
        ["_execute_action", "Alt+Shift+F"],
        ["open-inbox", "Alt+Shift+P"],
        ["write-letter", "Alt+Shift+W"],
        ["lock-mailbox", "Alt+Shift+L"],
        ["open-window", undefined],
      ]);
    },
  );

  test.each(productionBuilds)("for $browser gives pages nothing to find the extension by", async ({ browser }) => {
    const manifest = await readManifest(browser, "production");
    expect(manifest.content_scripts).toBeUndefined();
    // One page, framed under an address that changes with every start of the browser; in Firefox it would not change.
    const sealed = { resources: ["sealed.html"], matches: ["https://*/*"], use_dynamic_url: true };
    expect(manifest.web_accessible_resources).toEqual(browser === "chrome" ? [sealed] : undefined);
    expect(manifest.externally_connectable).toBeUndefined();
  });

  test.each(productionBuilds)(
    "for $browser allows our own scripts and WASM, and connections by https",
    async (build) => {
      const { content_security_policy } = await readManifest(build.browser, "production");
      expect(content_security_policy).toEqual({
        extension_pages: [
          "default-src 'none'",
          "script-src 'self' 'wasm-unsafe-eval'",
          "style-src 'self'",
          "font-src 'self'",
          "img-src 'self' data: blob:",
          "connect-src 'self' https:",
          "worker-src 'self'",
          ...(build.browser === "chrome" ? ["frame-src 'self'"] : []),
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'none'",
          `frame-ancestors 'self'${build.browser === "chrome" ? " https:" : ""}`,
        ].join("; "),
        ...(build.browser === "chrome" && {
          sandbox: expect.stringMatching(/^sandbox allow-scripts; default-src 'none'; script-src/),
        }),
      });
    },
  );
});

test("Firefox gets no page that could stand in a frame", async () => {
  const files = await readBuild({ browser: "firefox", purpose: "production" });
  expect([...files.keys()].filter((path) => /sealed|drawing/.test(path))).toEqual([]);
});

test("Chromium reads strangers' files in its sandbox alone: no page has their reader", async () => {
  const { sandbox } = await readManifest("chrome", "production");
  expect(sandbox).toEqual({ pages: ["drawing.html"] });
  const files = await readBuild({ browser: "chrome", purpose: "production" });
  const scripts = [...files].filter(([path]) => /\.m?js$/.test(path));
  const readers = scripts.filter(([, bytes]) => bytes.includes("GetDocRequest")).map(([path]) => path);
  expect(readers).toEqual(["drawing.js"]);
});

describe("the test manifest", () => {
  test.each(productionBuilds)("for $browser reaches loopback and no other host", async ({ browser }) => {
    const manifest = await readManifest(browser, "test");
    expect(manifest.host_permissions).toEqual(["http://127.0.0.1/*", "http://localhost/*"]);
  });
});

describe.each(productionBuilds)("what is built for $browser", ({ browser }) => {
  test("evaluates no text as code and loads no script from elsewhere", async () => {
    const scripts = await readScripts(browser);
    expect(scripts.length).toBeGreaterThan(3);
    const bad = /\beval\(|new Function\(|importScripts\(|import\(\s*["'`]https?:/;
    expect(scripts.filter(([, text]) => bad.test(text)).map(([path]) => path)).toEqual([]);
  });

  test("names no path of the machine it was built on", async () => {
    const scripts = await readScripts(browser);
    const bad = /file:\/\/\/|node_modules\/|sourceMappingURL=/;
    expect(scripts.filter(([, text]) => bad.test(text)).map(([path]) => path)).toEqual([]);
  });

  test("puts no storage, cryptography or Matrix code into the page's process", async () => {
    const scripts = (await readScripts(browser)).filter(([path]) => path.startsWith("content-scripts/"));
    expect(scripts.map(([path]) => path)).toEqual(["content-scripts/portal-main.js", "content-scripts/portal.js"]);
    const words = [
      "indexedDB",
      "IDBKeyRange",
      "crypto.subtle",
      "WebAssembly",
      "_matrix",
      "m.room.",
      "access_token",
      "wxt:",
    ];
    const found = scripts.flatMap(([path, text]) =>
      words.filter((word) => text.includes(word)).map((w) => `${path}: ${w}`),
    );
    expect(found).toEqual([]);
    for (const [path, text] of scripts) expect(text.length, path).toBeLessThan(16_384);
  });
});
