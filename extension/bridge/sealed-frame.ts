import {
  frameHeight,
  leastHeightPx,
  leastWidthPx,
  parseFrameWord,
  type SlotLook,
  sealedGreeting,
  slotAttribute,
} from "../../shared/protocol/index.ts";
import { extensionOrigin, sealedFrameUrl } from "../platform/index.ts";
import { chainOf, troubleAround } from "./surroundings.ts";

/** What the page learns of a frame. */
export interface SlotChange {
  readonly slot: string;
  readonly state: "opened" | "closed";
  readonly heightPx: number;
}

/** A sealed frame in the page, ready to be claimed by a call. */
export interface SealedFrameHandle {
  /** Names the frame to the engine host, once. */
  readonly token: string;
  readonly close: () => void;
}

// Pages load it from the extension's package: it is there at once, or something keeps it away.
const readyWithinMs = 5000;
const lookEveryMs = 100;
const mostFrames = 4;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const open = new Map<Element, PlacedFrame>();

/** The element that the page named, when a frame in it could be seen as it is. */
function containerOf(slot: string): HTMLElement | null {
  if (window.top !== window || !uuid.test(slot)) return null;
  const found = document.querySelectorAll(`[${slotAttribute}="${slot}"]`);
  const [container] = found;
  if (found.length !== 1 || !(container instanceof HTMLElement)) return null;
  // What the page shows there next takes the place of what was there.
  open.get(container)?.close();
  if (open.size >= mostFrames) return null;
  return container.getBoundingClientRect().width >= leastWidthPx ? container : null;
}

/** What is important inside a shadow tree outweighs every rule of the page, its own important ones too. */
const rules = `
  :host { all: initial !important; display: block !important; }
  iframe { all: initial !important; display: block !important; width: 100% !important; border: 0 !important; }
`;

function sealedTree(host: HTMLElement): ShadowRoot {
  const tree = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  tree.adoptedStyleSheets = [sheet];
  return tree;
}

class PlacedFrame {
  readonly #host = document.createElement("div");
  readonly #iframe = document.createElement("iframe");
  readonly #container: HTMLElement;
  readonly #url: string;
  readonly #changed: (state: SlotChange["state"], heightPx: number) => void;
  #chain: readonly Element[] = [];
  #port: MessagePort | null = null;
  #looking: ReturnType<typeof setInterval> | undefined;
  #said = "";
  #height = leastHeightPx;
  #over = false;
  #told = false;
  #ready: (token: string | null) => void = () => {};

  constructor(container: HTMLElement, url: string, changed: (state: SlotChange["state"], heightPx: number) => void) {
    this.#container = container;
    this.#url = url;
    this.#changed = changed;
  }

  /** Puts the frame there and waits for its token; null when it does not come up, or is not seen as it is. */
  async place(): Promise<string | null> {
    const { promise: ready, resolve } = Promise.withResolvers<string | null>();
    this.#ready = resolve;
    this.#resize(leastHeightPx);
    sealedTree(this.#host).append(this.#iframe);
    this.#iframe.addEventListener("load", () => this.#greet());
    this.#iframe.src = this.#url;
    open.set(this.#container, this);
    this.#container.append(this.#host);
    this.#chain = chainOf(this.#host);
    setTimeout(() => resolve(null), readyWithinMs);
    const token = troubleAround(this.#host, this.#chain) === null ? await ready : null;
    if (token === null || this.#over) {
      this.close();
      return null;
    }
    this.#told = true;
    this.#show();
    this.#looking = setInterval(() => this.#look(), lookEveryMs);
    this.#look();
    return token;
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#ready(null);
    clearInterval(this.#looking);
    this.#port?.close();
    this.#host.remove();
    open.delete(this.#container);
    if (this.#told) this.#changed("closed", 0);
  }

  /** The frame loads once. If it loads again, the page took it out and put it back. */
  #greet(): void {
    if (this.#port !== null || this.#iframe.contentWindow === null) {
      this.close();
      return;
    }
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => {
      const word = parseFrameWord(data);
      if (word?.kind === "ready") this.#ready(word.token);
      if (word?.kind === "closed") this.close();
      if (word?.kind === "height") this.#resize(frameHeight(word.px, innerHeight));
    };
    try {
      this.#iframe.contentWindow.postMessage(sealedGreeting, extensionOrigin(), [port2]);
    } catch {
      // The browser's error page stands there, which takes no message.
      this.close();
    }
  }

  #resize(heightPx: number): void {
    this.#iframe.style.setProperty("height", `${heightPx}px`, "important");
    if (heightPx === this.#height) return;
    this.#height = heightPx;
    if (this.#told) this.#show();
  }

  /** What is not whole on the screen shows nothing: it is brought there. */
  #show(): void {
    this.#host.scrollIntoView({ block: "nearest" });
    this.#changed("opened", this.#height);
  }

  #look(): void {
    if (!this.#host.isConnected) {
      this.close();
      return;
    }
    const { left, top, width, height } = this.#host.getBoundingClientRect();
    const place = [left, top, width, height].map(Math.round).join(" ");
    const look: SlotLook = { trouble: troubleAround(this.#host, this.#chain), place, scale: devicePixelRatio };
    const said = JSON.stringify(look);
    if (said === this.#said) return;
    this.#said = said;
    this.#port?.postMessage(look);
  }
}

/**
 * Puts a sealed frame into the element that the page named. Null where that cannot be: no such element, too narrow, drawn
 * otherwise than it is, a frame in a frame, a browser without sealed frames, or a page that keeps it from loading.
 */
export async function openSealedFrame(
  slot: string,
  tell: (change: SlotChange) => void,
): Promise<SealedFrameHandle | null> {
  const url = sealedFrameUrl();
  const container = url === null ? null : containerOf(slot);
  if (url === null || container === null) return null;
  const frame = new PlacedFrame(container, url, (state, heightPx) => tell({ slot, state, heightPx }));
  const token = await frame.place();
  return token === null ? null : { token, close: () => frame.close() };
}
