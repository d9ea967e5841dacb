import type { LineAttack } from "./attack.ts";
import { orderContentScript } from "./backdoor.ts";
import {
  chromiumPage,
  letterInFrame,
  openIn,
  portalWithRoom,
  sealedIn,
  secret,
  staysLive,
  toFront,
} from "./frame-page.ts";
import { covers, shapes } from "./frame-tricks.ts";
import type { Rig } from "./rig.ts";

/** Something a page does to a frame; `globalThis.undo` takes it back. */
export interface Trick {
  readonly what: string;
  readonly does: () => void | Promise<void>;
}

/**
 * Tries each trick on a frame that is seen as it is. Against a proper build every one must be noticed; without the defence every
 * one must get by, else it was no attack.
 */
async function tryTricks(rig: Rig, tricks: readonly Trick[], shown = "sealed-letter"): Promise<string | null> {
  const { page, frame } = await letterInFrame(rig);
  const gotBy: string[] = [];
  for (const { what, does } of tricks) {
    // Some need a click of the person's, and what they clicked is the page's own button.
    await page.evaluate(armPage, does.toString());
    await page.click({ css: "#act" });
    await page.evaluate(() => globalThis.acted, null);
    const live = await staysLive(frame);
    if (live && (await frame.count({ testId: shown })) > 0) gotBy.push(what);
    await page.evaluate(() => globalThis.undo(), null);
    await frame.see({ testId: "sealed", data: { live: "true" } });
  }
  const complete = rig.undefended ? gotBy.length === tricks.length : gotBy.length > 0;
  if (rig.undefended && !complete)
    console.log(`noticed all the same: ${tricks.filter(({ what }) => !gotBy.includes(what)).map(({ what }) => what)}`);
  return complete ? `the letter is shown and takes input under: ${gotBy.join(", ")}` : null;
}

declare global {
  var acted: Promise<void>;
  var undo: () => void;
}

// Runs in the page: the trick is played by the next click on its button.
const armPage = (source: string): void => {
  globalThis.undo = () => {};
  const trick = new Function(`return (${source})`)() as () => void | Promise<void>;
  globalThis.acted = new Promise((resolve, reject) => {
    const act = async () => trick();
    document.querySelector("#act")?.addEventListener("click", () => void act().then(resolve, reject), { once: true });
  });
};

const shaped: LineAttack = {
  ids: "A9",
  what: "a page draws the frame otherwise than it is: see-through, masked, scaled, zoomed, cut, blended, tiny, off the screen",
  only: "chromium",
  stoppedBy: "build",
  run: (rig) => tryTricks(rig, shapes),
};

const covered: LineAttack = {
  ids: "A9",
  what: "a page lays something over the frame: clear to the mouse, in the top layer, as a shadow, as an animation, in full screen",
  only: "chromium",
  stoppedBy: "build",
  run: (rig) => tryTricks(rig, covers),
};

/** What leaves a part of the frame in sight and hides or covers the rest. */
const cuts = shapes.filter(({ what }) => /^(clip-path|margin-left|zoom: 1.5)/.test(what));

const cutOut: LineAttack = {
  ids: "A11",
  what: "a page cuts the person's sign out of a sealed frame, for words of its own",
  only: "chromium",
  stoppedBy: "build",
  run: (rig) => tryTricks(rig, cuts, "cue"),
};

const replaced: LineAttack = {
  ids: "A9",
  what: "a page puts the frame elsewhere while it is read: moved away, moved with its state kept, taken out and put back",
  only: "chromium",
  stoppedBy: "build",
  run: async (rig) => {
    const { page, frame } = await letterInFrame(rig);
    await page.evaluate(() => {
      const box = document.querySelector("#box");
      const outer = document.querySelector("#outer") as HTMLElement & {
        moveBefore(node: Node, before: Node | null): void;
      };
      if (box !== null) outer.moveBefore(box, null);
    }, null);
    if (await staysLive(frame)) return "a letter that goes where the page likes";
    await page.evaluate(() => document.body.append(document.querySelector("#box") ?? ""), null);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)), null);
    const loaded = chromiumPage(page).hasFrame(rig.browser.extensionUrl("sealed.html"));
    if (!loaded) return null;
    const again = await sealedIn(rig, page);
    return (await again.count({ testId: "sealed-letter" })) > 0
      ? "the letter once more, in a frame that was loaded anew"
      : null;
  },
};

const reading: LineAttack = {
  ids: "A9 A12",
  what: "a page looks for the letter in everything it can reach: its tree, its frames, messages, loads, events",
  only: "chromium",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await letterInFrame(rig);
    const found = await page.evaluate((word) => {
      const host = document.querySelector("#box")?.firstElementChild ?? null;
      const reached: unknown[] = [
        document.documentElement.outerHTML,
        document.documentElement.innerText,
        window.length,
        host?.shadowRoot ?? null,
        document.activeElement?.outerHTML,
        performance.getEntries().map(({ name }) => name),
        globalThis.told,
        document.documentElement.getHTML({ serializableShadowRoots: true }),
      ];
      const text = JSON.stringify(reached);
      return {
        leaked: text.includes(word) || text.includes("Ihr Bauantrag"),
        frames: window.length,
        root: host?.shadowRoot !== null,
      };
    }, secret);
    return found.leaked || found.frames > 0 || found.root ? JSON.stringify(found) : null;
  },
};

const byItself: LineAttack = {
  ids: "A9 A12",
  what: "a page opens a letter in a frame without the person: nothing is opened before they confirm it in a window",
  only: "chromium",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await portalWithRoom(rig);
    const before = (await rig.state()).figures.opened;
    await page.evaluate(() => {
      const box = document.querySelector<HTMLElement>("#box");
      globalThis.place =
        box === null
          ? Promise.resolve("")
          : federpost.open(globalThis.thread, { in: box }).catch((error) => String(error.code));
    }, null);
    await rig.asked();
    await toFront(page);
    const frame = await sealedIn(rig, page);
    await frame.see({ testId: "sealed-waiting" });
    await frame.clickAt(await frame.middle({ testId: "sealed" }));
    const opened = (await rig.state()).figures.opened > before;
    await rig.decide("decline");
    const answer = await page.evaluate(() => globalThis.place, null);
    const after = (await rig.state()).figures.opened > before;
    return opened || after || answer !== "user_rejected" ? `opened, ${answer}` : null;
  },
};

const stolenToken: LineAttack = {
  ids: "A9",
  what: "another tab of the same portal takes over a frame by its token",
  only: "chromium",
  stoppedBy: "A9",
  run: async (rig) => {
    const { page, site, frame } = await letterInFrame(rig);
    // A token that got out: what the frame's own page is given, before its page could use it.
    const token = await frame.evaluate(takeToken, site.origin);
    const thread = await page.evaluate(() => globalThis.thread, null);
    const other = await rig.visit(`${site.origin}/`);
    const frames = [{ kind: "call", id: "1", method: "letter.open", params: { thread, slot: token } }];
    const reply = await other.evaluate(orderContentScript, {
      act: "connect" as const,
      about: { name: "portal", frames },
    });
    const refused = JSON.stringify(reply).includes("invalid_params");
    return refused ? null : `${JSON.stringify(reply)}, and ${await rig.asking()} windows that ask`;
  },
};

// Runs in the sealed frame: takes a second seat there and answers its token.
const takeToken = (origin: string): Promise<string> => {
  interface Port {
    readonly postMessage: (frame: object) => void;
    readonly onMessage: { addListener(listener: (frame: { result?: { token?: string } }) => void): void };
  }
  const { chrome } = globalThis as unknown as { chrome: { runtime: { connect(about: object): Port } } };
  const port = chrome.runtime.connect({ name: "sealed" });
  return new Promise((resolve) => {
    port.onMessage.addListener(({ result }) => resolve(result?.token ?? ""));
    port.postMessage({ kind: "call", id: "1", method: "seat.take", params: { ancestors: [origin] } });
  });
};

const headers: readonly (readonly [string, Readonly<Record<string, string>>, "frame" | "window"])[] = [
  ["COEP", { "cross-origin-embedder-policy": "require-corp", "cross-origin-opener-policy": "same-origin" }, "window"],
  ["CSP", { "content-security-policy": "default-src 'self' 'unsafe-inline'; frame-src 'none'" }, "frame"],
];

const strictPages: LineAttack = {
  ids: "A9",
  what: "a page whose headers keep frames away gets a frame or a window, and never nothing",
  only: "chromium",
  stoppedBy: "none",
  run: async (rig) => {
    for (const [name, given, expected] of headers) {
      const { page } = await portalWithRoom(rig, { headers: given });
      const inboxes = (await rig.state()).figures.inboxes;
      const place = await openIn(rig, page);
      if (place !== expected) return `${name}: said ${place}`;
      const shown =
        place === "frame"
          ? (await (await sealedIn(rig, page)).read({ testId: "sealed" })).includes(secret)
          : (await rig.state()).figures.inboxes > inboxes;
      if (!shown) return `${name}: said ${place}, and nothing is shown`;
    }
    return null;
  },
};

const unfitRoom: LineAttack = {
  ids: "A9",
  what: "room that is too narrow, see-through, in a shadow tree or not there: a window from the start",
  only: "chromium",
  stoppedBy: "none",
  run: async (rig) => {
    const rooms = [
      '<div id="box" style="width: 100px"></div>',
      '<div style="opacity: .01"><div id="box" style="width: 600px"></div></div>',
      '<div style="mask-image: linear-gradient(transparent, transparent)"><div id="box" style="width: 600px"></div></div>',
      '<div><template shadowrootmode="closed"><div style="opacity: .01"><slot></slot></div></template><div id="box" style="width: 600px"></div></div>',
    ];
    for (const html of rooms) {
      const { page } = await portalWithRoom(rig, { html });
      const place = await openIn(rig, page);
      if (place !== "window") return `${html}: ${place}`;
    }
    return null;
  },
};

const otherBrowser: LineAttack = {
  ids: "A9",
  what: "a page asks for a frame: there is none, and the letter opens in a window",
  only: "firefox",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await portalWithRoom(rig);
    const place = await openIn(rig, page);
    const frames = await page.evaluate(() => document.querySelector("#box")?.childNodes.length ?? 0, null);
    return place !== "window" || frames > 0 ? `${place}, ${frames} elements in the page` : null;
  },
};

/** Attacks on what is shown inside a portal's page. */
export const frameAttacks: readonly LineAttack[] = [
  shaped,
  covered,
  cutOut,
  replaced,
  reading,
  byItself,
  stolenToken,
  strictPages,
  unfitRoom,
  otherBrowser,
];
