import type { Trick } from "./frame-attacks.ts";

/**
 * What a page does so that a frame is not seen as it is. Each function runs in the page, by itself: it names nothing from around
 * it. `undo` must bring the frame back to where it was.
 */

/** A style on one of the elements around the frame. */
const styled = (css: string, name: string, value: string): Trick => ({
  what: `${name}: ${value} on ${css}`,
  does: new Function(`
    const element = document.querySelector(${JSON.stringify(css)});
    element.style.setProperty(${JSON.stringify(name)}, ${JSON.stringify(value)}, "important");
    globalThis.undo = () => element.removeAttribute("style");
    if (element.id === "box") globalThis.undo = () => element.setAttribute("style", "width: 600px");
    if (element.id === "outer") globalThis.undo = () => element.setAttribute("style", "padding: 20px");
  `) as () => void,
});

const clear = "linear-gradient(transparent, transparent)";

/** The frame itself, or something around it, is drawn otherwise than it is. */
export const shapes: readonly Trick[] = [
  styled("#middle", "opacity", "0.01"),
  styled("html", "opacity", "0.99"),
  styled("html", "mask-image", clear),
  styled("#box", "mask-image", clear),
  styled("body", "zoom", "0.05"),
  styled("#middle", "zoom", "1.5"),
  styled("#middle", "transform", "scale(0.02)"),
  styled("#middle", "transform", "rotate(180deg)"),
  styled("#box", "scale", "0.1"),
  styled("#box", "rotate", "3deg"),
  styled("#box", "translate", "3px"),
  styled("#outer", "perspective", "100px"),
  styled("#middle", "filter", "brightness(10)"),
  styled("#middle", "filter", "blur(9px)"),
  styled("body", "mix-blend-mode", "difference"),
  styled("#middle", "clip-path", "inset(40%)"),
  styled("#middle", "visibility", "hidden"),
  styled("#middle", "content-visibility", "hidden"),
  styled("#middle", "-webkit-box-reflect", "below 0px"),
  styled("html", "cursor", "none"),
  styled("#box", "width", "120px"),
  styled("#box", "margin-left", "-400px"),
  styled("#box", "margin-top", "-9999px"),
];

const overlay = (style: string): Trick => ({
  what: `an overlay with ${style}`,
  does: new Function(`
    const over = document.createElement("div");
    over.style.cssText = "position: fixed; inset: 0; z-index: 2147483647; " + ${JSON.stringify(style)};
    document.body.append(over);
    globalThis.undo = () => over.remove();
  `) as () => void,
});

/** Something lies over the frame. */
export const covers: readonly Trick[] = [
  overlay("background: white; pointer-events: none"),
  overlay("background: transparent"),
  overlay("background: rgb(255 255 255 / 1%); pointer-events: none"),
  overlay("backdrop-filter: invert(1); pointer-events: none"),
  overlay("background: white; mix-blend-mode: difference; pointer-events: none"),
  {
    what: "a popover in the top layer",
    does: () => {
      const over = document.createElement("div");
      over.popover = "manual";
      over.style.cssText = "width: 100vw; height: 100vh; pointer-events: none; background: white; margin: 0";
      document.body.append(over);
      over.showPopover();
      globalThis.undo = () => over.remove();
    },
  },
  {
    what: "a modal dialog",
    does: () => {
      const over = document.createElement("dialog");
      over.style.cssText = "width: 100vw; height: 100vh; pointer-events: none; background: white";
      document.body.append(over);
      over.showModal();
      globalThis.undo = () => over.remove();
    },
  },
  {
    what: "a neighbour's shadow",
    does: () => {
      const over = document.createElement("div");
      over.style.cssText =
        "position: fixed; left: 0; top: 0; width: 1px; height: 1px; pointer-events: none; box-shadow: 300px 300px 0 900px white; z-index: 9";
      document.body.append(over);
      globalThis.undo = () => over.remove();
    },
  },
  {
    what: "a pseudo-element of something around it",
    does: () => {
      const style = document.createElement("style");
      style.textContent =
        "#middle::after { content: ''; position: fixed; inset: 0; background: white; pointer-events: none }";
      document.head.append(style);
      globalThis.undo = () => style.remove();
    },
  },
  {
    what: "a view transition that stands still",
    does: async () => {
      const style = document.createElement("style");
      style.textContent =
        "::view-transition-group(*), ::view-transition-old(*), ::view-transition-new(*) { animation-duration: 600s } ::view-transition { pointer-events: none }";
      document.head.append(style);
      const transition = document.startViewTransition(() => {});
      await transition.ready;
      globalThis.undo = () => {
        transition.skipTransition();
        style.remove();
      };
    },
  },
  {
    what: "something else in full screen",
    does: async () => {
      const over = document.createElement("div");
      over.style.cssText = "background: white";
      document.body.append(over);
      await over.requestFullscreen();
      globalThis.undo = () => void document.exitFullscreen().then(() => over.remove());
    },
  },
];
