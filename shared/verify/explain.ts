import { withoutHidden } from "../base/index.ts";
import type { Report, Step } from "./report.ts";
import { detailTexts, type Language, resultTexts, statementTexts, stepTexts, verdictTexts } from "./texts.ts";

// A name in a certificate could bring line breaks, escape sequences or characters that turn the text around.
const plain = (text: string): string => withoutHidden(text, "line", "?");

const explainStep = ({ id, about, result, detail }: Step, language: Language): string => {
  const said = detail === null ? "" : ` (${detailTexts[language][detail] ?? plain(detail)})`;
  return `${resultTexts[language][result]}: ${about}: ${stepTexts[language][id]}${said}`;
};

/** A report as text, a line per step, the verdict first. */
export function explain(report: Report, language: Language): string {
  const statements = report.statements.map(
    ({ kind, by, claimedAtMs, says, organisation, person }) =>
      `${statementTexts[language][kind]}: ${plain(organisation?.name ?? person?.name ?? by)}, ${plain(by)}, ${new Date(claimedAtMs).toISOString()}${says === null ? "" : `: ${plain(says)}`}`,
  );
  const steps = report.steps.map((step) => explainStep(step, language));
  return [verdictTexts[language][report.verdict], ...statements, ...steps].join("\n");
}
