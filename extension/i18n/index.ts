/**
 * i18n: every text a person reads, in German and English, with typed keys and placeholders, and the
 * formats of dates, sizes and numbers. Must never hold logic of a view or touch the browser.
 */
export { createFormat, type Format } from "./format.ts";
export { chooseLanguage, type Language, languages } from "./language.ts";
export type { TextKey } from "./texts.ts";
export { createTranslate, type Translate, texts } from "./translate.ts";
