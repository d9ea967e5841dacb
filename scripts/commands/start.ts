import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { stateDir } from "../paths.ts";
import { everything, prepare } from "../setup/index.ts";
import { readArguments } from "../usage.ts";
import { demo } from "../walk.ts";

const usage = "npm start [-- --headless]";

/** `npm start`: the demo. Without a display, or with --headless, it walks J1 and J2 and ends with `walk: ok`. */
export const run = async (args: readonly string[]): Promise<number> => {
  const options = { headless: { type: "boolean", default: false } } as const;
  const { values } = readArguments(args, { usage, options, maxPositionals: 0 });
  await prepare(everything);
  if (demo === null) throw new Error("walk: failed: the journeys are not plugged in yet (docs/limits.md)");
  const say = (line: string): void => console.log(line);
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (hasDisplay && !values.headless) {
    await demo.show(say);
    return 0;
  }
  const screenshots = join(stateDir, "walk");
  await mkdir(screenshots, { recursive: true });
  await demo.walk(screenshots, say);
  say("walk: ok");
  return 0;
};
