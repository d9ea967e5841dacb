/**
 * The house plan. A room is a folder with one job, its door is its index.ts. Each room lists the doors it may open;
 * everything else is a wall. No cycles, type-only imports included.
 */
const belowCourier = [
  "base",
  "letter",
  "protocol",
  "rpc",
  "crypto",
  "engine",
  "identity",
  "transport",
  "mailbox",
  "vault",
];
const shared = (...names) => names.map((name) => `shared/${name}`);
const extension = (...names) => names.map((name) => `extension/${name}`);

const doors = {
  "shared/base": [],
  "shared/letter": shared("base"),
  "shared/protocol": shared("base", "letter"),
  "shared/rpc": shared("base", "protocol"),
  "shared/sdk": shared("base", "letter", "protocol", "rpc"),
  "shared/transport": shared("base"),
  "shared/mailbox": shared("base", "letter"),
  "shared/crypto": [...shared("base"), "wasm/host"],
  "shared/engine": shared("base", "crypto"),
  "shared/identity": shared("base", "crypto"),
  "shared/directory": shared("base", "crypto", "identity"),
  "shared/acme": shared("base", "crypto", "identity"),
  "shared/vault": shared("base", "letter", "mailbox", "crypto"),
  "shared/courier": shared("base", "letter", "mailbox", "engine", "identity", "vault", "transport", "crypto"),
  "shared/verify": shared("base", "letter", "identity", "crypto"),
  "shared/agent": [...shared(...belowCourier, "courier"), "wasm/host"],
  "wasm/host": shared("base"),
  "extension/platform": shared("base"),
  "extension/i18n": shared("base"),
  "extension/policy": shared("base"),
  "extension/drawing": [],
  "extension/consent": [...shared("base", "protocol", "vault"), ...extension("platform")],
  "extension/host": [
    ...shared(...belowCourier, "directory", "acme", "courier"),
    "wasm/host",
    ...extension("platform", "consent", "i18n", "policy"),
  ],
  "extension/background": [...shared("base", "protocol", "rpc"), ...extension("platform", "i18n")],
  "extension/bridge": [...shared("base", "protocol", "rpc"), ...extension("platform")],
  "extension/ui": [
    ...shared("base", "letter", "protocol", "rpc", "mailbox"),
    ...extension("i18n", "platform", "drawing"),
  ],
  "extension/entrypoints": extension("background", "host", "bridge", "ui", "drawing"),
};

/** Second doors: files other than index.ts that one kind of caller may open, because the first door must stay shut. */
const sideDoors = {
  // node:sqlite must not reach the extension's bundle, so it is not behind the vault's index.ts.
  "shared/agent": ["^shared/vault/sqlite\\.ts$"],
  // A frame in a portal's page loads nothing of the other pages.
  // What reads strangers' files in Chromium's sandboxed frame is not loaded by the pages.
  "extension/entrypoints": ["^extension/ui/sealed/index\\.ts$", "^extension/drawing/frame\\.ts$"],
  // Texts alone: the room behind them is not for pages.
  "extension/ui": ["^shared/acme/texts\\.ts$"],
  // The compiled module and its pinned hash, written by wasm/build.mjs.
  "wasm/host": ["^wasm/build/core\\.ts$"],
};

const ours = "^(extension|shared|wasm)/";

const wall = ([room, open]) => ({
  name: `wall-of-${room.replace("/", "-")}`,
  comment: `${room} opens only the doors (index.ts) of: ${open.join(", ") || "no room"}`,
  severity: "error",
  from: { path: `^${room}/` },
  to: {
    path: ours,
    pathNot: [`^${room}/`, ...open.map((other) => `^${other}/index\\.tsx?$`), ...(sideDoors[room] ?? [])],
  },
});

const livesIn = (name, library, rooms) => ({
  name,
  severity: "error",
  from: { path: ours, pathNot: `^(${rooms.join("|")})/` },
  to: { path: `node_modules/(${library})/` },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-room-without-a-plan",
      comment: "A folder that is not in the plan has no walls: add it to `doors`.",
      severity: "error",
      from: { path: ours, pathNot: Object.keys(doors).map((room) => `^${room}/`) },
      to: {},
    },
    {
      name: "no-way-into-tests",
      severity: "error",
      from: { path: ours },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "no-node-outside-the-agent",
      severity: "error",
      from: {
        path: ours,
        pathNot: [
          "^shared/agent/",
          "^shared/verify/cli\\.ts$",
          "^shared/acme/(cli|commands|state-file)\\.ts$",
          "^shared/vault/sqlite[^/]*\\.ts$",
        ],
      },
      to: { dependencyTypes: ["core"] },
    },
    ...Object.entries(doors).map(wall),
    livesIn("idb-lives-in-the-vault", "idb", ["shared/vault"]),
    livesIn("asn1-lives-in-crypto", "asn1js", ["shared/crypto"]),
    livesIn("mls-lives-in-the-engine", "ts-mls", ["shared/engine", "shared/crypto"]),
    livesIn("argon2-lives-in-crypto", "hash-wasm", ["shared/crypto"]),
    livesIn("preact-lives-in-the-ui", "preact|@preact", ["extension/ui", "extension/entrypoints"]),
    livesIn("markdown-lives-in-the-ui", "@lezer", ["extension/ui"]),
    livesIn("pdf-js-lives-in-the-drawing-room", "pdfjs-dist", ["extension/drawing"]),
    livesIn(
      "the-browser-lives-in-the-platform",
      "webextension-polyfill|@types/webextension-polyfill|@wxt-dev/browser",
      ["extension/platform"],
    ),
  ],
  options: {
    // TypeScript 7 is not read by the default parser: it would cruise no module and report no violation.
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^wasm/assembly/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs"],
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
    },
  },
};
