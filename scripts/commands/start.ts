import { mkdir, rm } from "node:fs/promises";
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
  const say = (line: string): void => console.log(line);
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (hasDisplay && !values.headless) {
    await demo.show(say);
    return 0;
  }
  const screenshots = join(stateDir, "walk");
  // Pictures of an earlier walk would be taken for those of this one.
  await rm(screenshots, { recursive: true, force: true });
  await mkdir(screenshots, { recursive: true });
  try {
    await demo.walk(screenshots, say);
  } catch (cause) {
    say(`walk: failed: ${cause instanceof Error ? cause.message : cause}`);
    return 1;
  }
  say(`Pictures of every step: ${screenshots}`);
  say("walk: ok");
  return 0;
};
