import type { Trouble } from "../../shared/protocol/index.ts";
import { shadowRootOf } from "../platform/index.ts";

/**
 * What a page does to the elements around a sealed frame. The frame's own IntersectionObserver does not notice masks and zoom
 * (measured in Chromium 156), and nothing of what is inside closed shadow trees; the content script sees all of it.
 */

/** Property -> the only value with which the frame is drawn as it is. */
const plain: Readonly<Record<string, string>> = {
  opacity: "1",
  filter: "none",
  "backdrop-filter": "none",
  "mask-image": "none",
  "-webkit-mask-box-image-source": "none",
  "clip-path": "none",
  clip: "auto",
  transform: "none",
  rotate: "none",
  scale: "none",
  translate: "none",
  perspective: "none",
  "offset-path": "none",
  zoom: "1",
  "mix-blend-mode": "normal",
  visibility: "visible",
  "content-visibility": "visible",
  "-webkit-box-reflect": "none",
  "pointer-events": "auto",
};

function drawnOtherwise(element: Element): boolean {
  const style = getComputedStyle(element);
  // Chromium's own word for what is not known here is the empty text.
  const differs = ([name, value]: readonly [string, string]) => ![value, ""].includes(style.getPropertyValue(name));
  return style.cursor === "none" || Object.entries(plain).some(differs);
}

/** The element and everything around it, outwards. */
export function chainOf(element: Element): readonly Element[] {
  const chain: Element[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) chain.push(one);
  return chain;
}

/** Points at which nothing but the frame may be found. */
function pointsOf({ left, top, width, height }: DOMRect): readonly (readonly [number, number])[] {
  const inset = 3;
  const across = [left + inset, left + width / 2, left + width - inset];
  const down = [top + inset, top + height / 2, top + height - inset];
  return across.flatMap((x) => down.map((y) => [x, y] as const));
}

const onScreen = ([x, y]: readonly [number, number]): boolean => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;

/** Something else is found where the frame is, or the page plays an animation over everything. */
function isCovered(host: HTMLElement): boolean {
  if (document.fullscreenElement !== null || document.documentElement.matches(":active-view-transition")) return true;
  const points = pointsOf(host.getBoundingClientRect()).filter(onScreen);
  return points.some(([x, y]) => document.elementFromPoint(x, y) !== host);
}

/**
 * What is wrong around the frame's host element, or null. `chain`: what was around it when it was put there; `host` is the first.
 */
export function troubleAround(host: HTMLElement, chain: readonly Element[]): Trouble | null {
  const now = chainOf(host);
  if (now.length !== chain.length || now.some((one, index) => one !== chain[index])) return "moved";
  // SVG and canvas draw what they hold in ways of their own.
  if (now.some((one) => !(one instanceof HTMLElement) || one instanceof HTMLCanvasElement)) return "altered";
  // What an element with a shadow tree does to its children lies in that tree.
  const [, ...around] = now as readonly HTMLElement[];
  if (around.some((one) => shadowRootOf(one) !== null)) return "hidden_parts";
  if (now.some(drawnOtherwise)) return "altered";
  return isCovered(host) ? "covered" : null;
}
