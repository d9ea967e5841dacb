import type { enPerson } from "./en-person.ts";
import type { TextsOf } from "./texts.ts";

/** Sich ausweisen. */
export const dePerson: TextsOf<typeof enPerson> = {
  "person.title": "Sich ausweisen",
  "person.text":
    "Ein Identitätsdienst kann für Ihren Namen bürgen, gegenüber denen, an die Sie schreiben. Das sieht niemand, solange Sie es nicht mit einem Brief mitschicken oder einer Seite vorlegen.",
  "person.none": "Sie haben keinen Nachweis, wer Sie sind. Für die meisten Briefe brauchen Sie keinen.",
  "person.obtain": "Nachweis holen",
  "person.obtain_anew": "Nachweis neu holen",
  "person.obtain_text":
    "Sie melden sich beim Dienst an. Er erfährt, dass Sie einen Nachweis wollen, aber nicht, wem Sie schreiben. Im Nachweis stehen Ihr Name, wie gut der Dienst Sie kennt, und die Nummer, unter der er Sie führt. Er gehört zu Ihrem Postfach: Niemand anders kann ihn verwenden.",
  "person.obtain_from": "Nachweis von {name} holen",
  "person.unnamed": "Name nicht angegeben",
  "person.name": "Name",
  "person.by": "Es bürgt",
  "person.level": "Vertrauensniveau",
  "person.level.low": "niedrig",
  "person.level.substantial": "substanziell",
  "person.level.high": "hoch",
  "person.level_hint.low": "Der Dienst hat keinen Ausweis geprüft.",
  "person.level_hint.substantial": "Der Dienst hat geprüft, wer das ist, zum Beispiel mit einem Zertifikat.",
  "person.level_hint.high": "Der Dienst hat einen Ausweis geprüft, zum Beispiel den Online-Ausweis.",
  "person.since": "Angemeldet am",
  "person.until": "Gilt bis",
  "person.ends_soon": "Dieser Nachweis läuft bald ab. Holen Sie ihn neu.",
  "person.claims": "Alles, was darin steht",
  "person.claims_hint": "Wem Sie den Nachweis zeigen, der kann all das lesen und könnte es weitergeben.",
  "person.shown_to": "Gezeigt:",
  "person.shown_to_nobody": "Sie haben ihn noch niemandem gezeigt.",
  "person.remove": "Nachweis von diesem Gerät entfernen",
  "person.remove_text": "Wem Sie den Nachweis gezeigt haben, der behält ihn. Dort können Sie ihn nicht zurücknehmen.",
  "person.show": "Mit diesem Brief zeigen, wer ich bin",
  "person.show_hint": "Die andere Seite, und sonst niemand, bekommt diesen Nachweis:",
  "person.held": "Dieser Nachweis gilt hier nicht.",
  "person.trust": "Nachweis der Person",
  "person.refused": "Der Nachweis gilt nicht.",
  "person.refused.malformed": "Der Nachweis ist beschädigt. Holen Sie ihn neu.",
  "person.refused.unknown_issuer": "Der Dienst dieses Nachweises gehört nicht zu denen, denen hier geglaubt wird.",
  "person.refused.issuer_expired":
    "Der Eintrag dieses Dienstes ist abgelaufen. Bitten Sie Ihre Administration um eine neue Liste.",
  "person.refused.unknown_key":
    "Der Nachweis trägt die Unterschrift eines Schlüssels, der hier nicht bekannt ist. Bitten Sie Ihre Administration um eine neue Liste.",
  "person.refused.broken_signature": "Die Unterschrift des Dienstes stimmt nicht. Der Nachweis wurde verändert.",
  "person.refused.wrong_audience": "Der Nachweis wurde für ein anderes Programm ausgestellt.",
  "person.refused.key_mismatch": "Der Nachweis gehört zu einem anderen Postfach.",
  "person.refused.broken_statement": "Die eigene Unterschrift des Postfachs unter dem Nachweis stimmt nicht.",
  "person.refused.not_yet_valid":
    "Nach der Uhr dieses Computers kommt der Nachweis aus der Zukunft. Prüfen Sie Datum und Uhrzeit.",
  "person.refused.expired":
    "Der Nachweis war schon abgelaufen, als er übernommen wurde. Prüfen Sie Datum und Uhrzeit, und holen Sie ihn neu.",
  "person.refused.too_old": "Die Anmeldung liegt zu lange zurück. Der Nachweis muss neu geholt werden.",
  "person.refused.unknown_level":
    "Der Dienst nennt ein Vertrauensniveau, das hier nicht bekannt ist. Fragen Sie Ihre Administration.",

  "issuers.title": "Identitätsdienste, denen geglaubt wird",
  "issuers.text": "Namen von Personen wird geglaubt, wenn einer dieser Dienste für sie bürgt.",
  "issuers.none": "Hier wird noch keinem Dienst geglaubt. Die Liste bekommen Sie von Ihrer Administration als Datei.",
  "issuers.until": "Gilt bis",
  "issuers.remove_named": "{name} nicht mehr glauben",
  "issuers.add": "Liste von Diensten wählen",
  "issuers.question": "Diesen Diensten glauben?",
  "issuers.question_text":
    "Nehmen Sie nur eine Liste, die Sie von Ihrer Administration oder von einer anderen Stelle haben, der Sie vertrauen.",
  "issuers.confirm": "Glauben",

  "error.evidence_missing":
    "Der Nachweis, wer Sie sind, fehlt oder gilt nicht mehr. Holen Sie ihn in den Einstellungen neu, oder senden Sie den Brief ohne ihn.",
};
