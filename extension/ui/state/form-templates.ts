import type { Translate } from "../../i18n/index.ts";

/** Forms that clerks ask for most, as JSON Schema in the language of whoever asks. */

export const templateNames = ["contact", "bank", "papers"] as const;
export type TemplateName = (typeof templateNames)[number];

const object = (title: string, required: readonly string[], properties: object) => ({
  ...{ type: "object", additionalProperties: false, title, required, properties },
});

const makers: Readonly<Record<TemplateName, (t: Translate) => object>> = {
  contact: (t) =>
    object(t("template.contact"), ["phone"], {
      phone: { type: "string", title: t("template.phone"), minLength: 5, maxLength: 40 },
      when: { type: "string", title: t("template.when"), enum: [t("template.morning"), t("template.afternoon")] },
      day: { type: "string", format: "date", title: t("template.day") },
    }),
  bank: (t) =>
    object(t("template.bank"), ["holder", "iban"], {
      holder: { type: "string", title: t("template.holder"), minLength: 2, maxLength: 70 },
      iban: {
        ...{ type: "string", title: "IBAN", description: t("template.iban_hint"), maxLength: 42 },
        pattern: "^[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{11,38}$",
      },
    }),
  papers: (t) =>
    object(t("template.papers"), ["papers"], {
      papers: {
        ...{ type: "array", title: t("template.paper"), minItems: 1, maxItems: 10 },
        items: object("", ["kind", "file"], {
          kind: { type: "string", title: t("template.paper_kind"), maxLength: 100 },
          file: { type: "string", format: "federpost-file", title: t("template.paper_file") },
        }),
      },
      complete: { type: "boolean", title: t("template.complete") },
    }),
};

/** A template's form and its name, by which answers are known. */
export const formTemplate = (name: TemplateName, t: Translate): { readonly name: string; readonly form: object } => ({
  name: `urn:federpost:template:${name}:1`,
  form: makers[name](t),
});
