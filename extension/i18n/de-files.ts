import type { enFiles } from "./en-files.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: alle Dateien eines Briefs auf einmal. */
export const deFiles: Pick<Texts, keyof typeof enFiles> = {
  "save_all.button": "Alle als ZIP-Datei speichern",
  "save_all.progress": "Datei {current} von {count} wird geholt …",
  "save_all.file_name": "Anhänge.zip",
};
