import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchLine } from "../../scripts/benches.ts";
import { bundle } from "../../scripts/pack.ts";
import { root } from "../../scripts/paths.ts";
import { prepare } from "../../scripts/setup/index.ts";
import type { Page } from "../journey/driver/index.ts";
import { createNarrator } from "../journey/narrator.ts";
import { openScene, type Scene } from "../journey/scene.ts";
import { approve } from "../journey/steps/portal.ts";
import { type Answer, startPortal } from "../portal/index.ts";
import { percentile, rounded } from "./measure.ts";
import { openAndCloseFrames } from "./portal-frames.ts";
import { comeAndGo, type PageTimes, roundTrips, timesWithoutGrant } from "./portal-in-page.ts";
import { rankTest } from "./rank-test.ts";

/**
 * What the line between a portal's page and the mailbox costs, in a real Chromium with a real mailbox: calls of the SDK beside a bare
 * postMessage, frames that come and go, and whether refusals tell by their time what is there.
 */

const html = `<!doctype html><meta charset="utf-8"><title>Bench</title><div id="box"></div>`;
const echo = "onmessage = ({ data, ports: [port] }) => port.postMessage(data);";

async function benchPages(): Promise<ReadonlyMap<string, Answer>> {
  const script = (body: string): Answer => ({ type: "text/javascript", body });
  return new Map<string, Answer>([
    ["/", { type: "text/html; charset=utf-8", body: html }],
    ["/federpost.js", script(await bundle(join(root, "shared/sdk/index.ts")))],
    ["/echo.js", script(echo)],
  ]);
}

/** A letter of this page, whose state it may ask for. */
async function sendOne({ citizen, portal, narrator }: Scene, page: Page, origin: string): Promise<string> {
  const sending = page.evaluate(comeAndGo, { domain: new URL(portal.origin).host });
  await approve(citizen, { kind: "access", origin, shows: [] }, narrator);
  await approve(citizen, { kind: "send", origin, shows: [] }, narrator);
  return sending;
}

const line = (name: string, value: number, unit: string, rounds: number, more: Partial<BenchLine> = {}): BenchLine => ({
  name,
  value: rounded(value),
  unit,
  rounds,
  ...more,
});

function* callLines({ ours, theirs }: PageTimes): Generator<BenchLine> {
  for (const [name, share] of [
    ["p50", 0.5],
    ["p95", 0.95],
  ] as const) {
    const [mine, bare] = [percentile(ours, share), percentile(theirs, share)];
    yield line(`portal/letter.status/${name}/chromium`, mine, "ms", ours.length);
    yield line(`portal/postMessage echo/${name}/chromium`, bare, "ms", theirs.length);
  }
}

function* oracleLines(name: string, { ours: there, theirs: not }: PageTimes): Generator<BenchLine> {
  const { larger, p } = rankTest(there, not);
  yield line(`portal/${name}/median where it is there/chromium`, percentile(there, 0.5), "ms", there.length);
  yield line(`portal/${name}/median where it is not/chromium`, percentile(not, 0.5), "ms", not.length);
  yield line(`portal/${name}/share of pairs that are slower where it is there/chromium`, larger, "", there.length);
  yield line(`portal/${name}/p of the rank test/chromium`, p, "", there.length);
}

async function* measure(scene: Scene): AsyncGenerator<BenchLine> {
  const [portal, stranger] = [
    await startPortal({ pages: await benchPages() }),
    await startPortal({ pages: await benchPages() }),
  ];
  try {
    const { browser } = scene.citizen;
    const page = await browser.open(portal.url);
    const letter = await sendOne(scene, page, portal.origin);
    yield* callLines(await page.evaluate(roundTrips, { letter, rounds: 100 }));
    const domain = new URL(scene.portal.origin).host;
    // A page without any permission, which asks for what is there and for what is not.
    const outside = await browser.open(stranger.url);
    for (const about of ["letter.status", "mailbox.find", "identity.present"] as const)
      yield* oracleLines(
        `refusal of ${about}`,
        await outside.evaluate(timesWithoutGrant, { about, letter, domain, rounds: 400 }),
      );
    yield* openAndCloseFrames(scene.citizen, outside, 1000);
  } finally {
    await portal.stop();
    await stranger.stop();
  }
}

export async function* bench(): AsyncGenerator<BenchLine> {
  await prepare(["browsers", "homeserver", "builds"]);
  const dir = await mkdtemp(join(tmpdir(), "federpost-bench-"));
  try {
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    const scene = await openScene({ dir, browser: "chromium", servers: 1, window: "headless", narrator });
    try {
      yield line("load-average/before portal", loadavg()[0] ?? Number.NaN, "processes", 1);
      yield* measure(scene);
      yield line("load-average/after portal", loadavg()[0] ?? Number.NaN, "processes", 1);
    } finally {
      await scene.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
