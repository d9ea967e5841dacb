import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type * as Platform from "../../extension/platform/index.ts";
import type * as Rpc from "../../shared/rpc/index.ts";
import type * as Sdk from "../../shared/sdk/index.ts";
import { type Browser, deciding, type Site, sdkPage, startChromium, startSite, stateOf } from "./line/chromium.ts";
import { pollutedPage } from "./line/pollution.ts";

declare const sdk: typeof Sdk;
declare const rpc: typeof Rpc;
declare global {
  var platform: typeof Platform;
}
declare global {
  var heard: unknown[];
  var federpost: Sdk.Federpost;
  var told: unknown[];
}

let browser: Browser;
let portal: Site;
let second: Site;
let unconnected: Site;
const pages: Page[] = [];

beforeAll(async () => {
  browser = await startChromium();
  portal = await startSite();
  second = await startSite();
  unconnected = await startSite("localhost");
  for (const site of [portal, second, unconnected]) site.set("/", sdkPage());
});
afterAll(async () => {
  await browser?.close();
  for (const site of [portal, second, unconnected]) await site?.stop();
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});

async function visit(url: string): Promise<Page> {
  const page = await browser.context.newPage();
  pages.push(page);
  await page.goto(url);
  await page.waitForFunction(() => "sdk" in globalThis);
  return page;
}

const connects = (page: Page, timeoutMs = 3000): Promise<string> =>
  page.evaluate(async (ms) => {
    const connected = await sdk.connect({ timeoutMs: ms });
    if (connected.kind === "connected") globalThis.federpost = connected.federpost;
    return connected.kind;
  }, timeoutMs);

const methods = ["mailbox.find", "letter.send", "letter.status"] as const;

const requestAccess = (page: Page): Promise<string> =>
  page.evaluate(
    (wanted) =>
      federpost.requestAccess({ methods: wanted, purpose: "Bauantrag" }).then(
        (grants) => grants.map(({ method }) => method).join(),
        (error) => `${error.code} ${error.number}`,
      ),
    methods,
  );

/** A connected page whose origin may do everything. */
async function permitted(site = portal): Promise<Page> {
  const page = await visit(`${site.origin}/`);
  expect(await connects(page)).toBe("connected");
  expect(await deciding(browser, "approve", () => requestAccess(page))).toBe(methods.join());
  return page;
}

const send = (page: Page, subject: string): Promise<string> =>
  page.evaluate(async (text) => {
    const to = await federpost.findMailbox({ domain: "bauamt.example" });
    if (to === null) return "no mailbox";
    const attachments = [...(document.querySelector<HTMLInputElement>("#files")?.files ?? [])];
    return federpost.send({ to, subject: text, text: "Text", attachments }).then(
      ({ letterId }) => letterId,
      (error) => `${error.code} ${error.number}`,
    );
  }, subject);

describe("the line", () => {
  it("B6 chromium: a page's listeners, registered before everything else, see no port, request or answer", async () => {
    const spy = `<script>
      globalThis.heard = [];
      for (const type of ["message", "federpost:request", "federpost:announce"]) {
        for (const target of [window, document]) for (const capture of [true, false]) {
          target.addEventListener(type, (event) => heard.push({ type, data: event.data ?? null, port: event.detail?.port ?? null, ports: event.ports?.length ?? 0 }), capture);
        }
      }
    </script>`;
    portal.set("/spy", sdkPage(spy), {
      "content-security-policy": "default-src 'none'; script-src 'self' 'unsafe-inline'",
    });
    const page = await visit(`${portal.origin}/spy`);
    expect(await connects(page)).toBe("connected");
    expect(await page.evaluate(() => federpost.listAccess())).toEqual([]);
    const heard = await page.evaluate(() => globalThis.heard);
    for (const event of heard) expect(event).toEqual({ type: "federpost:announce", data: null, port: null, ports: 0 });
  });

  it("B6 chromium: another frame of the page hears nothing either", async () => {
    portal.set(
      "/inner",
      "<!doctype html><script>heard = []; addEventListener('message', (e) => heard.push(e.data))</script>",
    );
    portal.set("/outer", sdkPage("", '<iframe src="/inner"></iframe>'));
    const page = await visit(`${portal.origin}/outer`);
    expect(await connects(page)).toBe("connected");
    await page.evaluate(() => federpost.listAccess());
    expect(await page.evaluate(() => (window.frames[0] as unknown as { heard: unknown[] }).heard)).toEqual([]);
  });

  it("B5 chromium: a page that overrides and pollutes everything it can reach does not reach the line", async () => {
    portal.set("/polluted", pollutedPage);
    const page = await browser.context.newPage();
    pages.push(page);
    await page.goto(`${portal.origin}/polluted`);
    const session = await browser.context.newCDPSession(page);
    const read = async (expression: string) =>
      (await session.send("Runtime.evaluate", { expression, returnByValue: true })).result.value as unknown;
    await expect.poll(() => read("handResult && handResult.result.version"), { timeout: 10_000 }).toBe(1);
    expect(await read("heard.length")).toBe(0);
  });

  it("B7 chromium: answers that a page's script makes up reach no call", async () => {
    const page = await visit(`${portal.origin}/`);
    expect(await connects(page)).toBe("connected");
    const answered = await page.evaluate(async () => {
      const call = federpost.requestAccess({ methods: ["letter.send"], purpose: "x" }, { timeoutMs: 1500 });
      const forged = { kind: "answer", id: "*", result: { grants: [{ method: "letter.send", expiresAtMs: 9e15 }] } };
      const timer = setInterval(() => {
        window.postMessage(forged, "*");
        window.postMessage("federpost:line", "*");
        window.dispatchEvent(new MessageEvent("message", { data: forged }));
        window.dispatchEvent(
          new CustomEvent("federpost:announce", { detail: { version: 1, port: new MessageChannel().port1 } }),
        );
      }, 20);
      const outcome = await call.then(
        () => "granted",
        (error) => error.code,
      );
      clearInterval(timer);
      return outcome;
    });
    expect(answered).toBe("expired");
    await Promise.all(
      browser.context
        .pages()
        .filter((one) => one.url().includes("consent.html"))
        .map((one) => one.close()),
    );
  });

  it("B7 chromium: a port that another window posts is not taken for the extension's", async () => {
    const page = await visit(`${portal.origin}/`);
    unconnected.set(
      "/thief",
      `<!doctype html><script>
        const { port1, port2 } = new MessageChannel(); globalThis.stolen = 0;
        port1.onmessage = () => globalThis.stolen++;
        parent.postMessage("federpost:line", "*", [port2]);
      </script>`,
    );
    await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const frame = Object.assign(document.createElement("iframe"), { src, onload: resolve });
          document.body.append(frame);
        }),
      `${unconnected.origin}/thief`,
    );
    expect(await connects(page)).toBe("connected");
    const thief = page.frames().find((frame) => frame.url().endsWith("/thief"));
    expect(await thief?.evaluate(() => (globalThis as unknown as { stolen: number }).stolen)).toBe(0);
  });

  it("B9 chromium: elements with names of ours or of the browser's cannot disable or redirect the line", async () => {
    const clobbering = [
      "chrome",
      "browser",
      "prerendering",
      "federpost",
      "federpost:line",
      "origin",
      "postMessage",
      "MessageChannel",
    ]
      .map(
        (name) =>
          `<form id="${name}" name="${name}"><input name="runtime" id="connect"></form><a name="${name}"></a><img name="${name}">`,
      )
      .join("");
    portal.set("/clobbered", sdkPage("", clobbering));
    const page = await visit(`${portal.origin}/clobbered`);
    expect(await connects(page)).toBe("connected");
  });

  it("B8 chromium: hostile frames get their code and nothing else, and the line goes on", async () => {
    const page = await visit(`${portal.origin}/`);
    const answers = await page.evaluate(async () => {
      const target = new EventTarget();
      const port = await new Promise<MessagePort>((resolve) => {
        target.addEventListener("federpost:announce", (event) => resolve((event as CustomEvent).detail.port));
        window.dispatchEvent(new CustomEvent("federpost:request", { detail: { target } }));
      });
      port.start();
      const ask = (method: string, params: unknown) =>
        new Promise<unknown>((resolve) => {
          const id = crypto.randomUUID();
          const listener = ({ data }: MessageEvent) => {
            if (data.id !== id) return;
            port.removeEventListener("message", listener);
            resolve(data.error ?? "answered");
          };
          port.addEventListener("message", listener);
          port.postMessage({ kind: "call", id, method, params });
        });
      const cyclic: Record<string, unknown> = {};
      cyclic.self = cyclic;
      const holes: unknown[] = [];
      holes.length = 2 ** 32 - 1;
      port.postMessage({ kind: "pull", stream: 0, chunks: 1e9 });
      port.postMessage({ kind: "answer", id: "x", result: 1 });
      return {
        unknown: await ask("vault.export", {}),
        inherited: await ask("constructor", {}),
        wrongType: await ask("mailbox.find", { domain: 7 }),
        extraKey: await ask("access.list", { admin: true }),
        protoKey: await ask("hello", JSON.parse('{"versions":{"min":1,"max":1},"__proto__":{"a":1}}')),
        cyclic: await ask("hello", cyclic),
        map: await ask("hello", new Map([["versions", 1]])),
        holes: await ask("hello", { versions: holes }),
        huge: await ask("access.request", { methods: ["letter.send"], purpose: "x".repeat(3_000_000) }),
        notFiles: await ask("letter.send", { attachments: [{ name: "x", type: "", sizeBytes: 1, stream: 0 }] }),
        origin: await ask("access.list", { origin: "https://bank.example" }),
        after: await ask("hello", { versions: { min: 1, max: 1 } }),
      };
    });
    const failure = (code: string, number: number) => ({ code, number, retryable: false, retryAfterMs: null });
    const params = failure("invalid_params", -32602);
    expect(answers).toEqual({
      unknown: failure("unsupported", 4200),
      inherited: failure("unsupported", 4200),
      wrongType: params,
      extraKey: params,
      protoKey: params,
      cyclic: params,
      map: params,
      holes: failure("invalid_request", -32600),
      huge: failure("invalid_request", -32600),
      notFiles: params,
      origin: params,
      after: "answered",
    });
  });
});

describe("who may be on the line", () => {
  it("B16 chromium: a page that is not connected cannot tell that the extension is there", async () => {
    const page = await visit(`${unconnected.origin}/`);
    expect(await connects(page, 500)).toBe("not_available");
    const traces = await page.evaluate(async (id) => {
      const paths = ["manifest.json", "icons/128.png", "content-scripts/portal.js", "consent.html", "core.wasm"];
      const fetched = await Promise.all(
        paths.map((path) =>
          fetch(`chrome-extension://${id}/${path}`).then(
            () => path,
            () => null,
          ),
        ),
      );
      const image = await new Promise((resolve) => {
        const element = Object.assign(new Image(), { onload: () => resolve("seen"), onerror: () => resolve(null) });
        element.src = `chrome-extension://${id}/icons/128.png`;
      });
      const runtime = "chrome" in globalThis && "runtime" in (globalThis as unknown as { chrome: object }).chrome;
      return { fetched: fetched.filter(Boolean), image, runtime };
    }, browser.extensionId);
    expect(traces).toEqual({ fetched: [], image: null, runtime: false });
  });

  it("B16 chromium: a connected page has no mark in its document and no new global", async () => {
    const inspect = (page: Page) =>
      page.evaluate(() => ({
        globals: Reflect.ownKeys(window).map(String).sort(),
        html: document.documentElement.outerHTML,
        attributes: document.documentElement.getAttributeNames(),
      }));
    const [there, notThere] = [await visit(`${portal.origin}/`), await visit(`${unconnected.origin}/`)];
    await connects(there);
    await there.evaluate(() => Reflect.deleteProperty(globalThis, "federpost"));
    expect(await inspect(there)).toEqual(await inspect(notThere));
  });

  it("B4 chromium: a plain http site on the network is no portal", async () => {
    const page = await visit(portal.origin.replace("127.0.0.1", "portal.test"));
    expect(await connects(page, 500)).toBe("not_available");
  });

  it("B2 chromium: documents without an origin of their own get no line", async () => {
    portal.set("/sandboxed", sdkPage(), { "content-security-policy": "sandbox allow-scripts" });
    const page = await browser.context.newPage();
    pages.push(page);
    await page.goto(`${portal.origin}/sandboxed`);
    // A sandboxed document may not load our module from its own site, so the request is made by hand.
    const answered = () =>
      new Promise<string>((resolve) => {
        const target = new EventTarget();
        target.addEventListener("federpost:announce", () => resolve("line"));
        const ask = () => window.dispatchEvent(new CustomEvent("federpost:request", { detail: { target } }));
        window.addEventListener("federpost:announce", ask);
        ask();
        setTimeout(() => resolve("nothing"), 500);
      });
    expect(await page.evaluate(() => self.origin)).toBe("null");
    expect(await page.evaluate(answered)).toBe("nothing");
    portal.set(
      "/frames",
      sdkPage("", '<iframe sandbox="allow-scripts" src="/"></iframe><iframe src="data:text/html,x"></iframe>'),
    );
    const framed = await visit(`${portal.origin}/frames`);
    for (const frame of framed.frames().slice(1)) expect(await frame.evaluate(answered)).toBe("nothing");
  });

  it("B3 chromium: another origin's frame inside a connected page is denied until its own origin has a grant", async () => {
    portal.set("/holder", sdkPage("", `<iframe src="${second.origin}/"></iframe>`));
    const page = await visit(`${portal.origin}/holder`);
    const frame = page.frames()[1]!;
    await frame.waitForFunction(() => "sdk" in globalThis);
    const kind = () => frame.evaluate(async () => (await sdk.connect({ timeoutMs: 3000 })).kind);
    expect(await kind()).toBe("not_available");
    await permitted(second);
    expect(await kind()).toBe("connected");
  });

  it("A2 chromium: no page can put the consent window into a frame", async () => {
    portal.set(
      "/framing",
      sdkPage("", `<iframe src="chrome-extension://${browser.extensionId}/consent.html"></iframe>`),
    );
    const page = await visit(`${portal.origin}/framing`);
    expect(page.frames().map((frame) => frame.url())).not.toContain(
      `chrome-extension://${browser.extensionId}/consent.html`,
    );
  });

  it("B12 chromium: nobody listens to other extensions", async () => {
    const listeners = await browser.context.serviceWorkers()[0]!.evaluate(() => {
      const { runtime } = (
        globalThis as unknown as { chrome: { runtime: Record<string, { hasListeners(): boolean }> } }
      ).chrome;
      return ["onMessageExternal", "onConnectExternal"].filter((name) => runtime[name]?.hasListeners());
    });
    expect(listeners).toEqual([]);
  });

  it("B13 chromium: a content script that was taken over reaches neither our pages' channel nor the worker's desk", async () => {
    const page = await visit(`${portal.origin}/`);
    await connects(page);
    const session = await browser.context.newCDPSession(page);
    const worlds: number[] = [];
    session.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.origin.startsWith("chrome-extension://")) worlds.push(context.id);
    });
    await session.send("Runtime.enable");
    await expect.poll(() => worlds.length).toBe(1);
    const inScript = async (expression: string) =>
      (
        await session.send("Runtime.evaluate", {
          contextId: worlds[0]!,
          expression,
          awaitPromise: true,
          returnByValue: true,
        })
      ).result.value as unknown;
    const closed = (name: string) =>
      inScript(`new Promise((resolve) => {
        const port = chrome.runtime.connect({ name: ${JSON.stringify(name)} });
        port.onDisconnect.addListener(() => resolve("closed"));
        port.onMessage.addListener((message) => resolve(message));
        port.postMessage({ kind: "call", id: "1", method: "grants.list", params: {} });
      })`);
    expect(await closed("panel")).toBe("closed");
    expect(await closed("anything")).toBe("closed");
    for (const method of ["readSessionKey", "connectPortal", "openWindow", "listPortals"]) {
      const asked = `Promise.race([
        chrome.runtime.sendMessage({ to: "worker", method: "${method}", params: { origin: "https://x.example", page: "consent.html" } }).catch(() => "refused"),
        new Promise((resolve) => setTimeout(resolve, 300, "no answer")),
      ])`;
      expect(["refused", "no answer", undefined]).toContain(await inScript(asked));
    }
    expect(
      await inScript(
        'chrome.storage.session ? chrome.storage.session.get().then(() => "read", () => "denied") : "denied"',
      ),
    ).toBe("denied");
  });
});

describe("connecting a page", () => {
  beforeAll(async () => {
    await browser.inside.addScriptTag({ url: "/platform.js" });
  });
  const listed = () => browser.inside.evaluate(() => platform.localDesk.listPortals({}));

  it("the click in the popup lets our scripts into exactly that origin and loads the page again", async () => {
    const page = await visit(`${unconnected.origin}/`);
    expect(await connects(page, 300)).toBe("not_available");
    const loaded = page.waitForEvent("load");
    const given = await browser.inside.evaluate(async (origin) => {
      const { chrome } = globalThis as unknown as { chrome: { tabs: { query(q: object): Promise<{ id: number }[]> } } };
      const [tab] = await chrome.tabs.query({ url: `${origin}/*` });
      return platform.requestPortal({ origin: origin as never, tabId: tab!.id });
    }, unconnected.origin);
    expect(given).toBe(true);
    await loaded;
    await page.waitForFunction(() => "sdk" in globalThis);
    expect(await connects(page)).toBe("connected");
    expect(await listed()).toContainEqual({ origin: unconnected.origin, source: "person" });
    const elsewhere = await startSite("localhost");
    elsewhere.set("/", sdkPage());
    expect(await connects(await visit(`${elsewhere.origin}/`), 300)).toBe("not_available");
    await elsewhere.stop();
  });

  it("a page that the person disconnects finds nothing any more when it is loaded again", async () => {
    await browser.inside.evaluate((origin) => platform.localDesk.disconnectPortal({ origin }), unconnected.origin);
    expect(await listed()).not.toContainEqual({ origin: unconnected.origin, source: "person" });
    expect(await connects(await visit(`${unconnected.origin}/`), 300)).toBe("not_available");
  });

  it("E4 chromium: an origin without the browser's permission is not connected", async () => {
    const connected = await browser.inside.evaluate(() =>
      platform.localDesk.connectPortal({ origin: "https://bauamt.example" }),
    );
    expect(connected).toBe(false);
    expect((await listed()).map(({ origin }) => origin)).toEqual(["http://127.0.0.1"]);
  });
});

describe("asking the person", () => {
  it("A1 B15 chromium: before a grant every method gives the same refusal and the mailbox is not touched", async () => {
    const site = await startSite();
    site.set("/", sdkPage());
    const page = await visit(`${site.origin}/`);
    await connects(page);
    const before = (await stateOf(browser)).figures.calls;
    const codes = await page.evaluate(async () => {
      const code = (promise: Promise<unknown>) =>
        promise.then(
          () => "answered",
          (error) => error.code,
        );
      const to = { handle: crypto.randomUUID(), name: "", domain: "" };
      return [
        await code(federpost.findMailbox({ domain: "bauamt.example" })),
        await code(federpost.findMailbox({ domain: "nobody.example" })),
        await code(federpost.send({ to, subject: "s", text: "t" })),
        await code(federpost.status(crypto.randomUUID())),
      ];
    });
    expect(codes).toEqual(["not_permitted", "not_permitted", "not_permitted", "not_permitted"]);
    expect((await stateOf(browser)).figures.calls).toBe(before);
    await site.stop();
  });

  it("A6 chromium: closing the window refuses within a second", async () => {
    const site = await startSite();
    site.set("/", sdkPage());
    const page = await visit(`${site.origin}/`);
    await connects(page);
    const opened = browser.context.waitForEvent("page", { predicate: (one) => one.url().includes("consent.html") });
    const outcome = requestAccess(page);
    const window = await opened;
    await window.waitForSelector('[data-testid="approve"]');
    await window.close();
    const closedAt = performance.now();
    expect(await outcome).toBe("user_rejected 4001");
    expect(performance.now() - closedAt).toBeLessThan(1000);
    await site.stop();
  });

  it("A5 chromium: a page that navigates takes its question with it, and the next document gets no answer", async () => {
    const site = await startSite();
    site.set("/", sdkPage());
    const page = await visit(`${site.origin}/`);
    await connects(page);
    const opened = browser.context.waitForEvent("page", { predicate: (one) => one.url().includes("consent.html") });
    await page.evaluate(() => void federpost.requestAccess({ methods: ["letter.send"], purpose: "x" }).catch(() => {}));
    const window = await opened;
    await window.waitForSelector('[data-testid="approve"]');
    const gone = window.waitForEvent("close");
    await page.goto(`${site.origin}/?next`);
    await gone;
    await page.waitForFunction(() => "sdk" in globalThis);
    expect(await connects(page)).toBe("connected");
    expect(await page.evaluate(() => federpost.listAccess())).toEqual([]);
    await site.stop();
  });
});

describe("letters and files", () => {
  const folder = mkdtempSync(join(tmpdir(), "federpost-files-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const withFiles = async (...files: readonly { name: string; bytes: Buffer }[]) => {
    for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
    portal.set("/", sdkPage("", '<input type="file" id="files" multiple>'));
    const page = await permitted();
    await page.setInputFiles(
      "#files",
      files.map(({ name }) => join(folder, name)),
    );
    return page;
  };

  it("files of a page reach the mailbox whole, chunk by chunk, after the person approved exactly them", async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 12_345);
    for (let i = 0; i < bytes.length; i += 4096) bytes.writeUInt32LE(i, Math.min(i, bytes.length - 4));
    const page = await withFiles({ name: "lageplan.bin", bytes }, { name: "leer.txt", bytes: Buffer.alloc(0) });
    const letterId = await deciding(browser, "approve", () => send(page, "Mit Anlagen"));
    const { letters, figures } = await stateOf(browser);
    const letter = letters.find((one) => one.letterId === letterId);
    const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("base64url");
    expect(letter?.attachments).toMatchObject([
      { name: "lageplan.bin", sha256: sha256(bytes) },
      { name: "leer.txt", sha256: sha256(Buffer.alloc(0)) },
    ]);
    expect(figures.mostHeldBytes).toBeLessThanOrEqual(1 << 20);
  });

  it("a file that changes after it was chosen ends the sending as file_changed, and nothing is kept", async () => {
    const page = await withFiles({ name: "plan.pdf", bytes: Buffer.alloc(3_000_000, 1) });
    const before = await stateOf(browser);
    writeFileSync(join(folder, "plan.pdf"), Buffer.alloc(2_000_000, 2));
    expect(await send(page, "Verändert")).toBe("file_changed 4091");
    const after = await stateOf(browser);
    expect(after.letters.length).toBe(before.letters.length);
    expect(after.staged).toEqual(before.staged);
  });

  it("a file that vanishes ends the sending as file_changed", async () => {
    const page = await withFiles({ name: "weg.pdf", bytes: Buffer.alloc(1000, 1) });
    rmSync(join(folder, "weg.pdf"));
    expect(await send(page, "Weg")).toBe("file_changed 4091");
  });

  it("a refused letter leaves nothing behind", async () => {
    const page = await withFiles({ name: "plan.txt", bytes: Buffer.from("Plan") });
    const before = await stateOf(browser);
    expect(await deciding(browser, "decline", () => send(page, "Abgelehnt"))).toBe("user_rejected 4001");
    const after = await stateOf(browser);
    expect(after.letters.length).toBe(before.letters.length);
    expect(after.staged).toEqual(before.staged);
  });

  it("the same key and letter again give the first answer without asking, another letter under it is refused", async () => {
    const page = await permitted();
    const key = crypto.randomUUID();
    const sendWith = (text: string) =>
      page.evaluate(
        async ([idempotencyKey, body]) => {
          const to = (await federpost.findMailbox({ domain: "bauamt.example" }))!;
          return federpost.send({ to, subject: "s", text: body!, idempotencyKey: idempotencyKey! }).then(
            ({ letterId }) => letterId,
            (error) => error.code,
          );
        },
        [key, text],
      );
    const first = await deciding(browser, "approve", () => sendWith("eins"));
    const { letters } = await stateOf(browser);
    await page.reload();
    await page.waitForFunction(() => "sdk" in globalThis);
    await connects(page);
    expect(await sendWith("eins")).toBe(first);
    expect(await sendWith("zwei")).toBe("invalid_params");
    expect((await stateOf(browser)).letters.length).toBe(letters.length);
  });

  it("an origin learns the state of its own letters only", async () => {
    const page = await permitted();
    const letterId = await deciding(browser, "approve", () => send(page, "Meiner"));
    const elsewhere = await permitted(second);
    const status = (where: Page) =>
      where.evaluate(
        (id) =>
          federpost.status(id).then(
            ({ state }) => state,
            (error) => error.code,
          ),
        letterId,
      );
    expect(await status(page)).toBe("with_server");
    expect(await status(elsewhere)).toBe("invalid_params");
  });
});

describe("files between our own pages", () => {
  it("many files reach the page that waits for each, once, whoever begins", async () => {
    portal.set("/files", '<!doctype html><script type="module">globalThis.rpc = await import("/rpc.js")</script>');
    const [near, far, bystander] = await Promise.all(
      [1, 2, 3].map(async () => {
        const page = await browser.context.newPage();
        pages.push(page);
        await page.goto(`${portal.origin}/files`);
        await page.waitForFunction(() => "rpc" in globalThis);
        return page;
      }),
    );
    const transfers = Array.from({ length: 40 }, () => crypto.randomUUID());
    const offer = (page: Page, some: string[]) =>
      page.evaluate((ids) => ids.forEach((id) => void rpc.offerFile(id, new Blob([id]))), some);
    const receive = (page: Page, some: string[], timeoutMs: number) =>
      page.evaluate(
        ([ids, ms]) =>
          Promise.all(
            ids.map((id) =>
              rpc.receiveFile(id, { timeoutMs: ms }).then(
                (blob) => blob.text(),
                () => "none",
              ),
            ),
          ),
        [some, timeoutMs] as const,
      );
    await offer(near!, transfers.slice(0, 20));
    const receiving = receive(far!, transfers, 10_000);
    await offer(near!, transfers.slice(20));
    expect(await receiving).toEqual(transfers);
    expect(await receive(bystander!, transfers.slice(0, 3), 100)).toEqual(["none", "none", "none"]);
  });
});

describe("parts that die", () => {
  const worker = () => browser.context.serviceWorkers()[0]!;
  const closeHost = () =>
    worker().evaluate(() =>
      (
        globalThis as unknown as { chrome: { offscreen: { closeDocument(): Promise<void> } } }
      ).chrome.offscreen.closeDocument(),
    );

  it("the page goes on by itself when the engine host dies, and events arrive again", async () => {
    const page = await permitted();
    await deciding(browser, "approve", () => send(page, "Vorher"));
    await page.evaluate(() => {
      globalThis.told = [];
      federpost.on("threadChanged", (event) => told.push(event.unread));
      federpost.on("disconnect", () => told.push("disconnect"));
    });
    await closeHost();
    await expect.poll(() => page.evaluate(() => told)).toEqual(["disconnect"]);
    expect(await page.evaluate(async () => (await federpost.listAccess()).length)).toBe(3);
    await browser.inside.evaluate(() => new BroadcastChannel("test").postMessage({ ask: "thread", unread: 2 }));
    await expect.poll(() => page.evaluate(() => told)).toEqual(["disconnect", 2]);
  });

  it("worker and host are started again by whoever needs them", async () => {
    const page = await visit(`${portal.origin}/`);
    await connects(page);
    await closeHost();
    const session = await browser.context.newCDPSession(browser.inside);
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    expect(await page.evaluate(async () => (await federpost.listAccess()).length)).toBe(3);
    expect(await connects(await visit(`${portal.origin}/`))).toBe("connected");
  });

  it("B10 chromium: a page that comes back from the back/forward cache goes on with what it had", async () => {
    portal.set("/plain", sdkPage());
    const page = await visit(`${portal.origin}/plain`);
    await connects(page);
    await page.evaluate(() => {
      globalThis.told = [];
      addEventListener("pageshow", ({ persisted }) => told.push(persisted));
    });
    await page.goto(`${second.origin}/`);
    await page.goBack({ waitUntil: "commit" });
    // Playwright does not know pages that come back; the browser's own protocol does.
    const session = await browser.context.newCDPSession(page);
    const read = async (expression: string) =>
      (await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })).result
        .value as unknown;
    await expect.poll(() => read("globalThis.told?.join()")).toBe("true");
    expect(await read("federpost.listAccess().then((grants) => grants.length)")).toBe(3);
  });

  it("B11 chromium: the page goes on without being loaded again after the extension was reloaded", async () => {
    const page = await visit(`${second.origin}/`);
    await connects(page);
    expect(await page.evaluate(async () => (await federpost.listAccess()).length)).toBe(3);
    await page.evaluate(() => {
      globalThis.told = [];
      federpost.on("disconnect", () => told.push("disconnect"));
    });
    // The page that asks for it is closed by it, so nobody can wait for the answer.
    void browser.inside
      .evaluate(() => (globalThis as unknown as { chrome: { runtime: { reload(): void } } }).chrome.runtime.reload())
      .catch(() => {});
    await expect.poll(() => page.evaluate(() => told.length), { timeout: 10_000 }).toBeGreaterThan(0);
    await expect
      .poll(
        () =>
          page.evaluate(() =>
            federpost.listAccess({ timeoutMs: 3000 }).then(
              (grants) => grants.length,
              (error) => error.code,
            ),
          ),
        {
          timeout: 30_000,
        },
      )
      .toBe(3);
  });
});
