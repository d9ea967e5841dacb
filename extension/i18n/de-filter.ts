import type { enFilter } from "./en-filter.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: weitere Filter der Liste. */
export const deFilter: Pick<Texts, keyof typeof enFilter> = {
  "filter.more": "Weitere Filter",
  "filter.files": "Nur mit Anhängen",
  "filter.turn": "Wer antworten soll",
  "filter.any_turn": "Egal, wer antworten soll",
  "filter.turn.mine": "Ich soll antworten",
  "filter.turn.theirs": "Die andere Seite soll antworten",
  "filter.woken": "Zurückgestelltes ist wieder im Eingang.",
};
