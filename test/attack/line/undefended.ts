import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/**
 * A build in which defences can be taken out one by one, for seeing that an attack would succeed without the defence it
 * meets. Our sources are changed on their way into this build, which lies in a folder of the test's own and is gone
 * afterwards; a defence whose text has moved fails the build instead of staying in unnoticed.
 */

/** What can be taken out, by the attack that it stops. */
export const defences = ["A1", "A3", "A4", "A5", "A7", "A8", "A9", "B1", "B3", "B13", "B14"] as const;
export type Defence = (typeof defences)[number];

/** Where pages of the extension and its host look which defence is out. */
export const outKey = "without";

const out = (defence: Defence): string => `(globalThis.localStorage?.getItem("${outKey}") === "${defence}")`;

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What is changed in the sources to take the defences out. */
export const edits: readonly Edit[] = [
  {
    file: "extension/consent/consent.ts",
    from: "if (!granted.some((grant) => grant.method === method))",
    to: `if (!${out("A1")} && !granted.some((grant) => grant.method === method))`,
  },
  {
    file: "extension/ui/consent/use-guard.ts",
    from: "isLive(guard.current, performance.now());\n",
    to: `(${out("A3")} || isLive(guard.current, performance.now()));\n`,
  },
  {
    file: "extension/ui/consent/use-guard.ts",
    from: "event.isTrusted &&",
    to: `(${out("A4")} || event.isTrusted) &&`,
  },
  {
    file: "extension/consent/queue.ts",
    from: 'signal.addEventListener("abort", withdraw, { once: true });',
    to: `if (!${out("A5")}) signal.addEventListener("abort", withdraw, { once: true });`,
  },
  {
    file: "extension/consent/queue.ts",
    from: "if (waiting !== undefined && waiting.digest !== digest)",
    to: `if (!${out("A5")} && waiting !== undefined && waiting.digest !== digest)`,
  },
  {
    file: "extension/consent/refusals.ts",
    from: "if (leftMs > 0 && leftMs <= blockLastsMs)",
    to: `if (!${out("A7")} && leftMs > 0 && leftMs <= blockLastsMs)`,
  },
  {
    file: "extension/ui/safe/visible.ts",
    from: "of findHidden(",
    to: `of ${out("A8")} ? [] : findHidden(`,
  },
  {
    file: "extension/host/ports.ts",
    from: 'if (port.name !== "portal") return port.disconnect();',
    to: 'if (!port.name.startsWith("portal")) return port.disconnect();',
  },
  {
    file: "extension/host/ports.ts",
    from: "const caller = portalCallerOf(port.sender, schemes);",
    to: `const claimed = ${out("B1")} ? port.name.slice("portal ".length) : "";
      const caller = portalCallerOf(claimed === "" ? port.sender : { ...port.sender, origin: claimed }, schemes);`,
  },
  {
    file: "extension/host/ports.ts",
    from: 'port.name === "panel" ? panelPageOf(port.sender) : null;',
    to: `port.name !== "panel" ? null : ${out("B13")} ? "options" : panelPageOf(port.sender);`,
  },
  {
    file: "extension/host/portal-router.ts",
    from: "if (frameId === 0 || ",
    to: `if (${out("B3")} || frameId === 0 || `,
  },
  {
    file: "extension/consent/records.ts",
    from: "[encodeURIComponent(origin), ...rest]",
    to: `[encodeURIComponent(${out("B14")} ? new URL(origin).hostname : origin), ...rest]`,
  },
  {
    file: "extension/host/sealed-seats.ts",
    from: "const samePlace = chair.frame.tabId",
    to: `const samePlace = ${out("A9")} || chair.frame.tabId`,
  },
  // A frame inside a page has storage of its own and knows of no switch: in this build it doubts nothing.
  {
    file: "extension/ui/sealed/exposure.ts",
    from: 'if (look === null) return "unseen";',
    to: 'if (look !== null) return null;\n  if (look === null) return "unseen";',
  },
  {
    file: "extension/ui/sealed/compose-frame.tsx",
    from: "inert={!exposure.live || action.busy}",
    to: "inert={action.busy}",
  },
  {
    file: "extension/ui/sealed/compose-frame.tsx",
    from: "if (!exposure.allows(event)) return;",
    to: "if (!event.isTrusted) return;",
  },
  {
    file: "extension/ui/sealed/use-focus.ts",
    from: "if (typing && ",
    to: "if (false && typing && ",
  },
  // The MAIN half runs in the page, which knows of no switch: in this build it never hides anything.
  { file: "extension/bridge/main-half.ts", from: "    own.stop(event);\n    const port", to: "    const port" },
  { file: "extension/bridge/main-half.ts", from: "    own.stop(event);\n    if (control", to: "    if (control" },
];

/** Firefox has no sealed frames, and its build nothing of them. */
const isBuiltFor = (browser: "chrome" | "firefox", { file }: Edit): boolean =>
  browser === "chrome" || !file.startsWith("extension/ui/sealed/");

/** The builder's plugin, and what must be called when all of a build is there. */
export function takingDefencesOut(browser: "chrome" | "firefox"): {
  readonly plugin: Plugin;
  readonly assertAllOut: () => void;
} {
  const done = new Set<Edit>();
  const plugin: Plugin = {
    name: "defences-out",
    enforce: "pre",
    transform: (code, id) => {
      let changed = code;
      for (const edit of edits.filter(({ file }) => id.split("?")[0]?.endsWith(`/${file}`))) {
        if (!changed.includes(edit.from)) throw new Error(`${edit.file} no longer says: ${edit.from}`);
        changed = changed.replace(edit.from, () => edit.to);
        done.add(edit);
      }
      return changed === code ? null : { code: changed, map: null };
    },
  };
  const assertAllOut = (): void => {
    const left = edits.find((edit) => isBuiltFor(browser, edit) && !done.has(edit));
    if (left !== undefined) throw new Error(`Still in the build: ${left.file}: ${left.from}`);
  };
  return { plugin, assertAllOut };
}

interface Manifest {
  content_security_policy: { extension_pages: string };
  web_accessible_resources?: unknown;
}

/** Lets any page load and frame what is in the extension. */
export function openManifest(folder: string): void {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  const policy = manifest.content_security_policy.extension_pages;
  if (!policy.includes("frame-ancestors 'self'")) throw new Error("The manifest no longer forbids framing");
  manifest.content_security_policy.extension_pages = policy.replace(/;? ?frame-ancestors [^;]*/, "");
  manifest.web_accessible_resources = [{ resources: ["*"], matches: ["<all_urls>"] }];
  writeFileSync(path, JSON.stringify(manifest));
}
