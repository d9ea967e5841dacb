import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Result } from "axe-core";
import { ChromiumPage, type Page } from "./driver/index.ts";
import { keptFields } from "./kept-fields.ts";

/** What axe found, as its own results say it. */
type Violation = Pick<Result, "id" | "help"> & { readonly targets: readonly string[] };

/**
 * Looks at every page that a journey takes a picture of, in both themes, by the rules of WCAG 2.2 AA, and that the browser keeps
 * nothing of what is typed.
 */
export interface AccessLook {
  readonly look: (page: Page, name: string) => Promise<void>;
  /** A line for each violation: page, theme, rule, elements. */
  readonly found: readonly string[];
  /** Pages that were looked at. */
  readonly seen: ReadonlySet<string>;
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Runs axe in the page. The page's own policy lets nobody evaluate text; the debugger may. */
async function makeRun(): Promise<(none: null) => Promise<Violation[]>> {
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const run = `return axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] }).then(
    ({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, targets: nodes.map(({ target }) => target.join(" ")) })));`;
  return new Function("none", `${source};\n${run}`) as (none: null) => Promise<Violation[]>;
}

/** A picture without words and a text that nobody can read: whoever looks must find both. */
async function seesFaults(page: Page, run: (none: null) => Promise<Violation[]>): Promise<boolean> {
  await page.evaluate(() => {
    const planted = document.createElement("div");
    planted.id = "planted-fault";
    planted.innerHTML = `<img src="icons/16.png"><p>unlesbar</p>`;
    // As properties: the page's policy takes no styles out of markup.
    Object.assign(planted.style, { color: "#999", background: "#aaa" });
    document.body.append(planted);
  }, null);
  const ids = (await page.evaluate(run, null)).map(({ id }) => id);
  await page.evaluate(() => document.querySelector("#planted-fault")?.remove(), null);
  return ids.includes("image-alt") && ids.includes("color-contrast");
}

export function createAccessLook(): AccessLook {
  const found: string[] = [];
  const seen = new Set<string>();
  const run = makeRun();
  return {
    found,
    seen,
    look: async (page, name) => {
      if (!(page instanceof ChromiumPage)) return;
      if (seen.size === 0 && !(await seesFaults(page, await run))) throw new Error("axe does not find planted faults");
      for (const theme of ["light", "dark"] as const) {
        await page.prefer(theme);
        for (const { id, help, targets } of await page.evaluate(await run, null))
          found.push(`${name}, ${theme}: ${id} (${help}) at ${targets.join(" | ")}`);
      }
      await page.prefer(null);
      // What a portal's own page keeps is the portal's affair.
      const isOurs = (await page.url()).startsWith("chrome-extension:");
      for (const field of isOurs ? await page.evaluate(keptFields, null) : [])
        found.push(`${name}: the browser keeps what stands in ${field}`);
      seen.add(name);
    },
  };
}
