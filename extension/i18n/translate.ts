import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Language } from "./language.ts";
import type { Plural, Source, TextKey, Texts } from "./texts.ts";

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesOf<Text> = Text extends string
  ? NamesIn<Text>
  : Text extends { readonly one: infer One; readonly other: infer Other }
    ? NamesIn<One> | NamesIn<Other> | "count"
    : never;
type Values<Key extends TextKey> = [NamesOf<Source[Key]>] extends [never]
  ? []
  : [values: Readonly<Record<NamesOf<Source[Key]>, string | number>>];

/** The text of a key; its placeholders must all be given. Numbers are written as the language writes them. */
export type Translate = <Key extends TextKey>(key: Key, ...values: Values<Key>) => string;

export const texts: Readonly<Record<Language, Texts>> = { de, en };

/** A translator for one language. */
export function createTranslate(language: Language): Translate {
  const table = texts[language];
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, ...[values]) => {
    const text: string | Plural = table[key];
    if (values === undefined && typeof text === "string") return text;
    const given: Readonly<Record<string, string | number>> = values ?? {};
    const form = typeof text === "string" ? text : plural.select(Number(given.count)) === "one" ? text.one : text.other;
    return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = given[name];
      return value === undefined ? whole : typeof value === "number" ? number.format(value) : value;
    });
  };
}
