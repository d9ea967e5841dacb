import { setTimeout as pause } from "node:timers/promises";
import type { Locator, Page as PlaywrightPage } from "@playwright/test";
import { type Key, noHand, type Page, patienceMs } from "./browser.ts";
import { ChromiumFrame } from "./chromium-frame.ts";
import { failing } from "./failure.ts";
import { cssOf, describeSpot, type Spot } from "./spot.ts";
import { until } from "./wait.ts";

/** A page over Playwright. */
export class ChromiumPage implements Page {
  readonly #page: PlaywrightPage;

  constructor(page: PlaywrightPage) {
    this.#page = page;
  }

  /** Gives the tab an authenticator that says yes by itself, as a person's fingerprint would (WebAuthn). */
  async addAuthenticator(): Promise<void> {
    const session = await this.#page.context().newCDPSession(this.#page);
    await session.send("WebAuthn.enable");
    await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  }

  /** Shows the page as for a person who likes this theme; null as the browser is. */
  prefer(theme: "light" | "dark" | null): Promise<void> {
    return this.#page.emulateMedia({ colorScheme: theme });
  }

  /** Tells the page that it is on another system, as its user agent names it: some things Chromium does on one only. */
  async pretendSystem(named: string): Promise<void> {
    const session = await this.#page.context().newCDPSession(this.#page);
    const userAgent = await this.evaluate(() => navigator.userAgent, null);
    await session.send("Emulation.setUserAgentOverride", { userAgent: userAgent.replace(/\([^)]*\)/, `(${named})`) });
  }

  /** What the person set in their system. */
  async system(about: { readonly motion?: "less"; readonly colors?: "forced" }): Promise<void> {
    await this.#page.emulateMedia({
      reducedMotion: about.motion === "less" ? "reduce" : null,
      forcedColors: about.colors === "forced" ? "active" : null,
    });
  }

  /** Puts the tab before the others: what nobody sees is not drawn. */
  toFront(): Promise<void> {
    return this.#page.bringToFront();
  }

  async url(): Promise<string> {
    return this.#page.url();
  }

  async goTo(url: string): Promise<void> {
    await this.#page.goto(url, { waitUntil: "domcontentloaded" });
  }

  async back(): Promise<void> {
    await this.#page.goBack({ waitUntil: "commit" });
  }

  /** Evaluates an expression in a page that came back from the back/forward cache: Playwright knows none, the protocol does. */
  async evaluateRestored(expression: string): Promise<unknown> {
    const session = await this.#page.context().newCDPSession(this.#page);
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", asked);
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value as unknown;
  }

  see(spot: Spot): Promise<void> {
    return this.#try(`see ${describeSpot(spot)}`, () => this.#at(spot).waitFor({ state: "visible" }));
  }

  miss(spot: Spot): Promise<void> {
    return this.#try(`no longer see ${describeSpot(spot)}`, () =>
      this.#all(spot).filter({ visible: true }).first().waitFor({ state: "hidden" }),
    );
  }

  async count(spot: Spot): Promise<number> {
    return this.#all(spot).filter({ visible: true }).count();
  }

  read(spot: Spot): Promise<string> {
    return this.#try(`read ${describeSpot(spot)}`, async () => {
      await this.#at(spot).waitFor({ state: "visible" });
      return this.#at(spot).innerText();
    });
  }

  click(spot: Spot, { aimMs, holdMs } = noHand): Promise<void> {
    return this.#try(`click ${describeSpot(spot)}`, async () => {
      if (aimMs > 0) {
        await this.#at(spot).hover();
        await pause(aimMs);
      }
      await this.#at(spot)
        .click({ delay: holdMs })
        .catch((cause: unknown) => {
          // A click that closes its own window has done what it should; what follows shows whether it did.
          if (!this.#page.isClosed()) throw cause;
        });
    });
  }

  /** Presses on the middle of `spot`, moves the mouse away with it at once, and lets go where nothing takes it. */
  dragAway(spot: Spot): Promise<void> {
    return this.#try(`drag ${describeSpot(spot)}`, async () => {
      const { mouse } = this.#page;
      await this.#at(spot).hover();
      await mouse.down();
      const box = await this.#at(spot).boundingBox();
      if (box !== null) await mouse.move(box.x + box.width / 2, box.y - 40, { steps: 5 });
      await mouse.up();
    });
  }

  fill(spot: Spot, text: string): Promise<void> {
    return this.#try(`fill ${describeSpot(spot)}`, () => this.#at(spot).fill(text));
  }

  press(key: Key): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  setFiles(spot: Spot, paths: readonly string[]): Promise<void> {
    return this.#try(`choose files at ${describeSpot(spot)}`, () => this.#at(spot).setInputFiles([...paths]));
  }

  resize(size: { readonly width: number; readonly height: number }): Promise<void> {
    return this.#page.setViewportSize(size);
  }

  async screenshot(path: string): Promise<void> {
    await this.#page.screenshot({ path, animations: "disabled" });
  }

  async framed(): Promise<readonly string[]> {
    const frames = this.#page.frames().filter((frame) => frame !== this.#page.mainFrame());
    const loaded = frames.filter((frame) => !/^(chrome-error:|about:blank|$)/.test(frame.url()));
    return Promise.all(loaded.map((frame) => frame.content()));
  }

  /** The frame whose address begins with `start`, as soon as there is one, with `css` in it: an earlier one may still be going. */
  async frame(start: string, css = "html"): Promise<ChromiumFrame> {
    const look = async () => {
      for (const frame of this.#page.frames().filter((each) => each.url().startsWith(start)))
        if (
          (await frame
            .locator(css)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      return null;
    };
    const urls = () => this.#page.frames().map((frame) => frame.url());
    return new ChromiumFrame(
      await until(look, () => `No frame at ${start}; there are ${urls().join(", ")}`),
      this.#page,
    );
  }

  /** Addresses of the frames that run in a process apart from their page's. */
  async framesApart(): Promise<readonly string[]> {
    const session = await this.#page.context().newCDPSession(this.#page);
    const found: string[] = [];
    session.on("Target.attachedToTarget", ({ targetInfo }) => {
      if (targetInfo.type === "iframe") found.push(targetInfo.url);
    });
    await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await session.detach();
    return found;
  }

  /** Whether there is a frame whose address begins with `start` right now. */
  hasFrame(start: string): boolean {
    return this.#page.frames().some((frame) => frame.url().startsWith(start));
  }

  evaluate<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    return this.#page.evaluate(work as never, argument) as Promise<R>;
  }

  async closed(): Promise<void> {
    if (!this.#page.isClosed()) await this.#page.waitForEvent("close", { timeout: patienceMs });
  }

  close(): Promise<void> {
    return this.#page.close();
  }

  #all(spot: Spot): Locator {
    const base = spot.inside === undefined ? this.#page : this.#at(spot.inside);
    const found =
      "role" in spot ? base.getByRole(spot.role as never, { name: spot.name, exact: true }) : base.locator(cssOf(spot));
    return spot.text === undefined ? found : found.filter({ hasText: spot.text });
  }

  #at(spot: Spot): Locator {
    const all = this.#all(spot);
    return spot.which === "first" ? all.first() : spot.which === "last" ? all.last() : all;
  }

  #try<T>(what: string, work: () => Promise<T>): Promise<T> {
    return failing({ what, url: () => this.url(), screenshot: (path) => this.screenshot(path) }, work);
  }
}
