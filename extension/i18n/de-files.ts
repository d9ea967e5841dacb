import type { enFiles } from "./en-files.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Dateien eines Briefs, alle auf einmal gespeichert oder aus ihm gezogen. */
export const deFiles: Pick<Texts, keyof typeof enFiles> = {
  "save_all.button": "Alle als ZIP-Datei speichern",
  "save_all.progress": "Datei {current} von {count} wird geholt …",
  "save_all.file_name": "Anhänge.zip",
  "drag_out.title": "In einen Ordner oder auf den Schreibtisch ziehen",
  "drag_out.fetching": "„{name}“ wird vorbereitet …",
  "drag_out.ready": "„{name}“ ist bereit. Ziehen Sie die Datei jetzt noch einmal.",
};
