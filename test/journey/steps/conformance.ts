import { serveConformance } from "../../../scripts/portal/conformance-server.ts";
import type { ConformanceReport } from "../../../shared/sdk/conformance/report.ts";
import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import { sayYes, seeQuestion } from "./portal.ts";

/** The conformance page, as a portal's developer runs it. */

const reportIn = async (page: Page): Promise<ConformanceReport> =>
  JSON.parse(
    await page.evaluate(() => (document.querySelector("#json") as HTMLTextAreaElement).value, null),
  ) as ConformanceReport;

const idsOf = (report: ConformanceReport, result: string): string =>
  report.rows
    .filter((row) => row.result === result)
    .map(({ id, found }) => `${id} (${found})`)
    .join(", ");

/** Runs it whole on the portal's own origin: declines, allows and signs as the page says. Answers the report. */
export async function runConformancePage(
  actor: Actor,
  portal: { readonly origin: string; readonly url: string },
  narrator: Narrator,
): Promise<ConformanceReport> {
  const page = await actor.browser.open(`${portal.url}conformance.html?path=/sign`);
  const told = (text: string) => page.see({ css: "#person", text });
  const question = (kind: "access" | "sign") => seeQuestion(actor, { kind, origin: portal.origin, shows: [] });
  await page.click({ css: "#start" });
  await told("Press “Decline” there");
  const first = await question("access");
  await first.see({ testId: "decide", data: { live: "true" } });
  await first.click({ testId: "decline" });
  await told("Press “Allow”");
  await sayYes(await question("access"));
  await told("Press “Sign”");
  await sayYes(await question("sign"));
  await page.see({ css: "#verdict[data-verdict]" });
  await narrator.picture(page, "conformance");
  const report = await reportIn(page);
  await page.close();
  return report;
}

/** Throws unless nothing failed and only `warned` is warned of. */
export function expectConformant(report: ConformanceReport, warned: readonly string[]): void {
  const warnings = report.rows.filter(({ result }) => result === "warning").map(({ id }) => id);
  const skips = report.rows.filter(({ result }) => result === "skipped").map(({ id }) => id);
  if (report.verdict === "passed" && skips.length === 0 && warnings.join() === warned.join()) return;
  const shown = ["failed", "skipped", "warning"].map((result) => `${result}: ${idsOf(report, result)}`);
  throw new Error(`The conformance page found ${shown.join("; ")}`);
}

/** Runs it under headers that keep the extension away, and sees it say so. */
export async function seeItFail({ browser }: Actor): Promise<void> {
  const policy = "sandbox allow-scripts; default-src 'self'";
  const server = await serveConformance({ headers: [["content-security-policy", policy]] });
  try {
    const page = await browser.open(server.url);
    await page.click({ css: "#start-alone" });
    await page.see({ css: "#verdict[data-verdict=failed]" });
    await page.see({ css: "tr[data-id=origin][data-result=failed]", text: "without a sandbox" });
    await page.see({ css: "tr[data-id=announce][data-result=failed]" });
    await page.close();
  } finally {
    await server.stop();
  }
}
