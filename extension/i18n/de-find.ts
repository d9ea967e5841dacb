import type { enFind } from "./en-find.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Briefe suchen. */
export const deFind: Pick<Texts, keyof typeof enFind> = {
  "find.label": "Briefe suchen",
  "find.placeholder": "Suchen",
  "find.title": "Gefunden",
  "find.none":
    "Nichts gefunden. Versuchen Sie andere Wörter oder nur einen Teil davon. Briefe, die Sie noch nicht geöffnet haben, finden Sie nur nach ihrem Betreff.",
  "find.count": { one: "{count} Brief", other: "{count} Briefe" },
  "find.newest": { one: "Der neueste ist zu sehen.", other: "Die neuesten {count} sind zu sehen." },
  "find.thread": "Briefwechsel",
  "find.progress": "Ihre Briefe werden durchsucht: {done} von {total}",
};
