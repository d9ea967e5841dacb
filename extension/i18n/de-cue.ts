import type { enCue } from "./en-cue.ts";
import type { TextsOf } from "./texts.ts";

/** Deutsch: das geheime Zeichen. */
export const deCue: TextsOf<typeof enCue> = {
  "cue.title": "Ihr geheimes Zeichen",
  "cue.text":
    "Ein Zeichen, das nur Sie und Federpost kennen. Es steht in jedem Fenster, in dem Federpost Sie wegen einer Seite etwas fragt, wo Sie das Postfach entsperren und in versiegelten Feldern auf Seiten. Keine Seite kann es lesen. Fehlt es dort oder ist es ein anderes, dann ist das Fenster nicht von uns: Schließen Sie es.",
  "cue.yours": "Ihr geheimes Zeichen",
  "cue.none": "Sie haben noch kein geheimes Zeichen gewählt.",
  "cue.none_here":
    "Sie haben noch kein geheimes Zeichen. Damit erkennen Sie, dass dieses Fenster von uns ist. Wählen Sie eines in den Einstellungen.",
  "cue.phrase": "Ein paar Wörter",
  "cue.phrase_hint":
    "Zum Beispiel, was über Ihrem Schreibtisch hängt. Kein Passwort und nichts, was andere von Ihnen wissen.",
  "cue.picture": "Drei Formen",
  "cue.piece": "Form {number}",
  "cue.colour": "Farbe {number}",
  "cue.draw": "Auslosen",
  "cue.save": "Dieses Zeichen behalten",
  "cue.remove": "Kein Zeichen verwenden",
  "cue.saved":
    "Das Zeichen ist gespeichert. Ab jetzt steht es, wo Federpost Sie wegen einer Seite etwas fragt oder Sie entsperren.",
  "cue.empty": "Schreiben Sie ein paar Wörter oder wählen Sie Formen.",
  "cue.no_piece": "Keine Formen",
  "cue.shape.circle": "Kreis",
  "cue.shape.square": "Quadrat",
  "cue.shape.triangle": "Dreieck",
  "cue.shape.star": "Stern",
  "cue.shape.heart": "Herz",
  "cue.shape.moon": "Mond",
  "cue.colour.red": "rot",
  "cue.colour.orange": "orange",
  "cue.colour.green": "grün",
  "cue.colour.blue": "blau",
  "cue.colour.violet": "violett",
  "cue.colour.grey": "grau",
};
