import { join } from "node:path";
import type { BenchLine } from "../../scripts/benches.ts";
import { runCommand } from "../../scripts/run-command.ts";
import { filesLines } from "./files-lines.ts";
import { inBrowser } from "./in-browser.ts";
import { installPeers } from "./install.ts";
import { median, rounded } from "./measure.ts";

/** Resident memory that sealing takes at most, as Node tells it; browsers do not. */
async function memoryLine(): Promise<BenchLine> {
  const child = join(import.meta.dirname, "memory-child.ts");
  const peaks: number[] = [];
  for (let i = 0; i < 7; i++) peaks.push(Number(await runCommand(process.execPath, [child])));
  const value = rounded(median(peaks));
  return { name: "file-seal-memory/64 MiB/node", value, unit: "MB", rounds: 7, goal: 64, met: value < 64 };
}

/** The encrypted file stream, in Node, Chromium and Firefox. */
export async function* bench(): AsyncGenerator<BenchLine> {
  yield await memoryLine();
  await installPeers();
  const { loadAge } = await import("./peers/age.js");
  yield* filesLines("node", await loadAge());
  yield* inBrowser("chromium", "files");
  yield* inBrowser("firefox", "files");
}
