import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type AssuranceLevel, assuranceLevels } from "../../../shared/base/index.ts";
import {
  type ApplicationStatus,
  applicationStatuses,
  encodeFormRequest,
  encodeStatus,
  type FormFault,
  type LetterData,
  parseFormRequest,
} from "../../../shared/letter/index.ts";
import type { AskingView } from "../../../shared/protocol/index.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Field } from "../parts/field.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { formTemplate, type TemplateName, templateNames } from "../state/form-templates.ts";
import { useFeature } from "../state/policy.ts";
import { readDay } from "../state/read-day.ts";
import type { Asks } from "../state/send.ts";

type Adding = "nothing" | "file" | `form:${TemplateName}` | `status:${ApplicationStatus}`;
const addings: readonly Adding[] = [
  "nothing",
  "file",
  ...templateNames.map((name) => `form:${name}` as const),
  ...applicationStatuses.map((status) => `status:${status}` as const),
];

/** A form from a file of the writer's. */
interface OwnForm {
  readonly name: string;
  readonly read: { readonly data: LetterData } | { readonly fault: FormFault };
}

/** What stands in the fields, and where it is kept. */
export interface KeptAsking {
  readonly asking: AskingView;
  readonly put: (asking: AskingView) => void;
}

export interface AskingHandle {
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly adding: Adding;
  readonly add: (adding: Adding) => void;
  readonly own: OwnForm | null;
  readonly takeFile: (file: File) => Promise<void>;
  readonly demands: AssuranceLevel | null;
  readonly demand: (level: AssuranceLevel | null) => void;
  /** Null while something must be mended. */
  readonly asks: Asks | null;
}

const largestForm = 256 * 1024;

/** A form in a file of JSON. Never throws: what is none says why. */
async function readOwnForm(file: File): Promise<OwnForm> {
  const { name } = file;
  if (file.size > largestForm) return { name, read: { fault: "too_large" } };
  try {
    const form: unknown = JSON.parse(await file.text());
    const id = typeof form === "object" && form !== null && "$id" in form ? form.$id : null;
    const usable = typeof id === "string" && /^[!-~]{1,400}$/.test(id) && !id.startsWith("urn:federpost:");
    const data = encodeFormRequest(usable ? id : `urn:uuid:${crypto.randomUUID()}`, form);
    const request = parseFormRequest(data);
    return { name, read: request !== null && "fault" in request ? request : { data } };
  } catch {
    return { name, read: { fault: "malformed" } };
  }
}

/** What a letter asks of its recipient, or says of their application. A form from a file is kept where it can be used. */
export function useAsking({ asking, put }: KeptAsking): AskingHandle {
  const { t } = useUi();
  const { acknowledgeBy: typed, demands } = asking;
  const adding = addings.find((each) => each === asking.adding) ?? "nothing";
  const [unusable, setUnusable] = useState<OwnForm | null>(null);
  const kept: OwnForm | null = asking.own === null ? null : { name: asking.own.name, read: { data: asking.own.data } };
  const own = unusable ?? kept;
  const day = readDay(typed);
  const dayWrong = typed.trim() !== "" && day === null;
  const dataOf = (): LetterData | null | "wrong" => {
    if (adding === "nothing") return null;
    if (adding === "file") return own === null || "fault" in own.read ? "wrong" : own.read.data;
    const template = templateNames.find((name) => adding === `form:${name}`);
    const status = applicationStatuses.find((each) => adding === `status:${each}`);
    if (status !== undefined) return encodeStatus({ application: "", status });
    if (template === undefined) return null;
    const { name, form } = formTemplate(template, t);
    return encodeFormRequest(name, form);
  };
  const data = dataOf();
  const asks = dayWrong || data === "wrong" ? null : { acknowledgeBy: day, data, demands };
  const takeFile = async (file: File) => {
    const { name, read } = await readOwnForm(file);
    setUnusable("fault" in read ? { name, read } : null);
    put({ ...asking, own: "fault" in read ? null : { name: name.slice(0, 255), data: read.data } });
  };
  const type = (acknowledgeBy: string) => put({ ...asking, acknowledgeBy });
  const add = (chosen: Adding) => put({ ...asking, adding: chosen });
  const demand = (level: AssuranceLevel | null) => put({ ...asking, demands: level });
  return { typed, type, adding, add, own, takeFile, demands, demand, asks };
}

function OwnFormFile({ asking }: { readonly asking: AskingHandle }): JSX.Element {
  const { t } = useUi();
  const { own, takeFile } = asking;
  const fault = own !== null && "fault" in own.read ? own.read.fault : null;
  return (
    <div class={fault === null ? "field" : "field field-wrong"}>
      <label for="own-form">{t("ask.own_form")}</label>
      <p class="hint" id="own-form-hint">
        {t("ask.own_form_hint")}
      </p>
      <input
        id="own-form"
        type="file"
        accept="application/json,application/schema+json,.json"
        aria-describedby="own-form-hint"
        aria-invalid={fault === null ? undefined : true}
        data-testid="ask-own-form"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) void takeFile(file);
        }}
      />
      {own !== null && fault === null && <p data-testid="own-form-name">{visibleLine(own.name)}</p>}
      {fault !== null && (
        <p class="problem" role="alert" data-testid="form-fault">
          {t(`form.fault.${fault}`)}
        </p>
      )}
    </div>
  );
}

/** Where the writer says what the recipient is asked for, or where their application stands. */
export function AskFor({ asking }: { readonly asking: AskingHandle }): JSX.Element {
  const { t } = useUi();
  const { typed, type, adding, add } = asking;
  const hasForms = useFeature("forms");
  const dayWrong = typed.trim() !== "" && readDay(typed) === null;
  // A draft that asks for something shows it.
  const [open] = useState(typed !== "" || adding !== "nothing" || asking.demands !== null);
  return (
    <details class="ask-for" open={open} data-testid="ask-for">
      <summary>{t("ask.title")}</summary>
      <Field
        label={t("ask.acknowledge_by")}
        hint={t("ask.acknowledge_by_hint")}
        value={typed}
        maxLength={10}
        problem={dayWrong ? t("form.date") : null}
        onInput={type}
        testId="ask-acknowledge-by"
      />
      <ChoiceField
        label={t("ask.proved")}
        hint={t("ask.proved_hint")}
        value={asking.demands ?? "none"}
        problem={null}
        onInput={(value) => asking.demand(assuranceLevels.find((each) => each === value) ?? null)}
        testId="ask-proved"
      >
        <option value="none">{t("ask.anybody")}</option>
        {assuranceLevels.map((level) => (
          <option key={level} value={level}>
            {t(`person.level.${level}`)}
          </option>
        ))}
      </ChoiceField>
      {hasForms && (
        <ChoiceField
          label={t("ask.add")}
          hint={t("ask.add_hint")}
          value={adding}
          problem={null}
          onInput={(value) => add(addings.find((each) => each === value) ?? "nothing")}
          testId="ask-add"
        >
          <option value="nothing">{t("ask.nothing")}</option>
          <optgroup label={t("ask.form")}>
            {templateNames.map((name) => (
              <option key={name} value={`form:${name}`}>
                {t(`template.${name}`)}
              </option>
            ))}
            <option value="file">{t("ask.own_form")}</option>
          </optgroup>
          <optgroup label={t("ask.status")}>
            {applicationStatuses.map((status) => (
              <option key={status} value={`status:${status}`}>
                {t(`status.${status}`)}
              </option>
            ))}
          </optgroup>
        </ChoiceField>
      )}
      {adding === "file" && <OwnFormFile asking={asking} />}
    </details>
  );
}
