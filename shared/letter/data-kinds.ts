import * as v from "valibot";
import type { Form } from "./form.ts";
import { type FormFault, parseForm, withOrder } from "./form-schema.ts";
import type { LetterData } from "./letter.ts";

/** Structured data of our own: a letter that asks for a form, and one that says where an application stands. */

export const formRequestSchema = "urn:federpost:form-request:1";
export const statusSchema = "urn:federpost:application-status:1";

/** A letter that a machine wrote by itself, and why (as RFC 3834 marks mail). Nobody's machine answers it. */
export const automaticSchema = "urn:federpost:automatic:1";
export type AutomaticReason = "absence";
const automatic = v.strictObject({ reason: v.picklist(["absence"]) });

/** Where an application stands. */
export const applicationStatuses = ["received", "in_progress", "waiting_for_you", "decided", "closed"] as const;
export type ApplicationStatus = (typeof applicationStatuses)[number];

export interface StatusMessage {
  /** What the agency calls the application; empty for the thread's own. */
  readonly application: string;
  readonly status: ApplicationStatus;
}

const request = v.strictObject({
  /** Names the form: it is `schema` of the answer's data. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(400), v.regex(/^[!-~]+$/)),
  form: v.unknown(),
});
const status = v.strictObject({
  application: v.pipe(v.string(), v.maxLength(200)),
  status: v.picklist(applicationStatuses),
});

export interface FormRequest {
  readonly name: string;
  readonly form: Form;
}

/** What a letter's data asks to be filled in: null when it asks for nothing, the fault when its form cannot be shown. */
export function parseFormRequest(data: LetterData | null): FormRequest | { readonly fault: FormFault } | null {
  if (data?.schema !== formRequestSchema) return null;
  const parsed = v.safeParse(request, data.json);
  if (!parsed.success) return { fault: "malformed" };
  const read = parseForm(parsed.output.form);
  return "fault" in read ? read : { name: parsed.output.name, form: read.form };
}

/** Where an application stands by a letter's data; null when it does not say. */
export function parseStatus(data: LetterData | null): StatusMessage | null {
  if (data?.schema !== statusSchema) return null;
  const parsed = v.safeParse(status, data.json);
  return parsed.success ? parsed.output : null;
}

/** Data of a letter that asks for a form, its fields in their order. Names beginning with `urn:federpost:` would be read as data of our own. */
export const encodeFormRequest = (name: string, form: unknown): LetterData => ({
  schema: formRequestSchema,
  json: { name, form: withOrder(form) },
});

/** Data of a letter that says where an application stands. */
export const encodeStatus = (message: StatusMessage): LetterData => ({ schema: statusSchema, json: { ...message } });

/** Data of a letter that a machine writes by itself. */
export const automaticData = (reason: AutomaticReason) =>
  ({ schema: automaticSchema, json: { reason } }) as const satisfies LetterData;

/** Whether a machine wrote a letter, for whatever reason: one that we do not know is one too. */
export const isAutomatic = (data: LetterData | null): boolean => data?.schema === automaticSchema;

/** Why a machine wrote a letter; null when none did, or for a reason that we do not know. */
export function parseAutomatic(data: LetterData | null): AutomaticReason | null {
  if (!isAutomatic(data)) return null;
  const parsed = v.safeParse(automatic, data?.json);
  return parsed.success ? parsed.output.reason : null;
}
