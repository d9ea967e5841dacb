import { until } from "../../journey/driver/index.ts";
import type { LineAttack } from "./attack.ts";
import { portalWithRoom, type Sealed, sealedIn } from "./frame-page.ts";
import type { Rig } from "./rig.ts";

/** Attacks on what a person writes in a frame inside a portal's page. */

declare global {
  var keysHeard: string[];
  var composed: Promise<string>;
}

const typed = "my account number is 4711";

async function writingInFrame(rig: Rig) {
  const portal = await portalWithRoom(rig);
  await portal.page.evaluate(async () => {
    const box = document.querySelector<HTMLElement>("#box");
    const to = await federpost.findMailbox({ domain: "bauamt.example" });
    if (to === null || box === null) throw new Error("there is no room or no mailbox");
    globalThis.composed = federpost.compose({ to, prefill: { subject: "Konto" } }, { in: box }).then(
      () => "sent",
      (error) => String(error.code),
    );
  }, null);
  const frame = await sealedIn(rig, portal.page);
  await live(frame);
  await frame.see({ testId: "sealed-text" });
  return { ...portal, frame };
}

const live = (frame: Sealed): Promise<void> =>
  frame.see({ css: "[data-testid=sealed-compose]:not([inert]):not([hidden])" });

const sentBy = async (rig: Rig): Promise<number> =>
  (await rig.state()).letters.filter(({ text }) => text.includes("4711")).length;

const eavesdropping: LineAttack = {
  ids: "A9 A10",
  what: "a page listens to everything while a person writes in its frame and sends",
  only: "chromium",
  stoppedBy: "none",
  run: async (rig) => {
    const { page, frame } = await writingInFrame(rig);
    const before = await sentBy(rig);
    await page.evaluate(() => {
      globalThis.keysHeard = [];
      for (const type of [
        "keydown",
        "keyup",
        "keypress",
        "input",
        "beforeinput",
        "paste",
        "compositionend",
        "message",
        "selectionchange",
      ])
        addEventListener(
          type,
          (event) => globalThis.keysHeard.push(`${type} ${"key" in event ? event.key : ""}`),
          true,
        );
    }, null);
    await frame.focus({ testId: "sealed-text" });
    await frame.type(typed);
    const value = await frame.value({ testId: "sealed-text" });
    await frame.click({ testId: "sealed-submit" });
    await rig.asked();
    if ((await sentBy(rig)) > before) return "a letter that nobody approved";
    await rig.decide("approve");
    const outcome = await page.evaluate(() => globalThis.composed, null);
    const seen = await page.evaluate(
      () => JSON.stringify([globalThis.keysHeard, globalThis.told, document.documentElement.outerHTML]),
      null,
    );
    if (value !== typed || outcome !== "sent" || (await sentBy(rig)) !== before + 1)
      return `no letter: ${value}, ${outcome}`;
    const heard = await page.evaluate(() => globalThis.keysHeard.filter((one) => one.startsWith("key")), null);
    return seen.includes("4711") || heard.length > 0 ? `it heard ${heard.join()}` : null;
  },
};

const blindTyping: LineAttack = {
  ids: "A9",
  what: "a page covers the field in which somebody types: what they go on typing gets nowhere",
  only: "chromium",
  stoppedBy: "build",
  run: async (rig) => {
    const { page, frame } = await writingInFrame(rig);
    await frame.focus({ testId: "sealed-text" });
    await frame.type("before ");
    await page.evaluate(() => {
      const over = document.createElement("div");
      over.style.cssText = "position: fixed; inset: 0; background: white; pointer-events: none";
      document.body.append(over);
      globalThis.undo = () => over.remove();
    }, null);
    // As long as a page can count on that somebody goes on typing.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)), null);
    await frame.type("after");
    await page.evaluate(() => globalThis.undo(), null);
    await live(frame);
    const value = await frame.value({ testId: "sealed-text" });
    if (value.includes("after")) return `what was typed blindly: ${value}`;
    return value === "before " || rig.undefended ? null : `a lost text: "${value}"`;
  },
};

const focusTheft: LineAttack = {
  ids: "A9 A10",
  what: "a page takes the focus while somebody types: the person is told",
  only: "chromium",
  stoppedBy: "build",
  run: async (rig) => {
    const { page, frame } = await writingInFrame(rig);
    await page.evaluate(() => {
      const field = document.createElement("input");
      field.id = "thief";
      field.style.cssText = "position: fixed; left: 0; bottom: 0; width: 1px; height: 1px";
      document.body.append(field);
    }, null);
    await frame.focus({ testId: "sealed-text" });
    await frame.type("my account ");
    await page.evaluate(() => document.querySelector<HTMLElement>("#thief")?.focus(), null);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)), null);
    return (await frame.count({ testId: "focus-taken" })) > 0 ? null : "the next keys, and nobody was told";
  },
};

const blindSending: LineAttack = {
  ids: "A9",
  what: "a page lays itself clear to the mouse over the button that sends",
  only: "chromium",
  stoppedBy: "build",
  run: async (rig) => {
    const { page, frame } = await writingInFrame(rig);
    await frame.focus({ testId: "sealed-text" });
    await frame.type(typed);
    await frame.see({ testId: "sealed-submit" });
    const at = await frame.middle({ testId: "sealed-submit" });
    await page.evaluate(() => {
      const over = document.createElement("div");
      over.style.cssText = "position: fixed; inset: 0; background: white; pointer-events: none";
      document.body.append(over);
    }, null);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)), null);
    await frame.clickAt(at);
    const asked = async () => ((await rig.asking()) > 0 ? true : null);
    const question = await until(asked, () => "", 4000).catch(() => false);
    return question ? "a question that the person never meant to be asked" : null;
  },
};

export const writingAttacks: readonly LineAttack[] = [eavesdropping, blindTyping, focusTheft, blindSending];
