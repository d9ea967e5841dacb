import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { chromiumPolicies, type Deployment, firefoxPolicies, xpiName } from "../../scripts/rollout/index.ts";
import type { BrowserName } from "../../scripts/setup/index.ts";
import { type JourneyBrowser, launchBrowser, type Page } from "./driver/index.ts";
import { browserUnder } from "./managed.ts";
import type { Narrator } from "./narrator.ts";
import type { PackageServer } from "./package-server.ts";
import { chooseThread, readNewest } from "./steps/letters.ts";

/** The clerk of journey J7: a browser that an administrator manages, and the letter that must still be there. */

export const passphrase = "drei alte Kähne am Ufer";
export const subject = "Stellplatz vor Haus 7";
export const letterText = `Darf ich dort parken? Zeichen ${randomBytes(8).toString("hex")}`;

export interface Stage {
  readonly browser: BrowserName;
  readonly dir: string;
  readonly narrator: Narrator;
  /** What to end afterwards, the last first. */
  readonly open: (() => Promise<unknown>)[];
}

/** The clerk's browser, which is started anew when the administrator changes something. */
export class Office {
  readonly #stage: Stage;
  readonly #packages: PackageServer;
  readonly #rules: object;
  #browser: JourneyBrowser | null = null;

  constructor(stage: Stage, packages: PackageServer, rules: object) {
    this.#stage = stage;
    this.#packages = packages;
    this.#rules = rules;
  }

  get browser(): JourneyBrowser {
    if (this.#browser === null) throw new Error("The clerk's browser does not run");
    return this.#browser;
  }
  get packages(): PackageServer {
    return this.#packages;
  }
  get name(): BrowserName {
    return this.#stage.browser;
  }

  /**
   * Starts it under the rules, some of them changed, or under none; `xpi` is the version whose package Firefox is told to
   * install.
   */
  async start({ xpi, changed = {} }: { readonly xpi: string; readonly changed?: object | "no_rules" }): Promise<void> {
    await this.close();
    const { browser, dir } = this.#stage;
    const { chromiumId, firefoxId, address } = this.#packages;
    const values = changed === "no_rules" ? {} : { ...this.#rules, ...changed };
    const deployment: Deployment = { chromiumId, firefoxId, address, xpi: xpiName(xpi), values };
    const document =
      browser === "chromium" ? inspectable(chromiumPolicies(deployment)) : hasty(firefoxPolicies(deployment));
    this.#browser = await launchBrowser({
      browser,
      dir: join(dir, "clerk"),
      language: "de",
      window: "headless",
      executable: await browserUnder(browser, dir, document),
      installedByPolicy: chromiumId,
    });
  }

  openInbox(): Promise<Page> {
    return this.browser.open(this.browser.extensionUrl("inbox.html"));
  }

  async close(): Promise<void> {
    const browser = this.#browser;
    this.#browser = null;
    await browser?.close();
  }
}

/** Chromium lets nobody debug what a policy installs, and tests are debuggers. */
const inspectable = (policies: object): object => ({ ...policies, DeveloperToolsAvailability: 1 });

/** Firefox looks for updates once a day and by https only; here it looks at once, and the package server is on loopback. */
const hasty = (document: object): object => {
  const { policies } = document as { readonly policies: { readonly Preferences: object } };
  const locked = (Value: boolean | number) => ({ Value, Status: "locked" });
  const Preferences = {
    ...policies.Preferences,
    "extensions.update.enabled": locked(true),
    "extensions.update.interval": locked(1),
    "extensions.checkUpdateSecurity": locked(false),
    "app.update.timerFirstInterval": locked(1000),
    "app.update.timerMinimumDelay": locked(1),
  };
  return { policies: { ...policies, Preferences } };
};

export async function unlock(page: Page): Promise<void> {
  await page.see({ testId: "locked" });
  await page.fill({ testId: "way-passphrase-field" }, passphrase);
  await page.click({ testId: "unlock" });
  await page.see({ testId: "connection", data: { state: "online" } });
}

export async function seeLetter(page: Page): Promise<void> {
  await chooseThread(page, subject);
  if (!(await readNewest(page)).includes(letterText)) throw new Error("The letter is not what it was");
}
