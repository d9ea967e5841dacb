import type { enMarkdown } from "./en-markdown.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Briefe mit formatiertem Text. */
export const deMarkdown: Pick<Texts, keyof typeof enMarkdown> = {
  "markdown.use": "Formatierter Text (Markdown)",
  "markdown.use_hint":
    "Für Überschriften, Listen und Hervorhebungen. Wer das nicht anzeigen kann, liest denselben Text mit seinen Zeichen.",
  "markdown.preview": "Vorschau",
  "markdown.marks": "Formatierung",
  "markdown.mark.strong": "Fett",
  "markdown.mark.emphasis": "Kursiv",
  "markdown.mark.heading": "Überschrift",
  "markdown.mark.list": "Liste",
  "markdown.mark.quote": "Zitat",
  "markdown.mark.link": "Link",
  "markdown.show_raw": "Als einfachen Text zeigen",
  "markdown.show_formatted": "Formatiert zeigen",
  "markdown.too_much":
    "Dieser Text ist zu lang oder zu verschachtelt für die formatierte Anzeige. Sie sehen ihn so, wie er geschrieben wurde.",
  "markdown.picture": "Bild von einer anderen Stelle, nicht geladen:",
};
