import type { BenchLine } from "../../scripts/benches.ts";
import type { Actor } from "../journey/actor.ts";
import type { Page } from "../journey/driver/index.ts";
import { extensionProcess, pageProcess, watchMemory } from "./browser-memory.ts";
import { frameAfterFrame } from "./portal-in-page.ts";

const mebibyte = 1 << 20;
const inMebibytes = (bytes: number): number => Number((bytes / mebibyte).toFixed(1));

/** What the kernel counts for a process right now. */
const now = async (pid: number): Promise<number> => (await (await watchMemory(pid))()).beforePssBytes;

/**
 * Sealed frames that come up in a page and go again: each is put into the page, takes its seat at the engine host, and goes when the
 * call it came for is refused. What stays afterwards is a leak.
 */
export async function* openAndCloseFrames({ browser }: Actor, page: Page, count: number): AsyncGenerator<BenchLine> {
  const processes = { page: await pageProcess(browser, page), extension: await extensionProcess(browser) };
  // The first frames load code that stays; they are not counted.
  await page.evaluate(frameAfterFrame, { count: 20 });
  const before = { page: await now(processes.page), extension: await now(processes.extension) };
  const started = performance.now();
  const seen = await page.evaluate(frameAfterFrame, { count });
  const tookMs = performance.now() - started;
  if (seen < count) throw new Error(`Only ${seen} of ${count} frames came up`);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  for (const name of ["page", "extension"] as const) {
    const unit = "MiB";
    yield { name: `portal/frames/${name} before/chromium`, value: inMebibytes(before[name]), unit, rounds: 1 };
    const after = inMebibytes(await now(processes[name]));
    yield { name: `portal/frames/${name} after ${count}/chromium`, value: after, unit, rounds: 1 };
  }
  yield {
    name: "portal/frames/coming and going/chromium",
    value: Math.round(tookMs / count),
    unit: "ms",
    rounds: count,
  };
}
