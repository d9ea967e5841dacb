import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "vite";
import type { BenchLine } from "../../scripts/benches.ts";
import { type BrowserName, prepare } from "../../scripts/setup/index.ts";
import type { Hand, JourneyBrowser, Page } from "../journey/driver/index.ts";
import { fillMailbox } from "../journey/large-mailbox.ts";
import { createNarrator } from "../journey/narrator.ts";
import { openScene } from "../journey/scene.ts";
import { DevTools, openBare } from "./browser-devtools.ts";
import { extensionProcess, type MemoryNow, memoryNow, pageProcess, threadTime } from "./browser-memory.ts";
import { median, percentile, rounded } from "./measure.ts";
import { type ProbedGlobal, row, type Scrolled, startProbe } from "./page-probe.ts";

/** The mailbox's own pages in a real browser, with so many letters: how long a person waits, and what it takes. */

/** Letters; ten of them in a thread, and a file with every fifth. */
const sizes = [100, 1_000, 10_000, 100_000] as const;
const rounds = 15;
const peer = "plain IndexedDB list";
const pixelsPerFrame = 320;
const longestScrollMs = 5 * 60_000;
const frameMs = 1_000 / 60;
/** From here on a frame is missing between two. */
const lateMs = 1.5 * frameMs;

const goals = { rows: 100, letter: 50, memory: 150, dropped: 0 } as const;

interface PlainSite {
  readonly url: (letters: number, also?: string) => string;
  readonly close: () => void;
}

const style = `body { margin: 0; display: flex; font: 16px sans-serif } .list, .list + div { height: 100vh; overflow: auto; flex: 1 }
  .row { display: block; padding: 8px; border-bottom: 1px solid #ccc } .row p { margin: 0; white-space: nowrap; overflow: hidden }`;

/** Serves the plain page on this machine. */
async function servePlainPage(): Promise<PlainSite> {
  const lib = {
    entry: join(import.meta.dirname, "plain-page.ts"),
    formats: ["es" as const],
    fileName: () => "plain.js",
  };
  const target = ["chrome140", "firefox140"];
  const options = { write: false, minify: true, target, lib };
  const built = await build({ configFile: false, logLevel: "error", build: options });
  const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const script = outputs.flatMap((file) => (file.type === "chunk" ? [file.code] : [])).join("\n");
  const page = `<!doctype html><style>${style}</style><body><script type="module" src="/plain.js"></script>`;
  const server = createServer(({ url = "" }, response) => {
    const [type, content] = url.startsWith("/plain.js") ? ["text/javascript", script] : ["text/html", page];
    response.setHeader("content-type", `${type}; charset=utf-8`).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (letters, also = "") => `http://127.0.0.1:${port}/?letters=${letters}${also}`,
    close: () => void server.close(),
  };
}

/** Opens a page and says when its first rows were painted, in milliseconds from the start of the navigation. */
async function firstRows(devTools: DevTools, url: string): Promise<number> {
  const page = await openBare(devTools, { url, atStart: `(${startProbe})()` });
  const ms = (await page.evaluate("probe.rows")) as number;
  await page.close();
  return ms;
}

/** A fast one. Keys have no way from pressing to letting go that counts. */
const hand: Hand = { aimMs: 100, holdMs: 60 };

/** Opens a thread from its row by mouse or keys and says how long it took from there until its letters were painted. */
async function showLetter(page: Page, at: number, by: "mouse" | "keys"): Promise<number> {
  const thread = await page.evaluate(
    ({ selector, nth }) => {
      const found = document.querySelectorAll<HTMLElement>(selector)[nth];
      found?.focus();
      return found?.dataset.thread ?? "";
    },
    { selector: row, nth: at },
  );
  const shown = page.evaluate((about) => (globalThis as unknown as ProbedGlobal).probe.letter(about), thread);
  // The probe listens before the click comes: both travel in order.
  await page.evaluate(() => null, null);
  if (by === "mouse") await page.click({ testId: "thread-row", data: { thread } }, hand);
  else {
    await pause(hand.aimMs);
    await page.press("Enter");
  }
  return shown;
}

interface Pages {
  readonly browser: JourneyBrowser;
  readonly plain: PlainSite;
  readonly letters: number;
}

const line = (name: string, value: number, about: Pick<BenchLine, "unit" | "rounds">): BenchLine => ({
  name,
  value: rounded(value),
  ...about,
});

/** The median of our times beside theirs, and how far our slow ones are from it. */
function* timeLines(name: string, where: string, times: { ours: number[]; theirs: number[]; goal: number }) {
  const { ours, theirs, goal } = times;
  const about = { unit: "ms", rounds: ours.length };
  const ratio = rounded(median(theirs) / median(ours));
  yield { ...line(`${name}/${where}`, median(ours), about), peer, ratio, goal, met: median(ours) < goal };
  yield line(`${name}-p95/${where}`, percentile(ours, 0.95), about);
}

/** First rows are what nobody debugs but this: who watches all of a browser's pages takes a fifth of the time for it. */
async function* rowLines({ browser, plain, letters }: Pages): AsyncGenerator<BenchLine> {
  const where = `${letters} letters/${browser.name}`;
  const [inbox, popup, theirs, worked]: [number[], number[], number[], number[]] = [[], [], [], []];
  await browser.letGo();
  const devTools = await DevTools.open(browser.debuggingUrl);
  const thread = await threadTime(browser, browser.extensionUrl("offscreen.html"));
  for (let i = 0; i <= rounds; i++) {
    await thread.since();
    const ours = await firstRows(devTools, browser.extensionUrl("inbox.html"));
    const work = await thread.since();
    const small = await firstRows(devTools, browser.extensionUrl("popup.html"));
    const their = await firstRows(devTools, plain.url(letters));
    // The first time fills the browser's own caches.
    if (i === 0) continue;
    inbox.push(ours);
    popup.push(small);
    theirs.push(their);
    worked.push(work);
  }
  thread.close();
  devTools.close();
  await browser.takeHold();
  await browser.atStart(startProbe);
  yield* timeLines("inbox-page-rows", where, { ours: inbox, theirs, goal: goals.rows });
  yield* timeLines("inbox-popup-rows", where, { ours: popup, theirs, goal: goals.rows });
  yield line(`inbox-page-rows-work/${where}`, median(worked), { unit: "ms", rounds });
}

/** What is done with one page that is open, ours or the plain one. */
interface Looked {
  readonly letters: Readonly<Record<"mouse" | "keys", readonly number[]>>;
  readonly scrolled: Scrolled;
  readonly memory: MemoryNow | null;
  /** Once somebody has searched, which makes an index of all letters. */
  readonly searched: MemoryNow | null;
}

async function scrollThrough(page: Page): Promise<Scrolled> {
  await page.evaluate(
    (pixels) => void (globalThis as unknown as ProbedGlobal).probe.scroll(pixels).catch(() => undefined),
    pixelsPerFrame,
  );
  for (let waited = 0; waited < longestScrollMs; waited += 2_000) {
    await pause(2_000);
    const scrolled = await page.evaluate(() => (globalThis as unknown as ProbedGlobal).probe.scrolled, null);
    if (scrolled !== null) return scrolled;
  }
  throw new Error(`the list was not at its end after ${longestScrollMs / 60_000} minutes`);
}

/** One page at a time: what is behind another tab is not drawn. */
async function look(browser: JourneyBrowser, url: string, letters: number): Promise<Looked> {
  const page = await browser.open(url);
  await page.see({ css: row, which: "first" });
  if (browser.name === "firefox") await page.evaluate(startProbe, undefined);
  const shown = { mouse: [] as number[], keys: [] as number[] };
  const most = Math.min(8, letters / 10);
  for (let i = 0; i <= 2 * rounds; i++) {
    const by = i % 2 === 0 ? "mouse" : "keys";
    const ms = await showLetter(page, i % most, by);
    if (i > 0) shown[by].push(ms);
  }
  const scrolled = await scrollThrough(page);
  const isOurs = url.startsWith(browser.extensionUrl(""));
  const pid = async () => (isOurs ? extensionProcess(browser) : pageProcess(browser, page));
  const memory = browser.name === "chromium" ? await memoryNow(browser, url, await pid()) : null;
  if (isOurs) {
    await page.fill({ testId: "find" }, "steuer");
    await page.see({ testId: "found-row", which: "first" });
  }
  const searched = isOurs && memory !== null ? await memoryNow(browser, url, await pid()) : null;
  await page.close();
  return { letters: shown, scrolled, memory, searched };
}

const droppedOf = ({ frames }: Scrolled): number =>
  frames.filter((ms) => ms > lateMs).reduce((sum, ms) => sum + Math.round(ms / frameMs) - 1, 0);

function* scrollLines(where: string, ours: Scrolled, theirs: Scrolled): Generator<BenchLine> {
  const rounds = ours.frames.length;
  // A list that is hardly longer than the window has no way to go.
  if (rounds < 10) return;
  const [dropped, longest] = [droppedOf(ours), Math.max(...ours.frames)];
  const name = (what: string) => `inbox-scroll-${what}/${where}`;
  const frames = { unit: "frames", rounds };
  yield { ...line(name("dropped"), dropped, frames), goal: goals.dropped, met: dropped <= goals.dropped };
  yield line(name("dropped-plain"), droppedOf(theirs), { unit: "frames", rounds: theirs.frames.length });
  const ratio = rounded(Math.max(...theirs.frames) / longest);
  yield { ...line(name("longest-frame"), longest, { unit: "ms", rounds }), peer, ratio };
  yield line(name("blank"), ours.blank, frames);
  if (ours.shift !== null) yield line(name("layout-shift"), ours.shift, { unit: "score", rounds });
}

const mib = 2 ** 20;

function* memoryLines(where: string, ours: MemoryNow, theirs: MemoryNow): Generator<BenchLine> {
  const about = { unit: "MiB", rounds: 1 };
  const [pss, heap] = [ours.pssBytes / mib, ours.heapBytes / mib];
  const ratios = [theirs.pssBytes / ours.pssBytes, theirs.heapBytes / ours.heapBytes].map(rounded);
  const goal = { goal: goals.memory, met: pss < goals.memory };
  yield { ...line(`inbox-memory-pss/${where}`, pss, about), peer, ratio: ratios[0] ?? Number.NaN, ...goal };
  yield { ...line(`inbox-memory-heap/${where}`, heap, about), peer, ratio: ratios[1] ?? Number.NaN };
}

function* searchedLines(where: string, { pssBytes, heapBytes }: MemoryNow): Generator<BenchLine> {
  const about = { unit: "MiB", rounds: 1 };
  const pss = pssBytes / mib;
  yield { ...line(`inbox-memory-searched-pss/${where}`, pss, about), goal: goals.memory, met: pss < goals.memory };
  yield line(`inbox-memory-searched-heap/${where}`, heapBytes / mib, about);
}

/** Fills the mailbox, lets the host begin anew with it, and waits until its list is there. */
async function fillPages({ browser, plain, letters }: Pages): Promise<void> {
  const before = await browser.open(browser.extensionUrl("inbox.html"));
  await fillMailbox(before, letters);
  await before.close();
  await browser.killBackground("all");
  const theirs = await browser.open(plain.url(letters, "&fill"));
  await theirs.see({ css: ".filled" });
  await theirs.close();
  const after = await browser.open(browser.extensionUrl("inbox.html"));
  await after.see({ css: row, which: "first" });
  await after.close();
}

async function* pageLines(pages: Pages): AsyncGenerator<BenchLine> {
  const { browser, plain, letters } = pages;
  const where = `${letters} letters/${browser.name}`;
  await fillPages(pages);
  const load = loadavg()[0] ?? Number.NaN;
  yield line(`load-average/pages with ${where}`, load, { unit: "processes", rounds: 1 });
  // Firefox runs no script in a page of an extension before the page's own: first rows are not told there.
  if (browser.name === "chromium") yield* rowLines(pages);
  const ours = await look(browser, browser.extensionUrl("inbox.html"), letters);
  const theirs = await look(browser, plain.url(letters), letters);
  for (const by of ["mouse", "keys"] as const) {
    const times = { ours: [...ours.letters[by]], theirs: [...theirs.letters[by]], goal: goals.letter };
    yield* timeLines(`inbox-letter-by-${by}`, where, times);
  }
  yield* scrollLines(where, ours.scrolled, theirs.scrolled);
  if (ours.memory !== null && theirs.memory !== null) yield* memoryLines(where, ours.memory, theirs.memory);
  if (ours.searched !== null) yield* searchedLines(where, ours.searched);
}

/** The pages of a mailbox that grows, in a real browser over a real homeserver. */
export async function* inboxPages(name: BrowserName, counts: readonly number[] = sizes): AsyncGenerator<BenchLine> {
  await prepare(["browsers", "homeserver", "builds"]);
  const dir = await mkdtemp(join(tmpdir(), "federpost-bench-"));
  const plain = await servePlainPage();
  try {
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    const scene = await openScene({
      dir,
      browser: name,
      servers: 1,
      window: "headless",
      rateLimits: "raised",
      narrator,
    });
    try {
      const { browser } = scene.clerk;
      // Nobody else is to take the processor.
      await scene.citizen.browser.close();
      for (const letters of counts) yield* pageLines({ browser, plain, letters });
    } finally {
      await scene.close();
    }
  } finally {
    plain.close();
    await rm(dir, { recursive: true, force: true });
  }
}
