import { readFile, writeFile } from "node:fs/promises";
import type { JourneyBrowser, Page } from "../journey/driver/index.ts";
import { DevTools } from "./browser-devtools.ts";

/**
 * Memory of a browser's processes as the kernel counts it. Chromium keeps everything of an extension in one process: its
 * service worker, its offscreen document and its pages cannot be told apart from outside.
 */

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
  readonly cpuTime: number;
}

/** A few milliseconds of work for the kernel each: seldom enough not to slow down what is measured. */
const lookEveryMs = 250;
/** Long enough to stand out on a machine whose cores are shared. */
const busyMs = 1500;

async function processes({ debuggingUrl }: JourneyBrowser): Promise<readonly ProcessInfo[]> {
  const devTools = await DevTools.open(debuggingUrl);
  try {
    return (await devTools.send("SystemInfo.getProcessInfo")).processInfo as readonly ProcessInfo[];
  } finally {
    devTools.close();
  }
}

/** The process of the extension: service worker, offscreen document and pages. */
export async function extensionProcess(browser: JourneyBrowser): Promise<number> {
  for (const { id } of await processes(browser)) {
    const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
    if (command.includes("--extension-process")) return id;
  }
  throw new Error("The browser has no process for the extension");
}

/** The process that runs a page, and its content scripts: the one that grows busy when the page does. */
export async function pageProcess(browser: JourneyBrowser, page: Page): Promise<number> {
  const before = new Map((await processes(browser)).map(({ id, cpuTime }) => [id, cpuTime]));
  await page.evaluate((ms) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  }, busyMs);
  const grown = (await processes(browser))
    .filter(({ type }) => type === "renderer")
    .map(({ id, cpuTime }) => ({ id, grownBy: cpuTime - (before.get(id) ?? cpuTime) }))
    .sort((a, b) => b.grownBy - a.grownBy);
  const [busiest] = grown;
  if (busiest === undefined || busiest.grownBy < 0.1) throw new Error("The page's process was not found");
  return busiest.id;
}

const kilobytes = (text: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN) * 1024;

const pssOf = async (pid: number): Promise<number> =>
  kilobytes(await readFile(`/proc/${pid}/smaps_rollup`, "utf8"), "Pss");

export interface MemoryUse {
  /** Resident set, the largest the kernel saw at any moment. */
  readonly peakRssBytes: number;
  /** Proportional set (shared pages divided among those who share them): before, and the largest seen. */
  readonly beforePssBytes: number;
  readonly peakPssBytes: number;
}

/** Watches a process until the returned function is called. */
export async function watchMemory(pid: number): Promise<() => Promise<MemoryUse>> {
  // Sets the kernel's high-water mark back to what is resident now.
  await writeFile(`/proc/${pid}/clear_refs`, "5");
  const beforePssBytes = await pssOf(pid);
  let peakPssBytes = beforePssBytes;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    peakPssBytes = Math.max(peakPssBytes, await pssOf(pid));
  };
  const timer = setInterval(() => {
    looking = looking.then(look);
    // A process that ended is reported by who stops the watch.
    looking.catch(() => clearInterval(timer));
  }, lookEveryMs);
  return async () => {
    clearInterval(timer);
    await looking;
    await look();
    const peakRssBytes = kilobytes(await readFile(`/proc/${pid}/status`, "utf8"), "VmHWM");
    return { peakRssBytes, beforePssBytes, peakPssBytes };
  };
}

export interface MemoryNow {
  /** Proportional set of the process. */
  readonly pssBytes: number;
  /** What the scripts of its main thread hold. */
  readonly heapBytes: number;
}

/** Attaches to the open page at an address, and says how to ask it. Chromium alone. */
async function attach({ debuggingUrl }: JourneyBrowser, url: string) {
  const devTools = await DevTools.open(debuggingUrl);
  const { targetInfos } = await devTools.send("Target.getTargets");
  const targets = targetInfos as readonly { readonly targetId: string; readonly url: string }[];
  const targetId = targets.find((each) => each.url.startsWith(url))?.targetId;
  if (targetId === undefined) throw new Error(`No page at ${url} is open`);
  const session = String((await devTools.send("Target.attachToTarget", { targetId, flatten: true })).sessionId);
  const send = (method: string) => devTools.send(method, {}, session);
  await send("Performance.enable");
  const metric = async (name: string): Promise<number> => {
    const { metrics } = await send("Performance.getMetrics");
    const all = metrics as readonly { readonly name: string; readonly value: number }[];
    return all.find((each) => each.name === name)?.value ?? Number.NaN;
  };
  return { send, metric, close: () => devTools.close() };
}

/** What the process `pid` holds after garbage was collected, as the kernel and a page in it count it. */
export async function memoryNow(browser: JourneyBrowser, url: string, pid: number): Promise<MemoryNow> {
  const page = await attach(browser, url);
  try {
    await page.send("HeapProfiler.collectGarbage");
    return { heapBytes: await page.metric("JSHeapUsedSize"), pssBytes: await pssOf(pid) };
  } finally {
    page.close();
  }
}

/**
 * Tells how many milliseconds of a processor the thread of a page took since the last look: other work on the machine is not in it.
 * The engine host and all pages of an extension share theirs.
 */
export async function threadTime(browser: JourneyBrowser, url: string) {
  const page = await attach(browser, url);
  let before = await page.metric("ThreadTime");
  return {
    since: async (): Promise<number> => {
      const now = await page.metric("ThreadTime");
      const ms = (now - before) * 1_000;
      before = now;
      return ms;
    },
    close: page.close,
  };
}
