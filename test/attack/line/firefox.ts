import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browserPath } from "../../../scripts/setup/index.ts";
import { BidiSession, callIn } from "../../journey/driver/bidi.ts";
import { startProcess } from "../../journey/driver/process.ts";
import { buildLineExtension } from "./extension.ts";

const addOnId = "federpost@example.org";
const uuid = "6d1c7d0e-3c52-4f7b-9a55-6c696e656666";

/** Firefox with the test build whose host is the line's. */
export interface LineFirefox {
  /** Opens a page and answers its context. */
  readonly visit: (url: string) => Promise<string>;
  /** Runs a function in a page; its arguments and result travel as JSON. */
  readonly run: <A extends readonly unknown[], R>(
    context: string,
    work: (...given: A) => R,
    ...given: A
  ) => Promise<Awaited<R>>;
  /** Waits for the window that asks the person, and clicks in it. */
  readonly decide: (decision: "approve" | "decline" | "close") => Promise<void>;
  readonly setFiles: (context: string, files: readonly string[]) => Promise<void>;
  /** Suspends the event page as the browser does when it is idle. */
  readonly suspend: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const preferences = {
  "extensions.webextensions.uuids": JSON.stringify({ [addOnId]: uuid }),
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.disabledForTesting": true,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "remote.active-protocols": 1,
};

export async function startFirefox(): Promise<LineFirefox> {
  const built = await buildLineExtension("firefox");
  const profile = mkdtempSync(join(tmpdir(), "federpost-firefox-"));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const firefox = await startProcess(browserPath("firefox"), [...args, "--remote-allow-system-access"], {
    ...process.env,
    HOME: profile,
  });
  const session = await BidiSession.open(await firefox.line(/WebDriver BiDi listening on (ws:\/\/\S+)/));
  await session.send("webExtension.install", { extensionData: { type: "path", path: built.folder } });
  const run: LineFirefox["run"] = async (context, work, ...given) =>
    (await callIn(session, { context, source: work.toString(), arguments: given })) as never;
  const contexts = async (scope = {}) =>
    (await session.send("browsingContext.getTree", { maxDepth: 0, ...scope })).contexts as {
      readonly context: string;
      readonly url: string;
    }[];
  const consentWindow = async (): Promise<string> => {
    for (;;) {
      const found = (await contexts()).find(({ url }) => url.includes("consent.html"));
      if (found !== undefined) return found.context;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return {
    visit: async (url) => {
      const { context } = await session.send("browsingContext.create", { type: "tab" });
      await session.send("browsingContext.navigate", { context, url, wait: "complete" });
      return String(context);
    },
    run,
    decide: async (decision) => {
      const context = await consentWindow();
      await session.send("browsingContext.activate", { context });
      const button = await run(
        context,
        async (name: string) => {
          for (;;) {
            const live = document.querySelector('[data-testid="decide"][data-live="true"]');
            const box = live?.querySelector(`[data-testid="${name}"]`)?.getBoundingClientRect();
            if (box) return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
            await new Promise((resolve) => setTimeout(resolve, 30));
          }
        },
        decision === "close" ? "decline" : decision,
      );
      if (decision === "close") {
        await session.send("browsingContext.close", { context });
        return;
      }
      const pointer = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" } };
      const click = [
        { type: "pointerMove", ...button },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await session.send("input.performActions", { context, actions: [{ ...pointer, actions: click }] });
    },
    setFiles: async (context, files) => {
      const { nodes } = await session.send("browsingContext.locateNodes", {
        context,
        locator: { type: "css", value: "#files" },
      });
      const [node] = nodes as readonly { readonly sharedId: string }[];
      await session.send("input.setFiles", { context, element: { sharedId: node?.sharedId }, files });
    },
    suspend: async () => {
      const [window] = await contexts({ "moz:scope": "chrome" });
      const source = `(id) => WebExtensionPolicy.getByID(id).extension.terminateBackground({
        ignoreDevToolsAttached: true, disableResetIdleForTest: true,
      }).then(() => null)`;
      await callIn(session, { context: window?.context ?? "", source, arguments: [addOnId] });
    },
    close: async () => {
      await session.send("browser.close").catch(() => undefined);
      session.end();
      await firefox.end("asked", 3000);
      rmSync(profile, { recursive: true, force: true });
      built.remove();
    },
  };
}
