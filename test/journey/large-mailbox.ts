import { join } from "node:path";
import { build } from "vite";
import { mailboxName } from "../../extension/host/engine-host.ts";
import type { Page } from "./driver/index.ts";

const perTurn = 10_000;

/** Puts letters into the mailbox of a page of the extension, through the vault, as they would lie there. */
export async function fillMailbox(page: Page, letters: number): Promise<void> {
  const entry = join(import.meta.dirname, "../bench/fill-mailbox.ts");
  const lib = { entry, formats: ["iife" as const], name: "filling", fileName: () => "fill.js" };
  const built = await build({ configFile: false, logLevel: "error", build: { write: false, lib } });
  const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const script = outputs.flatMap((file) => (file.type === "chunk" ? [file.code] : [])).join("\n");
  // What runs in a page goes there as its words; a bundle has only words.
  type About = { name: string; from: number; to: number };
  const work = Object.assign((_about: About): Promise<void> => Promise.resolve(), {
    toString: () => `async ({ name, ...span }) => { ${script}; await filling.fillMailbox(name, span); }`,
  });
  // In turns, each shorter than a browser's patience.
  for (let from = 0; from < letters; from += perTurn)
    await page.evaluate(work, { name: mailboxName, from, to: Math.min(letters, from + perTurn) });
}
