import { tellFromFrame } from "./conformance/page-checks.ts";
import type { ConformanceReport, Row } from "./conformance/report.ts";
import { runConformance } from "./conformance/run.ts";

/**
 * The conformance page: conformance.html with this script, put by a portal's developer on the portal's own origin. Shows a row for
 * each thing that was looked at, and the whole as JSON.
 */

const inFrame = "#frame";

const looks = `
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
  tr[data-result=failed] { background: #c0392b33; }
  tr[data-result=warning] { background: #b7950b33; }
  tr[data-result=skipped] { opacity: .75; }
  #person { font-weight: bold; min-height: 1.5em; }
  textarea { box-sizing: border-box; width: 100%; font-family: monospace; }
  label, button { margin-inline-end: 1rem; }
`;

const marks: Readonly<Record<Row["result"], string>> = {
  passed: "✓ passed",
  warning: "! warning",
  failed: "✗ failed",
  skipped: "– skipped",
};

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

function cell(text: string, name: "td" | "th" = "td"): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(row: Row): void {
  const line = document.createElement("tr");
  line.dataset.id = row.id;
  line.dataset.result = row.result;
  const title = cell(row.what, "th");
  title.setAttribute("scope", "row");
  line.append(cell(marks[row.result]), title, cell(row.found), cell(row.todo));
  element("rows").append(line);
}

function end(report: ConformanceReport): void {
  const count = (result: Row["result"]) => report.rows.filter((row) => row.result === result).length;
  const verdict = element("verdict");
  verdict.dataset.verdict = report.verdict;
  verdict.textContent = `${report.verdict}: ${count("passed")} passed, ${count("warning")} warnings, ${count("failed")} failed, ${count("skipped")} skipped`;
  const json = `${JSON.stringify(report, null, 2)}\n`;
  element<HTMLTextAreaElement>("json").value = json;
  const save = element<HTMLAnchorElement>("save");
  save.href = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  save.hidden = false;
}

async function run(person: "ask" | "skip"): Promise<void> {
  element("rows").replaceChildren();
  element("verdict").textContent = "running";
  const buttons = [element<HTMLButtonElement>("start"), element<HTMLButtonElement>("start-alone")];
  for (const button of buttons) button.disabled = true;
  const report = await runConformance({
    person,
    path: element<HTMLInputElement>("path").value,
    frameUrl: `${location.pathname}${inFrame}`,
    onRow: show,
    onPerson: (sentence) => {
      element("person").textContent = sentence ?? "";
      element("person").dataset.asks = sentence === null ? "no" : "yes";
    },
  });
  end(report);
  for (const button of buttons) button.disabled = false;
}

function begin(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(looks);
  document.adoptedStyleSheets = [sheet];
  element("origin").textContent = globalThis.origin;
  element<HTMLInputElement>("path").value = new URLSearchParams(location.search).get("path") ?? location.pathname;
  element("start").addEventListener("click", () => void run("ask"));
  element("start-alone").addEventListener("click", () => void run("skip"));
}

if (location.hash === inFrame && window.parent !== window) void tellFromFrame();
else begin();
