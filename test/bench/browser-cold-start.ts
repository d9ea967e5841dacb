import type { BenchLine } from "../../scripts/benches.ts";
import type { Scene } from "../journey/scene.ts";
import { type BarePage, closeTarget, DevTools, openBare } from "./browser-devtools.ts";
import { distribution } from "./measure.ts";

/**
 * From opening the popup to the first answer to `account.read`, after the browser has ended the service worker, or the
 * worker and the engine host. Nobody debugs the worker: only the popup's own page is attached.
 */

const rounds = 20;

/** In the popup before its own scripts: notes when the page first asks for anything, and when its account is answered. */
const watchSource = `(() => {
  const { promise, resolve } = Promise.withResolvers();
  globalThis.firstAnswer = promise;
  const { runtime } = globalThis.chrome ?? {};
  if (runtime?.connect === undefined) return;
  let askedMs = null;
  const sendMessage = runtime.sendMessage.bind(runtime);
  runtime.sendMessage = (...given) => { askedMs ??= performance.now(); return sendMessage(...given); };
  const connect = runtime.connect.bind(runtime);
  runtime.connect = (...given) => {
    askedMs ??= performance.now();
    const port = connect(...given);
    const ids = new Set();
    const post = port.postMessage.bind(port);
    port.postMessage = (frame) => {
      if (frame.kind === "call" && frame.method === "account.read") ids.add(frame.id);
      post(frame);
    };
    port.onMessage.addListener((frame) => {
      if (frame.kind !== "answer" || !ids.has(frame.id)) return;
      resolve({ askedMs, answeredMs: performance.now(), account: frame.result.kind });
    });
    return port;
  };
})()`;

/** In a popup that is open: what one more account.read takes on its own port, in milliseconds. */
const warmCallSource = `new Promise((resolve) => {
  const port = chrome.runtime.connect({ name: "panel" });
  const times = [];
  let started = 0;
  const ask = () => {
    started = performance.now();
    port.postMessage({ kind: "call", id: crypto.randomUUID(), method: "account.read", params: {} });
  };
  port.onMessage.addListener((frame) => {
    if (frame.kind !== "answer") return;
    times.push(performance.now() - started);
    if (times.length > ${rounds}) { port.disconnect(); resolve(times.slice(1)); } else ask();
  });
  ask();
})`;

interface FirstAnswer {
  readonly askedMs: number;
  readonly answeredMs: number;
  readonly account: string;
}

interface Popup extends BarePage {
  readonly answer: FirstAnswer;
}

async function openPopup(devTools: DevTools, url: string): Promise<Popup> {
  const page = await openBare(devTools, { url, atStart: watchSource });
  const answer = (await page.evaluate("globalThis.firstAnswer")) as FirstAnswer;
  if (answer.account !== "ready") throw new Error(`The first answer is of an account that is ${answer.account}`);
  return { ...page, answer };
}

async function kill(devTools: DevTools, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const { targetInfos } = (await devTools.send("Target.getTargets")) as {
      targetInfos: readonly { readonly targetId: string; readonly url: string }[];
    };
    // A worker that is idle may have died by itself.
    for (const target of targetInfos.filter((each) => each.url === url)) await closeTarget(devTools, target.targetId);
  }
}

/** Measures the citizen's browser of a scene, which nobody else may debug any more. */
export async function* coldStart({ citizen }: Scene): AsyncGenerator<BenchLine> {
  const { browser, homeserver } = citizen;
  await browser.letGo();
  const devTools = await DevTools.open(browser.debuggingUrl);
  const [popup, worker, host] = ["popup.html", "background.js", "offscreen.html"].map((page) =>
    browser.extensionUrl(page),
  ) as [string, string, string];

  const measure = async function* (name: string, killed: readonly string[]): AsyncGenerator<BenchLine> {
    const opened: number[] = [];
    const asked: number[] = [];
    for (let i = 0; i < rounds; i++) {
      await kill(devTools, killed);
      const { answer, close } = await openPopup(devTools, popup);
      opened.push(answer.answeredMs);
      asked.push(answer.answeredMs - answer.askedMs);
      await close();
    }
    yield* distribution(`cold-start/${name}/page to answer/chromium`, opened);
    yield* distribution(`cold-start/${name}/call to answer/chromium`, asked);
  };

  try {
    await (await openPopup(devTools, popup)).close();
    yield* measure("nothing killed", []);
    yield* measure("worker killed", [worker]);
    yield* measure("worker and host killed", [host, worker]);
    await homeserver.kill("SIGKILL");
    yield* measure("worker and host killed, homeserver down", [host, worker]);
    await homeserver.restart();
    const { evaluate, close } = await openPopup(devTools, popup);
    yield* distribution("warm-call/account.read/chromium", (await evaluate(warmCallSource)) as number[]);
    await close();
  } finally {
    devTools.close();
  }
}
