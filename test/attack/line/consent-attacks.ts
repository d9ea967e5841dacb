import type { GrantableMethod } from "../../../shared/protocol/index.ts";
import type * as Sdk from "../../../shared/sdk/index.ts";
import type { Page } from "../../journey/driver/index.ts";
import type { LineAttack } from "./attack.ts";
import { sdkPage } from "./chromium.ts";
import type { Rig } from "./rig.ts";

declare const sdk: typeof Sdk;
declare global {
  var federpost: Sdk.Federpost;
  var outcomes: Promise<string>[];
  var keysHeard: string[];
}

const everything: readonly GrantableMethod[] = ["mailbox.find", "letter.send", "letter.status"];

/** A page of a site of its own, connected. */
async function stranger(rig: Rig, head = ""): Promise<{ readonly page: Page; readonly origin: string }> {
  const site = await rig.site();
  site.set("/", sdkPage(head));
  return { page: await rig.visit(`${site.origin}/`), origin: site.origin };
}

interface Wish {
  readonly methods: readonly GrantableMethod[];
  readonly purpose: string;
}

/** The page asks for permission; what becomes of it is kept in the page. */
const ask = (page: Page, wish: Partial<Wish> = {}): Promise<void> =>
  page.evaluate(
    ({ methods, purpose }) => {
      globalThis.outcomes ??= [];
      globalThis.outcomes.push(
        federpost.requestAccess({ methods, purpose }).then(
          () => "granted",
          (error) => String(error.code),
        ),
      );
    },
    { methods: everything, purpose: "Bauantrag", ...wish },
  );

const outcome = (page: Page, at = 0): Promise<string> =>
  page.evaluate((index) => globalThis.outcomes[index] ?? Promise.resolve("not asked"), at);

/**
 * Does something bad in the window that asks, once its buttons live, and says no as the person would. Answers whether the
 * page was granted what it wanted all the same.
 */
async function despite(rig: Rig, attack: (window: Page) => Promise<unknown>): Promise<string | null> {
  const { page } = await stranger(rig);
  await ask(page);
  const window = await rig.asked();
  await window.see({ testId: "decide", data: { live: "true" } });
  await attack(window);
  const became = outcome(page);
  // In this very window: where the attack succeeded it is gone, and nobody may say no to what is asked next.
  await Promise.race([became, sayNo(window).catch(() => undefined)]);
  return (await became) === "granted" ? "the permission, although the person said no" : null;
}

async function sayYes(window: Page): Promise<void> {
  await window.see({ testId: "decide", data: { live: "true" } });
  await window.click({ testId: "approve" });
}

async function sayNo(window: Page): Promise<void> {
  await window.see({ testId: "decide", data: { live: "true" } });
  await window.click({ testId: "decline" });
}

interface Call {
  readonly method: string;
  readonly params: object;
}

// Runs in a page of the extension: one call over a line of its own.
const callPanel = ({ method, params }: Call): Promise<void> => {
  interface Port {
    readonly postMessage: (frame: object) => void;
    readonly onMessage: { addListener(listener: (frame: object) => void): void };
  }
  const { chrome } = globalThis as unknown as { chrome: { runtime: { connect(about: object): Port } } };
  const port = chrome.runtime.connect({ name: "panel" });
  return new Promise((resolve) => {
    port.onMessage.addListener(() => resolve());
    port.postMessage({ kind: "call", id: crypto.randomUUID(), method, params });
  });
};

const withoutGrant: LineAttack = {
  ids: "A1 B15",
  what: "a page that was granted nothing calls every method",
  stoppedBy: "A1",
  run: async (rig) => {
    const { page } = await stranger(rig);
    const before = await rig.state();
    const answers = await page.evaluate(async () => {
      const to = { handle: crypto.randomUUID(), name: "", domain: "" };
      const calls: readonly Promise<unknown>[] = [
        federpost.findMailbox({ domain: "bauamt.example" }),
        federpost.findMailbox({ domain: "nobody.example" }),
        federpost.findMailbox({ query: "bauamt" }),
        federpost.findMailbox({ service: "bauamt", place: "Musterlingen" }),
        federpost.send({ to, subject: "s", text: "t" }),
        federpost.status(crypto.randomUUID()),
      ];
      const told = await Promise.allSettled(calls);
      return told.map((one) => (one.status === "fulfilled" ? "answered" : String(one.reason.code)));
    }, null);
    const after = await rig.state();
    if (answers.some((answer) => answer !== "not_permitted")) return `answers: ${answers.join()}`;
    return after.figures.calls > before.figures.calls ? "the mailbox worked for it" : null;
  },
};

const beforeApproval: LineAttack = {
  ids: "A1 C12",
  what: "a letter leaves only after the person has seen and approved it",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await stranger(rig);
    await ask(page);
    await rig.decide("approve");
    if ((await outcome(page)) !== "granted") return "no permission although it was given";
    await page.evaluate(async () => {
      const to = await federpost.findMailbox({ domain: "bauamt.example" });
      if (to === null) throw new Error("there is no mailbox");
      globalThis.outcomes.push(
        federpost.send({ to, subject: "secretly", text: "t" }).then(
          () => "sent",
          (error) => String(error.code),
        ),
      );
    }, null);
    await rig.asked();
    const sent = (await rig.state()).letters.filter(({ subject }) => subject === "secretly").length;
    await rig.decide("decline");
    const answer = await outcome(page, 1);
    const later = (await rig.state()).letters.filter(({ subject }) => subject === "secretly").length;
    return sent + later > 0 || answer !== "user_rejected" ? `${sent} and ${later} letters, ${answer}` : null;
  },
};

const lookingForEvidence: LineAttack = {
  ids: "B15 C12",
  what: "a page asks for evidence to find out whether there is some, and the person says no",
  stoppedBy: "none",
  run: async (rig) => {
    const answers: string[] = [];
    // The mailbox of these tests has a certificate and no proof of a person.
    for (const evidence of ["x509", "oidc"] as const) {
      const { page } = await stranger(rig);
      await ask(page, { methods: ["identity.present"] });
      await rig.decide("approve");
      if ((await outcome(page)) !== "granted") return "no permission although it was given";
      await page.evaluate((kind) => {
        const request = { evidence: kind, purpose: "Bauantrag", nonce: crypto.randomUUID() };
        globalThis.outcomes.push(
          federpost.present(request).then(
            () => "presented",
            (error) => JSON.stringify([error.code, error.number, error.retryable, error.retryAfterMs, error.message]),
          ),
        );
      }, evidence);
      await rig.asked();
      if ((await rig.state()).figures.presented > 0) return "evidence before the person decided";
      await rig.decide("decline");
      answers.push(await outcome(page, 1));
    }
    return answers[0] !== answers[1] || !answers[0]?.includes("user_rejected") ? answers.join(" or ") : null;
  },
};

const framing: LineAttack = {
  ids: "A2",
  what: "a page puts the window that asks into a frame",
  stoppedBy: "build",
  run: async (rig) => {
    const site = await rig.site();
    site.set("/", sdkPage("", `<iframe src="${rig.browser.extensionUrl("consent.html")}"></iframe>`));
    const page = await rig.visit(`${site.origin}/`);
    await page.evaluate(async () => {
      if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
    }, null);
    return (await page.framed()).some((html) => html.includes("Federpost")) ? "the consent page in its frame" : null;
  },
};

const clickJacking: LineAttack = {
  ids: "A3",
  what: "a window that moves under a click does not take it",
  stoppedBy: "A3",
  run: (rig) =>
    despite(rig, async (window) => {
      await window.evaluate(() => {
        addEventListener("pointerdown", () => dispatchEvent(new Event("resize")), { capture: true, once: true });
      }, null);
      await window.click({ testId: "approve" });
    }),
};

const keysMeantForElsewhere: LineAttack = {
  ids: "A3",
  what: "keys that were meant for the page before decide nothing when the window comes up",
  stoppedBy: "none",
  run: (rig) =>
    despite(rig, async (window) => {
      for (const key of ["Enter", "Space", "Enter"] as const) await window.press(key);
    }),
};

const syntheticClicks: LineAttack = {
  ids: "A4",
  what: "clicks and keys made by a script decide nothing",
  stoppedBy: "A4",
  run: (rig) =>
    despite(rig, (window) =>
      window.evaluate(() => {
        const button = document.querySelector<HTMLElement>('[data-testid="approve"]');
        button?.focus();
        for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"])
          button?.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, detail: 1 }));
        for (const type of ["keydown", "keypress", "keyup"])
          button?.dispatchEvent(new KeyboardEvent(type, { key: "Enter", code: "Enter", bubbles: true }));
        button?.click();
      }, null),
    ),
};

const otherWords: LineAttack = {
  ids: "A5",
  what: "an approval of other words than those that are asked counts for nothing",
  stoppedBy: "A5",
  run: (rig) =>
    despite(rig, async (window) => {
      const request = new URL(await window.url()).searchParams.get("request");
      const params = { request, decision: "approve", digest: "A".repeat(43) };
      await window.evaluate(callPanel, { method: "consent.decide", params });
    }),
};

const otherDocument: LineAttack = {
  ids: "A5",
  what: "a page that navigates takes its question with it, and the next document gets nothing",
  stoppedBy: "A5",
  run: async (rig) => {
    const site = await rig.site();
    site.set("/", sdkPage());
    site.set("/next", sdkPage());
    const page = await rig.visit(`${site.origin}/`);
    await ask(page);
    const window = await rig.asked();
    await page.goTo(`${site.origin}/next`);
    await page.evaluate(async () => {
      while (!("sdk" in globalThis)) await new Promise((resolve) => setTimeout(resolve, 10));
      const connected = await sdk.connect({ timeoutMs: 3000 });
      if (connected.kind === "connected") globalThis.federpost = connected.federpost;
    }, null);
    await Promise.race([window.closed(), sayYes(window).catch(() => undefined)]);
    await window.closed();
    // A permission is stored after the window has closed.
    const grants = await page.evaluate(async () => {
      for (let look = 0; look < 40; look++) {
        const { length } = await federpost.listAccess();
        if (length > 0) return length;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return 0;
    }, null);
    return grants > 0 ? `${grants} permissions for a document that never asked` : null;
  },
};

const hiddenQuestion: LineAttack = {
  ids: "A6",
  what: "a second question hides none, and closing the window refuses both",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await stranger(rig);
    await ask(page, { methods: ["mailbox.find"], purpose: "the first" });
    const window = await rig.asked();
    await ask(page, { purpose: "the second" });
    await window.see({ testId: "queue" });
    const shown = await window.read({ testId: "question" });
    if (!shown.includes("the first") || shown.includes("the second")) return `a window that shows: ${shown}`;
    await window.close();
    const answers = [await outcome(page, 0), await outcome(page, 1)];
    return answers.every((answer) => answer === "user_rejected") ? null : `the answers ${answers.join()}`;
  },
};

const pestering: LineAttack = {
  ids: "A7 C5",
  what: "after three refusals a page asks no more, also after a restart, and others still may",
  stoppedBy: "A7",
  run: async (rig) => {
    const { page } = await stranger(rig);
    for (let i = 0; i < 3; i++) {
      await ask(page);
      await rig.decide("decline");
      if ((await outcome(page, i)) !== "user_rejected") return "an answer to a refused question";
    }
    await ask(page);
    const fourth = await Promise.race([outcome(page, 3), rig.asked().then(() => "a fourth question")]);
    if (fourth !== "rate_limited") return fourth;
    await rig.browser.killBackground("all");
    await ask(page);
    const fifth = await Promise.race([outcome(page, 4), rig.asked().then(() => "a question after a restart")]);
    if (fifth !== "rate_limited") return fifth;
    const other = await stranger(rig);
    await ask(other.page);
    await rig.decide("decline");
    return (await outcome(other.page)) === "user_rejected" ? null : "others are blocked with it";
  },
};

const floodingDirectory: LineAttack = {
  ids: "A7",
  what: "a page with the permission to look for mailboxes asks the person's directory without end, also after a restart",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await stranger(rig);
    await ask(page, { methods: ["mailbox.find"], purpose: "looking" });
    await rig.decide("approve");
    if ((await outcome(page)) !== "granted") return "no permission although it was given";
    const search = () =>
      page.evaluate(async () => {
        const calls = Array.from({ length: 40 }, (_, at) =>
          federpost.findMailbox(at % 2 === 0 ? { query: "bauamt" } : { service: "bauamt", place: "Musterlingen" }),
        );
        const told = await Promise.allSettled(calls);
        return told.map((one) => (one.status === "fulfilled" ? "answered" : String(one.reason.code)));
      }, null);
    const before = (await rig.state()).figures.calls;
    const answers = await search();
    const asked = (await rig.state()).figures.calls - before;
    const others = new Set(answers.filter((answer) => answer !== "answered"));
    // One more every ten seconds: forty calls do not take a minute.
    if (asked < 10 || asked > 15 || [...others].join() !== "rate_limited")
      return `${asked} times, ${[...others].join()}`;
    await rig.browser.killBackground("all");
    const again = (await search()).filter((answer) => answer === "answered").length;
    return again < 10 ? null : `${again} times after a restart`;
  },
};

const deceiving: LineAttack = {
  ids: "A8",
  what: "characters that reverse, hide or break lines are shown as what they are, below the whole origin",
  stoppedBy: "A8",
  run: async (rig) => {
    const { page, origin } = await stranger(rig);
    const purpose = `Bauamt\u202Egnp.exe \u2066x\u2069 a\u200Bb https://bank.example\u2028${"n".repeat(80)}`;
    await ask(page, { purpose });
    const window = await rig.asked();
    const shown = await window.read({ testId: "question" });
    const drawn = await window.evaluate(() => document.body.textContent ?? "", null);
    await rig.decide("decline");
    if (!shown.trimStart().replace(/\s/g, "").startsWith(origin)) return `another first line: ${shown.slice(0, 80)}`;
    const raw = ["\u202E", "\u2066", "\u200B", "\u2028"].filter((character) => drawn.includes(character));
    return raw.length > 0 ? `${raw.length} characters that are obeyed` : null;
  },
};

const listening: LineAttack = {
  ids: "A10",
  what: "a page that takes the focus hears no key that is typed in a page of ours",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await stranger(
      rig,
      `<script>
        globalThis.keysHeard = [];
        for (const type of ["keydown", "keypress", "keyup", "input", "beforeinput", "paste"])
          addEventListener(type, (event) => keysHeard.push(type + " " + event.key), true);
        setInterval(() => { window.focus(); document.body?.focus(); }, 5);
      </script><input autofocus>`,
    );
    const ours = await rig.browser.open(rig.browser.extensionUrl("inbox.html"));
    await ours.fill({ testId: "sign-in-password" }, "correct horse");
    const typed = await ours.evaluate(
      () => document.querySelector<HTMLInputElement>('[data-testid="sign-in-password"]')?.value ?? "",
      null,
    );
    const heard = await page.evaluate(() => globalThis.keysHeard, null);
    await ours.close();
    if (typed !== "correct horse") return `a field that got "${typed}"`;
    return heard.length > 0 ? `the keys ${heard.join()}` : null;
  },
};

/** Attacks on what the person decides. */
export const consentAttacks: readonly LineAttack[] = [
  withoutGrant,
  beforeApproval,
  lookingForEvidence,
  framing,
  clickJacking,
  keysMeantForElsewhere,
  syntheticClicks,
  otherWords,
  otherDocument,
  hiddenQuestion,
  pestering,
  floodingDirectory,
  deceiving,
  listening,
];
