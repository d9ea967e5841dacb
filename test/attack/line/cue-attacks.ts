import type * as Sdk from "../../../shared/sdk/index.ts";
import { until } from "../../journey/driver/index.ts";
import type { LineAttack } from "./attack.ts";
import { orderContentScript } from "./backdoor.ts";
import { sdkPage } from "./chromium.ts";
import { cue } from "./cue.ts";

/** Attacks on the person's secret sign: by it they tell our windows from drawn ones. */

declare global {
  var federpost: Sdk.Federpost;
}

/** What the person sees of their sign in a window of ours, as HTML. */
const sign = 'data-testid="cue"';

const framed: LineAttack = {
  ids: "A11",
  what: "a page shows the person's sign beside words of its own: it frames a page of ours that has it",
  stoppedBy: "build",
  run: async (rig) => {
    const site = await rig.site();
    site.set(
      "/",
      sdkPage("", `<p>Your passphrase, please</p><iframe src="${rig.browser.extensionUrl("options.html")}"></iframe>`),
    );
    const page = await rig.visit(`${site.origin}/`);
    // What is framed needs a moment to show it; a proper build never lets it in.
    const shows = async () =>
      (await page.framed()).some((html) => html.includes(sign) && html.includes(cue.phrase)) || null;
    const shown = await until(shows, () => "nothing", 5000).catch(() => null);
    return shown === null ? null : "the sign inside the page";
  },
};

const readByScript: LineAttack = {
  ids: "A11",
  what: "a content script that was taken over asks for the sign, by every channel, and looks for it in storage and resources",
  stoppedBy: "B13",
  run: async (rig) => {
    const site = await rig.site();
    site.set("/", sdkPage());
    const page = await rig.visit(`${site.origin}/`);
    const call = { kind: "call", id: "1", method: "cue.read", params: {} };
    const orders = [
      ...["panel", "portal", "sealed"].map((name) => ({ act: "connect" as const, about: { name, frames: [call] } })),
      { act: "message" as const, about: { message: { to: "host", method: "cue.read", params: {} } } },
      ...["local", "session", "sync"].map((area) => ({ act: "read" as const, about: { area } })),
      ...["consent.html", "options.html"].map((path) => ({ act: "resource" as const, about: { path } })),
    ];
    for (const order of orders) {
      const reply = JSON.stringify(await page.evaluate(orderContentScript, order)) ?? "";
      if (reply.includes(cue.phrase)) return `the sign, by ${JSON.stringify(order.about)}`;
    }
    return null;
  },
};

const readByPage: LineAttack = {
  ids: "A11",
  what: "a page with every permission looks for the sign in all that it gets while a window that shows it is open",
  stoppedBy: "none",
  run: async (rig) => {
    const site = await rig.site();
    site.set("/", sdkPage());
    const page = await rig.visit(`${site.origin}/`);
    await page.evaluate(() => {
      globalThis.outcomes = [];
      void federpost.requestAccess({ methods: ["letter.send"], purpose: "x" }).catch(() => undefined);
    }, null);
    const window = await rig.asked();
    await window.see({ testId: "cue", text: cue.phrase });
    const found = await page.evaluate(async (phrase) => {
      const answers = await Promise.allSettled([
        federpost.listAccess(),
        federpost.findMailbox({ domain: "bauamt.example" }),
      ]);
      const reached = [
        document.documentElement.outerHTML,
        JSON.stringify(answers),
        JSON.stringify(federpost.limits),
        document.title,
        performance.getEntries().map(({ name }) => name),
      ];
      return JSON.stringify(reached).includes(phrase);
    }, cue.phrase);
    await rig.decide("decline");
    return found ? "the sign, in what the page got" : null;
  },
};

export const cueAttacks: readonly LineAttack[] = [framed, readByScript, readByPage];
