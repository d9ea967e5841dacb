import type { enReading } from "./en-reading.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Anhänge ansehen, zitieren, drucken. */
export const deReading: Pick<Texts, keyof typeof enReading> = {
  "viewer.show": "Hier ansehen: {name}",
  "viewer.show_short": "Ansehen",
  "viewer.hide": "Nicht mehr zeigen: {name}",
  "viewer.hide_short": "Schließen",
  "viewer.other":
    "Diese Datei kann hier nicht gezeigt werden. Sichern Sie sie, um sie in einem anderen Programm anzusehen.",
  "viewer.too_large":
    "Diese Datei ist zu groß, um sie hier zu zeigen. Sichern Sie sie, um sie in einem anderen Programm anzusehen.",
  "viewer.encrypted":
    "Dieses PDF ist mit einem Passwort geschützt. Sichern Sie es, um es in einem anderen Programm anzusehen.",
  "viewer.broken":
    "Diese Datei ist beschädigt und kann hier nicht gezeigt werden. Bitten Sie den Absender, sie noch einmal zu schicken.",
  "viewer.not_loaded":
    "Diese Datei kann hier im Moment nicht gezeigt werden. Speichern Sie sie, um sie anzusehen, oder schließen Sie den Browser und öffnen Sie ihn neu.",
  "viewer.what_counts": "So zeigt Federpost das PDF. Ein anderes Programm kann es anders zeigen.",
  "viewer.label": "Inhalt von {name}",
  "reply.quote": "Brief zitieren",
  "reply.quote_intro": "{who} schrieb am {when}:",
  "thread.print": "Drucken",
};
