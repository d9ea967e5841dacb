import type { enAbsence } from "./en-absence.ts";
import type { TextsOf } from "./texts.ts";

/** Deutsch: abwesend sein, und Briefe, die ein Gerät geschrieben hat. */
export const deAbsence: TextsOf<typeof enAbsence> = {
  "absence.title": "Abwesenheit",
  "absence.about":
    "Während Sie nicht da sind, antwortet dieses Gerät von selbst mit Ihrem Text: einmal in jedem Briefwechsel, nie doppelt und nie auf einen anderen automatischen Brief. Es öffnet keinen Brief und bestätigt nichts. Das geht, solange dieser Browser läuft und das Postfach entsperrt ist.",
  "absence.from": "Erster Tag",
  "absence.until": "Letzter Tag",
  "absence.text": "Ihr Text",
  "absence.text_hint": "Zum Beispiel, wann Sie zurück sind und wer so lange hilft. Wer Ihnen schreibt, kann ihn lesen.",
  "absence.audience": "Wer bekommt ihn?",
  "absence.audience.known": "Wem ich schon einmal geschrieben habe",
  "absence.audience.everyone": "Alle, die mir schreiben dürfen",
  "absence.save": "Speichern",
  "absence.end": "Ich bin wieder da",
  "absence.saved": "Gespeichert.",
  "absence.ended": "Briefe werden nicht mehr von selbst beantwortet.",
  "absence.wrong_day": "Geben Sie einen Tag ein.",
  "absence.wrong_order": "Der letzte Tag liegt vor dem ersten.",
  "absence.wrong_text": "Schreiben Sie einen Text.",
  "absence.running": "Briefe werden bis {date} von selbst beantwortet.",
  "absence.planned": "Briefe werden ab {date} von selbst beantwortet.",
  "absence.over": "Die Zeit ist vorbei. Kein Brief wird von selbst beantwortet.",
  "absence.letter": "Automatisch geschrieben: eine Abwesenheitsnotiz",
  "absence.letter_other": "Automatisch geschrieben",
  "absence.change": "Ändern",
};
