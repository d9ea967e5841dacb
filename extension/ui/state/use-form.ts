import { useRef, useState } from "preact/hooks";
import {
  type AnswerProblem,
  type FieldPath,
  type Form,
  type FormRequest,
  parseFormRequest,
  summarise,
} from "../../../shared/letter/index.ts";
import type { ThreadView } from "../../../shared/protocol/index.ts";
import type { Translate } from "../../i18n/index.ts";
import type { LetterEntry } from "./delivery.ts";
import { noValues, readAnswers, type Values } from "./form-values.ts";
import type { DraftHandle } from "./use-draft.ts";

/** A form that somebody asks us to fill in, and the letter that asks. */
export interface AskedForm extends FormRequest {
  readonly letter: string;
}

const isLetter = (entry: ThreadView["entries"][number]): entry is LetterEntry => entry.kind === "letter";

/** The oldest form that an opened letter asks for and no letter of ours has answered: a newer one does not come in between. */
export function askedForm({ entries }: Pick<ThreadView, "entries">): AskedForm | null {
  const letters = entries.filter(isLetter);
  for (const letter of letters) {
    const request = letter.mine ? null : parseFormRequest(letter.data);
    if (request === null || "fault" in request) continue;
    const answered = letters.some(
      (each) => each.mine && each.inReplyTo === letter.letter && each.data?.schema === request.name,
    );
    if (!answered) return { ...request, letter: letter.letter };
  }
  return null;
}

export interface FormHandle {
  readonly values: Values;
  readonly change: (path: FieldPath, value: string | boolean) => void;
  readonly json: Readonly<Record<string, unknown>>;
  readonly problems: ReadonlyMap<FieldPath, AnswerProblem>;
}

/** Where what is being filled in is kept. */
export interface KeptValues {
  readonly values: Values;
  readonly put: (values: Values) => void;
}

/** Kept by the view itself, and gone with it. */
export function useValues(): KeptValues {
  const [values, put] = useState(noValues);
  return { values, put };
}

/** Kept with a draft, as answers to the form of this name. */
export const keptInDraft = ({ fields, change }: DraftHandle, form: string): KeptValues => ({
  values: fields.filling?.form === form ? new Map(fields.filling.values) : noValues,
  put: (values) => change({ filling: { form, values: [...values].map(([path, value]) => [path, value]) } }),
});

/** What is being filled in. */
export function useForm(form: Form | null, files: readonly string[], { values, put }: KeptValues): FormHandle {
  // Two fields that change at once must not undo each other.
  const newest = useRef(values);
  newest.current = values;
  const change = (path: FieldPath, value: string | boolean) => {
    newest.current = new Map([...newest.current, [path, value] as const]);
    put(newest.current);
  };
  const read = form === null ? { json: {}, problems: new Map() } : readAnswers(form, values, files);
  return { values, change, ...read };
}

/** Answers as text: whoever reads the letter without knowing the form reads this. */
export const answersAsText = (form: Form, json: unknown, t: Translate): string =>
  summarise(form, json)
    .map(({ label, value, depth }) => {
      const said = typeof value === "boolean" ? t(value ? "form.yes" : "form.no") : (value ?? "");
      return `${"  ".repeat(depth)}${/[?:]$/.test(label) ? label : `${label}:`} ${said}`.trimEnd();
    })
    .join("\n");

/** A portal's form has no groups: each of its values is plain. */
export const flatValues = (json: FormHandle["json"]): Record<string, string | number | boolean> =>
  Object.fromEntries(
    Object.entries(json).filter(
      (entry): entry is [string, string | number | boolean] =>
        typeof entry[1] === "string" || typeof entry[1] === "number" || typeof entry[1] === "boolean",
    ),
  );
