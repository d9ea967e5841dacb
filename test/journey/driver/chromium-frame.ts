import type { Frame, Locator, Page as PlaywrightPage } from "@playwright/test";
import { patienceMs } from "./browser.ts";
import { cssOf, describeSpot } from "./spot.ts";

/** What has a selector. */
type FrameSpot = Parameters<typeof cssOf>[0];

// Longer than a click waits for its spot. Runs in the frame.
const hearsClick = (element: Element): Promise<boolean> =>
  new Promise((resolve) => {
    element.addEventListener("click", () => resolve(true), { once: true });
    setTimeout(() => resolve(false), 7_000);
  });

/** A frame inside a page, as a person uses it: its own elements, the page's mouse and keyboard. */
export class ChromiumFrame {
  readonly #frame: Frame;
  readonly #page: PlaywrightPage;

  constructor(frame: Frame, page: PlaywrightPage) {
    this.#frame = frame;
    this.#page = page;
  }

  async see(spot: FrameSpot): Promise<void> {
    await this.#at(spot).waitFor({ state: "visible", timeout: patienceMs });
  }

  async read(spot: FrameSpot): Promise<string> {
    await this.see(spot);
    return this.#at(spot).innerText();
  }

  count(spot: FrameSpot): Promise<number> {
    return this.#at(spot).count();
  }

  /**
   * Clicks as a person does: only what can be hit is clicked, and a frame that is cut off is brought onto the screen first, until
   * it takes clicks. Playwright would scroll for the spot while the frame is not ready, and push it over the edge again. A frame that
   * stops taking clicks between press and release gets none: a person clicks once more.
   */
  async click(spot: FrameSpot): Promise<void> {
    const until = Date.now() + patienceMs;
    const ready = this.#at(spot).and(this.#frame.locator(":not([inert] *)"));
    for (;;) {
      try {
        await (await this.#frame.frameElement()).scrollIntoViewIfNeeded();
        await ready.waitFor({ state: "visible", timeout: 5_000 });
        // A frame that the click takes away has got it.
        const heard = this.#at(spot)
          .evaluate(hearsClick)
          .catch(() => true);
        await this.#at(spot).click({ timeout: 5_000 });
        if (await heard) return;
        throw new Error(`${describeSpot(spot)} was clicked and got nothing of it`);
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  }

  /** Where the middle of the spot lies on the page. */
  async middle(spot: FrameSpot): Promise<{ readonly x: number; readonly y: number }> {
    const box = await this.#at(spot).boundingBox();
    if (box === null) throw new Error(`There is no ${describeSpot(spot)}`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Clicks there, whatever is there. */
  clickAt({ x, y }: { readonly x: number; readonly y: number }): Promise<void> {
    return this.#page.mouse.click(x, y);
  }

  fill(spot: FrameSpot, text: string): Promise<void> {
    return this.#at(spot).fill(text);
  }

  /** Types where the focus is. */
  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  focus(spot: FrameSpot): Promise<void> {
    return this.#at(spot).focus();
  }

  value(spot: FrameSpot): Promise<string> {
    return this.#at(spot).inputValue();
  }

  evaluate<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    return this.#frame.evaluate(work as never, argument) as Promise<R>;
  }

  #at(spot: FrameSpot): Locator {
    return this.#frame.locator(cssOf(spot));
  }
}
