import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchLine } from "../../scripts/benches.ts";
import { prepare } from "../../scripts/setup/index.ts";
import { createNarrator } from "../journey/narrator.ts";
import { openScene } from "../journey/scene.ts";
import { largeAttachment } from "./browser-attachment.ts";
import { coldStart } from "./browser-cold-start.ts";
import { sendToReadable } from "./browser-letters.ts";
import { sizes } from "./browser-sizes.ts";

/** How busy the machine is otherwise: times taken beside other work are times of that, too. */
const load = (before: string): BenchLine => ({
  name: `load-average/before ${before}`,
  value: Number((loadavg()[0] ?? Number.NaN).toFixed(1)),
  unit: "processes",
  rounds: 1,
});

/** The product as it is: two real Chromium with the built extension, a real homeserver, the demo portal. */
export async function* bench(): AsyncGenerator<BenchLine> {
  yield* sizes();
  await prepare(["browsers", "homeserver", "builds"]);
  const dir = await mkdtemp(join(tmpdir(), "federpost-bench-"));
  try {
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    // Synapse invites an account five times and then once in minutes, which is not what is measured.
    const scene = await openScene({
      dir,
      browser: "chromium",
      servers: 1,
      window: "headless",
      rateLimits: "raised",
      narrator,
    });
    try {
      yield load("letters");
      yield* sendToReadable(scene);
      yield load("attachments");
      yield* largeAttachment(scene);
      yield load("cold start");
      // The last: it takes the debugger of the journeys off the citizen's browser.
      yield* coldStart(scene);
    } finally {
      await scene.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
