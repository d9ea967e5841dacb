import type { enReading } from "./en-reading.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Anhänge ansehen, zitieren, drucken. */
export const deReading: Pick<Texts, keyof typeof enReading> = {
  "viewer.show": "Hier ansehen: {name}",
  "viewer.show_short": "Ansehen",
  "viewer.hide": "Nicht mehr zeigen: {name}",
  "viewer.hide_short": "Schließen",
  "viewer.label": "Inhalt von {name}",
  "reply.quote": "Brief zitieren",
  "reply.quote_intro": "{who} schrieb am {when}:",
  "thread.print": "Drucken",
};
