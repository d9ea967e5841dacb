import { writeFile } from "node:fs/promises";
import { type BidiSession, callIn, type Reference } from "./bidi.ts";
import { type Hand, type Key, noHand, type Page } from "./browser.ts";
import { failing } from "./failure.ts";
import { cssOf, describeSpot, type Spot } from "./spot.ts";
import { until } from "./wait.ts";

// Code points of WebDriver's own for keys that make no character.
const keys = {
  Enter: "\uE007",
  Tab: "\uE004",
  Escape: "\uE00C",
  Space: " ",
  ArrowDown: "\uE015",
  ArrowUp: "\uE013",
} as const;
const control = "\uE009";
const backspace = "\uE003";

interface Looked {
  readonly visible: boolean;
  readonly text: string;
}

/** What of an element decides whether it can be clicked. */
interface Readiness {
  readonly enabled: boolean;
  readonly place: string;
  readonly covered: boolean;
}

/** What is used of an element. The commands' world knows no DOM, and only functions that run in the page see one. */
interface PageElement {
  readonly textContent: string | null;
  readonly innerText: string;
  readonly value: string;
  readonly ariaDisabled: string | null;
  readonly ownerDocument: { elementFromPoint(x: number, y: number): PageElement | null };
  getBoundingClientRect(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  checkVisibility(options: { readonly visibilityProperty: boolean }): boolean;
  scrollIntoView(options: { readonly block: "nearest"; readonly behavior: "instant" }): void;
  matches(selector: string): boolean;
  contains(other: PageElement): boolean;
  focus(): void;
}

// These run in the page.
const lookAt = (element: PageElement): Looked => {
  const { width, height } = element.getBoundingClientRect();
  const visible = width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  return { visible, text: (element.textContent ?? "").replace(/\s+/g, " ").toLowerCase() };
};
const textOf = (element: PageElement): string => element.innerText;
const focusAndLook = (element: PageElement): boolean => {
  element.focus();
  return element.value === "";
};
const readyToClick = (element: PageElement): Readiness => {
  element.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { x, y, width, height } = element.getBoundingClientRect();
  const hit = element.ownerDocument.elementFromPoint(x + width / 2, y + height / 2);
  return {
    enabled: !element.matches(":disabled") && element.ariaDisabled !== "true",
    place: [x, y, width, height].join(" "),
    covered: hit === null || !(element.contains(hit) || hit.contains(element)),
  };
};
// An error page of the browser's own stands in the place of what it refused.
const htmlNow = (): string => {
  const { documentURI, documentElement } = (
    globalThis as unknown as {
      document: { readonly documentURI: string; readonly documentElement: { readonly outerHTML: string } };
    }
  ).document;
  return documentURI.startsWith("about:") ? "" : documentElement.outerHTML;
};
const hasFocus = (): boolean => (globalThis as unknown as { document: { hasFocus(): boolean } }).document.hasFocus();

/** A page over WebDriver BiDi. */
export class FirefoxPage implements Page {
  readonly #session: BidiSession;
  readonly #context: string;

  constructor(session: BidiSession, context: string) {
    this.#session = session;
    this.#context = context;
  }

  async url(): Promise<string> {
    const tree = await this.#session.send("browsingContext.getTree", { root: this.#context, maxDepth: 0 });
    const [top] = tree.contexts as readonly { readonly url: string }[];
    return top?.url ?? "";
  }

  async goTo(url: string): Promise<void> {
    await this.#session.send("browsingContext.navigate", { context: this.#context, url, wait: "interactive" });
  }

  async back(): Promise<void> {
    await this.#session.send("browsingContext.traverseHistory", { context: this.#context, delta: -1 });
  }

  see(spot: Spot): Promise<void> {
    return this.#try(`see ${describeSpot(spot)}`, async () => void (await this.#one(spot)));
  }

  miss(spot: Spot): Promise<void> {
    return this.#try(`no longer see ${describeSpot(spot)}`, async () => {
      await until(
        async () => ((await this.count(spot)) === 0 ? true : null),
        () => "it is still there",
      );
    });
  }

  async count(spot: Spot): Promise<number> {
    return (await this.#visible(spot)).length;
  }

  read(spot: Spot): Promise<string> {
    return this.#try(`read ${describeSpot(spot)}`, async () => {
      const element = await this.#one(spot);
      return String(await this.#in(textOf, element));
    });
  }

  click(spot: Spot, hand = noHand): Promise<void> {
    return this.#try(`click ${describeSpot(spot)}`, async () => {
      let why = "";
      await until(
        async () => {
          const element = await this.#clickable(spot);
          const actions = clickOn(element, hand);
          try {
            await this.#perform([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
            return true;
          } catch (cause) {
            why = cause instanceof Error ? cause.message : String(cause);
            if (!leftBeforePointer(why)) throw cause;
            return null;
          }
        },
        () => why,
      );
    });
  }

  fill(spot: Spot, text: string): Promise<void> {
    return this.#try(`fill ${describeSpot(spot)}`, async () => {
      const element = await this.#clickable(spot);
      const isEmpty = await this.#in(focusAndLook, element);
      if (isEmpty !== true) await this.#type([chord(control, "a"), stroke(backspace)]);
      await this.#type([...text].map((character) => stroke(character === "\n" ? keys.Enter : character)));
    });
  }

  press(key: Key): Promise<void> {
    return this.#type([stroke(key in keys ? keys[key as keyof typeof keys] : key)]);
  }

  setFiles(spot: Spot, paths: readonly string[]): Promise<void> {
    return this.#try(`choose files at ${describeSpot(spot)}`, async () => {
      const [element] = await until(
        async () => {
          const found = await this.#locate(spot);
          return found.length === 1 ? found : null;
        },
        () => "it is not there, or more than once",
      );
      await this.#session.send("input.setFiles", { context: this.#context, element, files: paths });
    });
  }

  async resize(viewport: { readonly width: number; readonly height: number }): Promise<void> {
    await this.#session.send("browsingContext.setViewport", { context: this.#context, viewport });
  }

  async screenshot(path: string): Promise<void> {
    const { data } = await this.#session.send("browsingContext.captureScreenshot", { context: this.#context });
    await writeFile(path, Buffer.from(String(data), "base64"));
  }

  async framed(): Promise<readonly string[]> {
    const tree = await this.#session.send("browsingContext.getTree", { root: this.#context });
    const [top] = tree.contexts as readonly { readonly children: readonly { readonly context: string }[] }[];
    const read = (context: string) => callIn(this.#session, { context, source: String(htmlNow), arguments: [] });
    const found = await Promise.all((top?.children ?? []).map(({ context }) => read(context).catch(() => "")));
    return found.map(String).filter((html) => html !== "");
  }

  async evaluate<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    return (await callIn(this.#session, { context: this.#context, source: String(work), arguments: [argument] })) as R;
  }

  async closed(): Promise<void> {
    await until(
      async () => ((await this.#isClosed()) ? true : null),
      () => "The page stays open",
    );
  }

  async close(): Promise<void> {
    await this.#session.send("browsingContext.close", { context: this.#context });
  }

  /** Brings the page to the front, as somebody who wants to use it does. */
  async activate(): Promise<void> {
    const focused = await this.evaluate(hasFocus, null);
    if (!focused) await this.#session.send("browsingContext.activate", { context: this.#context });
  }

  async #isClosed(): Promise<boolean> {
    return this.url().then(
      () => false,
      () => true,
    );
  }

  async #locate(spot: Spot): Promise<readonly Reference[]> {
    const startNodes = spot.inside === undefined ? undefined : await this.#visible(spot.inside);
    if (startNodes?.length === 0) return [];
    const locator =
      "role" in spot
        ? { type: "accessibility", value: { role: spot.role, name: spot.name } }
        : { type: "css", value: cssOf(spot) };
    const answer = await this.#session.send("browsingContext.locateNodes", {
      context: this.#context,
      locator,
      ...(startNodes === undefined ? {} : { startNodes: startNodes.map(({ sharedId }) => ({ sharedId })) }),
    });
    return (answer.nodes as readonly Reference[]).map(({ sharedId }) => ({ sharedId }));
  }

  // Elements may vanish between finding and looking: then nothing is there yet.
  async #visible(spot: Spot): Promise<readonly Reference[]> {
    const found = await this.#locate(spot);
    const looked = await Promise.all(
      found.map(async (element) => ({
        element,
        ...((await this.#in(lookAt, element).catch(() => ({ visible: false, text: "" }))) as Looked),
      })),
    );
    const wanted = spot.text?.replace(/\s+/g, " ").toLowerCase() ?? "";
    const fitting = looked
      .filter(({ visible, text }) => visible && text.includes(wanted))
      .map(({ element }) => element);
    return spot.which === "first" ? fitting.slice(0, 1) : spot.which === "last" ? fitting.slice(-1) : fitting;
  }

  async #one(spot: Spot): Promise<Reference> {
    let seen = 0;
    return until(
      async () => {
        const found = await this.#visible(spot);
        seen = found.length;
        return seen === 1 ? (found[0] ?? null) : null;
      },
      () => (seen === 0 ? "it is not there" : `it is there ${seen} times`),
    );
  }

  async #clickable(spot: Spot): Promise<Reference> {
    await this.activate();
    let last = "";
    let why = "";
    return until(
      async () => {
        const element = await this.#one(spot);
        const ready = (await this.#in(readyToClick, element).catch(() => null)) as Readiness | null;
        const isStill = ready !== null && ready.place === last;
        last = ready?.place ?? "";
        why =
          ready === null
            ? "it is gone"
            : !ready.enabled
              ? "it is disabled"
              : ready.covered
                ? "it is covered"
                : "it moves";
        return isStill && ready.enabled && !ready.covered ? element : null;
      },
      () => why,
    );
  }

  #in(work: (element: never) => unknown, element: Reference): Promise<unknown> {
    return callIn(this.#session, { context: this.#context, source: String(work), arguments: [element] });
  }

  async #type(strokes: readonly (readonly object[])[]): Promise<void> {
    await this.#perform([{ type: "key", id: "keyboard", actions: strokes.flat() }]);
  }

  async #perform(actions: readonly object[]): Promise<void> {
    const done = this.#session.send("input.performActions", { context: this.#context, actions });
    // Input that closes its own window has done what it should; what follows shows whether it did.
    await done.catch(async (cause: unknown) => {
      if (!(await this.#isClosed())) throw cause;
    });
  }

  #try<T>(what: string, work: () => Promise<T>): Promise<T> {
    return failing({ what, url: () => this.url(), screenshot: (path) => this.screenshot(path) }, work);
  }
}

// A page that draws itself anew may take an element away between looking and moving there: no button was down yet.
const leftBeforePointer = (message: string): boolean =>
  ["move target out of bounds", "no such node", "stale element reference"].some((error) => message.startsWith(error));

const stroke = (value: string): readonly object[] => [
  { type: "keyDown", value },
  { type: "keyUp", value },
];

const chord = (held: string, value: string): readonly object[] => [
  { type: "keyDown", value: held },
  ...stroke(value),
  { type: "keyUp", value: held },
];

const wait = (duration: number): readonly object[] => (duration === 0 ? [] : [{ type: "pause", duration }]);

const clickOn = (element: Reference, { aimMs, holdMs }: Hand): readonly object[] => [
  { type: "pointerMove", x: 0, y: 0, origin: { type: "element", element } },
  ...wait(aimMs),
  { type: "pointerDown", button: 0 },
  ...wait(holdMs),
  { type: "pointerUp", button: 0 },
];
