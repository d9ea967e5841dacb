import type { JSX } from "preact";
import {
  type AnswerLine,
  checkAnswers,
  type Form,
  isAutomatic,
  parseAutomatic,
  parseFormRequest,
  parseStatus,
  summarise,
} from "../../../shared/letter/index.ts";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { DayText } from "./day-text.tsx";
import { Notice } from "./notice.tsx";
import { SafeLine, SafeText } from "./safe.tsx";

interface Data {
  readonly schema: string;
  readonly json: unknown;
}

function Raw({ data }: { readonly data: Data }): JSX.Element {
  const { t } = useUi();
  return (
    <div class="data" data-testid="data">
      <p>
        {t("letter.data")} <SafeLine text={data.schema} />
      </p>
      <SafeText text={JSON.stringify(data.json, null, 2) ?? ""} links="none" />
    </div>
  );
}

function Line({ line }: { readonly line: AnswerLine }): JSX.Element {
  const { t } = useUi();
  const { value } = line;
  return (
    <div class="answer-line" style={{ paddingInlineStart: `${line.depth}rem` }}>
      <dt>{visibleLine(line.label)}</dt>
      <dd>
        {typeof value === "boolean" && t(value ? "form.yes" : "form.no")}
        {typeof value === "number" && String(value)}
        {typeof value === "string" &&
          (/^\d{4}-\d{2}-\d{2}$/.test(value) ? <DayText day={value} /> : <SafeText text={value} links="none" />)}
      </dd>
    </div>
  );
}

interface AnswersProps {
  readonly form: Form;
  readonly data: Data;
  readonly files: readonly string[];
}

/** Answers to a form of ours, checked anew: whoever filled it in may have used another program. */
function Answers({ form, data, files }: AnswersProps): JSX.Element {
  const { t } = useUi();
  const problems = checkAnswers(form, data.json, { files });
  return (
    <section class="answers" aria-label={t("form.answers")} data-testid="answers" data-valid={problems.size === 0}>
      <h4>{visibleLine(form.title === "" ? t("form.answers") : form.title)}</h4>
      {problems.size === 0 ? (
        <p class="hint">{t("form.fits")}</p>
      ) : (
        <Notice tone="warning">
          <p>{t("form.does_not_fit")}</p>
          <ul>
            {[...problems].map(([path, problem]) => (
              <li key={path}>
                <SafeLine text={path} />: {t(`form.${problem}`)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <dl>
        {summarise(form, data.json).map((line) => (
          <Line key={line.path} line={line} />
        ))}
      </dl>
      <details>
        <summary>{t("form.raw")}</summary>
        <Raw data={data} />
      </details>
    </section>
  );
}

interface StructuredDataProps {
  readonly data: Data;
  /** The data of the letter that this one answers, where it is known. */
  readonly asked?: Data | null;
  /** Names of the letter's attachments. */
  readonly files?: readonly string[];
}

/** Structured content of a letter: as a form, its answers or a status where it is one, else as it is. Nothing is hidden. */
export function StructuredData({ data, asked = null, files = [] }: StructuredDataProps): JSX.Element {
  const { t } = useUi();
  if (isAutomatic(data)) {
    const reason = parseAutomatic(data);
    return (
      <p class="data" data-testid="automatic-reason">
        {reason === null ? t("absence.letter_other") : t("absence.letter")}
      </p>
    );
  }
  const status = parseStatus(data);
  if (status !== null)
    return (
      <p class="data" data-testid="status-message">
        {t("status.title")}: <strong>{t(`status.${status.status}`)}</strong>
      </p>
    );
  const request = parseFormRequest(data);
  if (request !== null && "fault" in request)
    return (
      <>
        <Notice tone="warning" testId="form-refused">
          <p>{t(`form.fault.${request.fault}`)}</p>
        </Notice>
        <Raw data={data} />
      </>
    );
  if (request !== null)
    return (
      <p class="data" data-testid="form-request">
        {t("form.request")}{" "}
        <strong>{visibleLine(request.form.title === "" ? request.name : request.form.title)}</strong>
      </p>
    );
  const question = asked === null ? null : parseFormRequest(asked);
  return question !== null && "form" in question && question.name === data.schema ? (
    <Answers form={question.form} data={data} files={files} />
  ) : (
    <Raw data={data} />
  );
}
