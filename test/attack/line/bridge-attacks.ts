import type * as Sdk from "../../../shared/sdk/index.ts";
import type { Page } from "../../journey/driver/index.ts";
import type { LineAttack } from "./attack.ts";
import { type Order, orderContentScript } from "./backdoor.ts";
import { type Site, sdkPage } from "./chromium.ts";
import { pollutedPage } from "./pollution.ts";
import type { Rig } from "./rig.ts";

declare const sdk: typeof Sdk;
declare global {
  var federpost: Sdk.Federpost;
  var heard: unknown[];
  var reported: string[];
  var handResult: { readonly result: { readonly version: number } } | null;
}

/** A page of a site of its own whose person granted it everything. */
async function trusted(rig: Rig): Promise<{ readonly page: Page; readonly origin: string; readonly site: Site }> {
  const site = await rig.site();
  site.set("/", sdkPage());
  const page = await rig.visit(`${site.origin}/`);
  const asking = page.evaluate(
    () => federpost.requestAccess({ methods: ["mailbox.find", "letter.send", "letter.status"], purpose: "x" }),
    null,
  );
  await rig.decide("approve");
  await asking;
  return { page, origin: site.origin, site };
}

async function connected(rig: Rig, page: { readonly html?: string; readonly headers?: Record<string, string> } = {}) {
  const site = await rig.site();
  site.set("/", page.html ?? sdkPage(), page.headers);
  return { page: await rig.visit(`${site.origin}/`), site };
}

const order = (page: Page, given: Order): Promise<unknown> => page.evaluate(orderContentScript, given);

const call = (method: string, more: object = {}) => ({ kind: "call", id: "1", method, params: {}, ...more });

/** Whether what came back gives something away: anything but a refusal or silence. */
const isAnswer = (reply: unknown): boolean =>
  typeof reply === "object" && reply !== null && "kind" in reply && (reply.kind === "answer" || reply.kind === "done");

const claimedOrigin: LineAttack = {
  ids: "B1",
  what: "a content script that names another portal's origin gets nothing of that portal's",
  stoppedBy: "B1",
  run: async (rig) => {
    const victim = await trusted(rig);
    const { page } = await connected(rig);
    await order(page, { act: "message", about: { message: { to: "worker", method: "ensureHost", params: {} } } });
    const { origin } = victim;
    const claims = { origin, sender: { origin, url: `${origin}/` }, tabId: 1, frameId: 0 };
    for (const name of ["portal", `portal ${origin}`]) {
      const frames = [call("access.list", claims)];
      const reply = await order(page, { act: "connect", about: { name, frames } });
      if (isAnswer(reply) && JSON.stringify(reply).includes("letter.send")) return `the grants of ${origin}`;
      const inParams = [call("access.list", { params: claims })];
      if (isAnswer(await order(page, { act: "connect", about: { name, frames: inParams } })))
        return "an answer to a lie";
    }
    return null;
  },
};

/** Asks for a line as a page without the SDK does, and reports what came of it to whoever holds the document. */
const tryForLine = `
  const target = new EventTarget();
  const report = (what) => { (globalThis.reported ??= []).push(what); if (parent !== window) parent.postMessage({ reported: what }, "*"); };
  target.addEventListener("federpost:announce", () => report("line"));
  const ask = () => window.dispatchEvent(new CustomEvent("federpost:request", { detail: { target } }));
  window.addEventListener("federpost:announce", ask);
  ask();
  setTimeout(() => report("nothing"), 1000);`;

const opaque: LineAttack = {
  ids: "B2",
  what: "sandboxed, data: and srcdoc documents without an origin of their own get no line",
  stoppedBy: "none",
  run: async (rig) => {
    const script = `<script>${tryForLine}</script>`;
    const site = await rig.site();
    site.set("/sandboxed", script, { "content-security-policy": "sandbox allow-scripts" });
    site.set("/plain", script);
    const inline = script.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    const holder = `<script>addEventListener("message", ({ data }) => { if (data?.reported) (globalThis.reported ??= []).push(data.reported); });</script>
      <iframe sandbox="allow-scripts" src="/plain"></iframe><iframe sandbox="allow-scripts" srcdoc="${inline}"></iframe>
      <iframe src="data:text/html,${encodeURIComponent(script)}"></iframe>`;
    site.set("/frames", holder);
    for (const [path, count] of [
      ["/sandboxed", 1],
      ["/frames", 3],
    ] as const) {
      const page = await rig.browser.open(`${site.origin}${path}`);
      const reports = await page.evaluate(async (wanted) => {
        while ((globalThis.reported?.length ?? 0) < wanted) await new Promise((resolve) => setTimeout(resolve, 30));
        return globalThis.reported;
      }, count);
      await page.close();
      if (reports.includes("line")) return `a line in ${path}`;
    }
    return null;
  },
};

const foreignFrame: LineAttack = {
  ids: "B3",
  what: "a frame of an origin that has no grant of its own is denied inside a page that has one",
  stoppedBy: "B3",
  run: async (rig) => {
    const inner = await rig.site();
    const tell = `<script type="module">
      import * as sdk from "/federpost.js";
      const { kind } = await sdk.connect({ timeoutMs: 3000 });
      parent.postMessage({ reported: kind }, "*");
    </script>`;
    inner.set("/", tell);
    const hear = `<script>addEventListener("message", ({ data }) => { if (data?.reported) (globalThis.reported ??= []).push(data.reported); });</script>`;
    const { page } = await connected(rig, { html: sdkPage(hear, `<iframe src="${inner.origin}/"></iframe>`) });
    const [kind] = await page.evaluate(async () => {
      while (!globalThis.reported?.length) await new Promise((resolve) => setTimeout(resolve, 30));
      return globalThis.reported;
    }, null);
    return kind === "not_available" ? null : `a line: ${kind}`;
  },
};

const eavesdropping: LineAttack = {
  ids: "B6",
  what: "a page's listeners, registered before everything else, see no port, request or answer",
  stoppedBy: "build",
  run: async (rig) => {
    const spy = `<script>
      globalThis.heard = [];
      for (const type of ["message", "federpost:request", "federpost:announce"])
        for (const target of [window, document]) for (const capture of [true, false])
          target.addEventListener(type, (event) => {
            const port = event.detail?.port ?? event.ports?.[0] ?? null;
            if (port !== null || type !== "federpost:announce") heard.push(type);
          }, capture);
    </script>`;
    const { page } = await connected(rig, { html: sdkPage(spy) });
    await page.evaluate(() => federpost.listAccess(), null);
    const heard = await page.evaluate(() => globalThis.heard, null);
    return heard.length > 0 ? `to hear ${heard.join()}` : null;
  },
};

const forgedAnswers: LineAttack = {
  ids: "B7",
  what: "answers and ports that a page's script makes up reach no call",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await connected(rig);
    const got = await page.evaluate(async () => {
      const asked = federpost.requestAccess({ methods: ["letter.send"], purpose: "x" }, { timeoutMs: 1500 });
      const forged = { kind: "answer", id: "*", result: { grants: [{ method: "letter.send", expiresAtMs: 9e15 }] } };
      const timer = setInterval(() => {
        const { port1, port2 } = new MessageChannel();
        window.postMessage(forged, "*");
        window.postMessage("federpost:line", "*", [port2]);
        window.dispatchEvent(new MessageEvent("message", { data: forged }));
        window.dispatchEvent(new CustomEvent("federpost:announce", { detail: { version: 1, port: port1 } }));
      }, 20);
      const outcome = await asked.then(
        () => "granted",
        (error) => String(error.code),
      );
      clearInterval(timer);
      return outcome;
    }, null);
    return got === "expired" ? null : `the outcome ${got}`;
  },
};

const nonsense: LineAttack = {
  ids: "B8",
  what: "nonsense in every field gives a fixed error without stack or path, and the line goes on",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await connected(rig);
    const answers = await page.evaluate(async () => {
      const target = new EventTarget();
      const port = await new Promise<MessagePort>((resolve) => {
        target.addEventListener("federpost:announce", (event) => resolve((event as CustomEvent).detail.port));
        window.dispatchEvent(new CustomEvent("federpost:request", { detail: { target } }));
      });
      port.start();
      const ask = (method: unknown, params: unknown) =>
        new Promise<unknown>((resolve) => {
          const id = crypto.randomUUID();
          const hear = ({ data }: MessageEvent) => {
            if (data?.id !== id) return;
            port.removeEventListener("message", hear);
            resolve(data.error ?? "answered");
          };
          port.addEventListener("message", hear);
          port.postMessage({ kind: "call", id, method, params });
        });
      const cyclic: Record<string, unknown> = {};
      cyclic.self = cyclic;
      for (const junk of [null, 1, "x", [], { kind: "call" }, { kind: "answer", id: "x" }, { kind: {} }, new Map()])
        port.postMessage(junk);
      const wrong = [
        await ask("vault.export", {}),
        await ask("constructor", {}),
        await ask("__proto__", {}),
        await ask("mailbox.find", { domain: 7 }),
        await ask("access.list", { admin: true }),
        await ask("hello", cyclic),
        await ask("hello", new Map([["versions", 1]])),
        await ask("access.request", { methods: ["letter.send"], purpose: "x".repeat(3_000_000) }),
        await ask("access.request", { methods: Array.from({ length: 10_000 }, () => "letter.send"), purpose: "" }),
      ];
      return { wrong, after: await ask("hello", { versions: { min: 1, max: 1 } }) };
    }, null);
    const codes = ["unsupported", "invalid_params", "invalid_request"];
    const bad = answers.wrong.filter((answer) => {
      const { code, ...rest } = answer as Record<string, unknown>;
      const keys = Object.keys(rest).sort().join();
      return !codes.includes(String(code)) || keys !== "number,retryAfterMs,retryable";
    });
    if (answers.after !== "answered") return "a dead line";
    return bad.length > 0 ? JSON.stringify(bad) : null;
  },
};

const clobbering: LineAttack = {
  ids: "B9",
  what: "elements with names of ours or of the browser's cannot disable or redirect the line",
  stoppedBy: "none",
  run: async (rig) => {
    const names = ["chrome", "browser", "prerendering", "federpost", "federpost:line", "origin", "postMessage"];
    const elements = [...names, "MessageChannel", "self", "document", "addEventListener"]
      .map(
        (name) => `<form id="${name}" name="${name}"><input name="runtime" id="connect"></form><a name="${name}"></a>`,
      )
      .join("");
    const { page } = await connected(rig, { html: sdkPage("", elements) });
    const kind = await page.evaluate(async () => (await sdk.connect({ timeoutMs: 3000 })).kind, null);
    return kind === "connected" ? null : `a line that is ${kind}`;
  },
};

const takenOver: LineAttack = {
  ids: "B13",
  what: "a content script that was taken over reaches neither our pages' channel nor the browser's desk",
  stoppedBy: "B13",
  run: async (rig) => {
    const { page } = await connected(rig);
    for (const name of ["panel", "anything", "sealed", "worker"]) {
      for (const method of ["grants.list", "settings.read", "account.read", "letter.open", "vault.export"]) {
        const reply = await order(page, { act: "connect", about: { name, frames: [call(method)] } });
        if (isAnswer(reply)) return `an answer to ${method} on ${name}`;
      }
    }
    for (const method of [
      "readSessionKey",
      "writeSessionKey",
      "connectPortal",
      "openWindow",
      "listPortals",
      "notify",
    ]) {
      const message = {
        to: "worker",
        method,
        params: { origin: "https://x.example", page: "inbox.html", key: "AAAA" },
      };
      const reply = await order(page, { act: "message", about: { message } });
      if (isAnswer(reply)) return `an answer of the desk to ${method}`;
    }
    const event = { to: "host", event: { kind: "clicked", notification: "x" } };
    return isAnswer(await order(page, { act: "message", about: { message: event } })) ? "the host's ear" : null;
  },
};

const neighbour: LineAttack = {
  ids: "B14",
  what: "a grant for one origin says nothing for another port of its host",
  stoppedBy: "B14",
  run: async (rig) => {
    await trusted(rig);
    const { page } = await connected(rig);
    const answer = await page.evaluate(
      () =>
        federpost.findMailbox({ domain: "bauamt.example" }).then(
          () => "an answer",
          (error) => String(error.code),
        ),
      null,
    );
    return answer === "not_permitted" ? null : answer;
  },
};

const finding: LineAttack = {
  ids: "B16",
  what: "a page that is not connected finds no resource, global or line of the extension",
  stoppedBy: "build",
  run: async (rig) => {
    const site = await rig.site("localhost");
    site.set("/", sdkPage());
    const page = await rig.visit(`${site.origin}/`);
    const paths = ["manifest.json", "icons/128.png", "content-scripts/portal.js", "consent.html", "core.wasm"];
    const found = await page.evaluate(
      async (urls) => {
        const fetched = await Promise.all(
          urls.map((url) =>
            fetch(url).then(
              () => url,
              () => null,
            ),
          ),
        );
        const seen = await new Promise<string | null>((resolve) => {
          const image = Object.assign(new Image(), { onload: () => resolve("an icon"), onerror: () => resolve(null) });
          image.src = urls.find((url) => url.endsWith(".png")) ?? "";
        });
        const { chrome, browser } = globalThis as { chrome?: { runtime?: unknown }; browser?: unknown };
        const globals = chrome?.runtime === undefined && browser === undefined ? null : "a global";
        const line = (await sdk.connect({ timeoutMs: 500 })).kind === "not_available" ? null : "a line";
        return [...fetched, seen, globals, line].filter((one) => one !== null);
      },
      paths.map((path) => rig.browser.extensionUrl(path)),
    );
    return found.length > 0 ? found.join() : null;
  },
};

const storage: LineAttack = {
  ids: "C2",
  what: "a content script that was taken over reads no storage in which a key lies",
  stoppedBy: "build",
  run: async (rig) => {
    await keepSessionKey(rig);
    const { page } = await connected(rig);
    for (const area of ["local", "sync", "session", "managed"]) {
      const read = await order(page, { act: "read", about: { area } });
      if (JSON.stringify(read).includes(sessionKey)) return `the session key in storage.${area}`;
    }
    for (const path of ["core.wasm", "consent.html", "options.html"]) {
      const read = await order(page, { act: "resource", about: { path } });
      if (read !== "denied" && read !== "failed") return `the file ${path}`;
    }
    const databases = await order(page, { act: "databases", about: {} });
    return JSON.stringify(databases).includes("line") ? "the vault's database" : null;
  },
};

const polluting: LineAttack = {
  ids: "B5",
  what: "a page that overrides and pollutes everything it can reach does not reach the line",
  only: "firefox",
  stoppedBy: "none",
  run: async (rig) => {
    // In a frame: whoever looks from outside needs functions that nobody changed.
    const { page, site } = await trusted(rig);
    site.set("/polluted", pollutedPage);
    const [version, heard] = await page.evaluate(async () => {
      const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), { src: "/polluted" }));
      const inside = () => frame.contentWindow as (Window & typeof globalThis) | null;
      while (!inside()?.handResult) await new Promise((resolve) => setTimeout(resolve, 30));
      return [inside()?.handResult?.result.version, inside()?.heard.length];
    }, null);
    return version === 1 && heard === 0 ? null : `version ${version}, ${heard} calls heard`;
  },
};

const foreignThread: LineAttack = {
  ids: "D4",
  what: "a page that names another portal's thread gets no letter into it and nothing out of it",
  stoppedBy: "none",
  run: async (rig) => {
    const victim = await trusted(rig);
    const sending = victim.page.evaluate(async () => {
      const to = await federpost.findMailbox({ domain: "bauamt.example" });
      if (to === null) throw new Error("there is no mailbox");
      return federpost.send({ to, subject: "of the victim", text: "private words" });
    }, null);
    await rig.decide("approve");
    const { thread, letterId } = await sending;
    const { page } = await trusted(rig);
    const answers = await page.evaluate(
      async ([theirs, letter]) => {
        const to = await federpost.findMailbox({ domain: "bauamt.example" });
        if (to === null) throw new Error("there is no mailbox");
        const told = await Promise.allSettled([
          federpost.send({ to, subject: "s", text: "t", thread: theirs }),
          federpost.status(letter),
        ]);
        return told.map((one) => (one.status === "fulfilled" ? "answered" : String(one.reason.code)));
      },
      [thread, letterId] as const,
    );
    if (answers.some((answer) => answer !== "invalid_params")) return `the answers ${answers.join()}`;
    return (await rig.asking()) > 0 ? "a question with another's thread" : null;
  },
};

/** Written over the database's version by what a later Federpost would write. */
const newerVault: LineAttack = {
  ids: "E5",
  what: "an older Federpost does not open or change the database of a newer one",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await trusted(rig);
    const inside = await rig.browser.open(rig.browser.extensionUrl("options.html"));
    const before = await inside.evaluate(openDatabase, 99);
    await rig.browser.killBackground("all");
    const answer = await page.evaluate(
      () =>
        federpost.listAccess({ timeoutMs: 3000 }).then(
          (grants) => `${grants.length} permissions`,
          () => "refused",
        ),
      null,
    );
    const after = await inside.evaluate(openDatabase, 99);
    await inside.evaluate(dropDatabase, null);
    await inside.close();
    await rig.browser.killBackground("all");
    if (answer !== "refused") return answer;
    return after === before && before > 0 ? null : `${after} records where ${before} were`;
  },
};

// These run in a page of the extension.
const openDatabase = (version: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("line", version);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const counting = opening.result.transaction("records").objectStore("records").count();
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });
const dropDatabase = (): Promise<void> =>
  new Promise((resolve) => {
    const dropping = indexedDB.deleteDatabase("line");
    dropping.onsuccess = () => resolve();
  });

const timing: LineAttack = {
  ids: "B15",
  what: "a page that was granted nothing learns from no answer and no time whether a mailbox exists",
  stoppedBy: "none",
  run: async (rig) => {
    const { page } = await connected(rig);
    const { codes, times } = await page.evaluate(async () => {
      const questions = [
        { domain: "bauamt.example" },
        { domain: "nobody.example" },
        { query: "bauamt" },
        { query: "nobody" },
        { service: "bauamt", place: "Musterlingen" },
        { service: "nobody", place: "Musterlingen" },
      ] as const;
      const times: number[][] = [[], []];
      const codes = new Set<string>();
      for (let round = 0; round < 120; round++) {
        const question = questions[round % questions.length] ?? questions[0];
        const began = performance.now();
        await federpost.findMailbox(question).catch((error) => codes.add(String(error.code)));
        times[round % 2]?.push(performance.now() - began);
      }
      return { codes: [...codes], times };
    }, null);
    const [there = "", notThere = ""] = times.map(describeTimes);
    console.log(`B15 ${rig.browser.name}: refused in ms, mailbox there: ${there}; not there: ${notThere}`);
    return codes.join() === "not_permitted" ? null : `the answers ${codes.join()}`;
  },
};

const describeTimes = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, mean ${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;
};

const sessionKey = "c2VjcmV0IHNlc3Npb24ga2V5IG9mIGEgbWFpbGJveA";

/** Puts a session key where the product keeps it. */
async function keepSessionKey(rig: Rig): Promise<void> {
  const inside = await rig.browser.open(rig.browser.extensionUrl("options.html"));
  await inside.evaluate((key) => {
    interface Areas {
      readonly storage: { readonly session: { set(values: object): Promise<void> } };
    }
    const { chrome } = globalThis as unknown as { chrome: Areas };
    return chrome.storage.session.set({ sessionKey: key });
  }, sessionKey);
  await inside.close();
}

/** Attacks on the line itself, and on who is taken for whom on it. */
export const bridgeAttacks: readonly LineAttack[] = [
  claimedOrigin,
  opaque,
  foreignFrame,
  eavesdropping,
  forgedAnswers,
  nonsense,
  clobbering,
  takenOver,
  neighbour,
  finding,
  storage,
  polluting,
  foreignThread,
  timing,
  // Last: what it leaves is an empty mailbox.
  newerVault,
];
