import type { en } from "./en.ts";

/** A text with a form for one thing and one for several; German and English have no other plural forms. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

export type Source = typeof en;
export type TextKey = keyof Source;

/** What a language must bring: the same keys as English, plurals where English has plurals. */
export type TextsOf<S> = { readonly [Key in keyof S]: S[Key] extends string ? string : Plural };
export type Texts = TextsOf<Source>;
