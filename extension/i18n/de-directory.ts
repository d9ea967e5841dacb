import type { enDirectory } from "./en-directory.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Verzeichnisse, und Listen von Servern. */
export const deDirectory: Pick<Texts, keyof typeof enDirectory> = {
  "directory.title": "Verzeichnis",
  "directory.text":
    "In einem Verzeichnis finden Sie Ämter nach Namen, oder nach Leistung und Ort. Seine Antworten gelten nur, wenn sein Betreiber sie unterschrieben hat. Es erfährt, wonach Sie suchen, aber nicht, wer Sie sind.",
  "directory.no_source": "Es ist kein Verzeichnis eingerichtet. Sie können Adressen und Domains eingeben.",
  "source.url": "Adresse",
  "source.key": "Fingerabdruck des Schlüssels",
  "source.by_policy": "Von Ihrer Administration vorgegeben",
  "source.add": "Datei des Betreibers wählen",
  "source.question": "Diesem Betreiber glauben?",
  "source.question_text":
    "Vergleichen Sie den Fingerabdruck mit dem, den der Betreiber veröffentlicht hat. Nur wenn er gleich ist, kommt die Datei von ihm.",
  "source.confirm": "Diesem Betreiber glauben",
  "source.remove": "Entfernen",
  "source.wrong": "Das ist keine Datei eines Betreibers: Es fehlt eine Adresse mit https oder ein gültiger Schlüssel.",
  "federation.title": "Liste erlaubter Server",
  "federation.text":
    "Ein Betreiber kann eine unterschriebene Liste der Server führen, von denen geschrieben werden darf. Sie geht Ihren eigenen Ausnahmen vor. Ihr eigener Server darf immer.",
  "federation.none": "Keine Liste eingerichtet: Es gelten nur Ihre Regeln.",
  "federation.holds": "Liste Nr. {number} gilt bis {date}. Sie nennt {servers} Server.",
  "federation.closed":
    "Von anderen Servern kann Ihnen zurzeit niemand einen neuen Briefwechsel beginnen. Was kommt, wartet und geht nicht verloren.",
  "federation.fault.unreachable":
    "Die Liste ist nicht erreichbar. Prüfen Sie Ihre Verbindung, oder fragen Sie den Betreiber.",
  "federation.fault.not_signed":
    "Was unter der Adresse der Liste liegt, hat der Betreiber nicht unterschrieben. Vielleicht hat es jemand verändert. Sagen Sie es dem Betreiber.",
  "federation.fault.rolled_back":
    "Unter der Adresse liegt eine ältere Liste als die, die schon bekannt ist. Vielleicht hat sie jemand zurückgesetzt. Sagen Sie es dem Betreiber.",
  "federation.fault.from_the_future": "Die Liste trägt ein Datum in der Zukunft. Prüfen Sie die Uhr dieses Rechners.",
  "federation.fault.run_out":
    "Die Liste ist abgelaufen. Sagen Sie dem Betreiber, dass er eine neue unterschreiben muss.",
  "federation.still": "Bis dahin gilt die letzte gute Liste.",
  "federation.check": "Liste jetzt holen",
  "suggest.searching": "Das Verzeichnis wird gefragt …",
  "suggest.count": {
    one: "{count} Treffer. Mit den Pfeiltasten wählen.",
    other: "{count} Treffer. Mit den Pfeiltasten wählen.",
  },
  "suggest.nothing":
    "Das Verzeichnis kennt kein Amt mit diesem Namen. Prüfen Sie die Schreibweise, oder suchen Sie nach Leistung und Ort. Menschen stehen in keinem Verzeichnis: Fragen Sie sie nach ihrer Adresse.",
  "suggest.no_service": "Das Verzeichnis kennt keine Leistung mit diesem Namen. Versuchen Sie ein anderes Wort.",
  "suggest.no_area": "Das Verzeichnis kennt diesen Ort nicht. Versuchen Sie die Postleitzahl.",
  "suggest.unreachable":
    "Das Verzeichnis ist nicht erreichbar. Versuchen Sie es später, oder geben Sie die Adresse oder die Domain des Amts ein.",
  "suggest.unreadable":
    "Das Verzeichnis hat etwas geantwortet, das keine Antwort ist. Geben Sie die Adresse oder die Domain des Amts ein, und sagen Sie es dem Betreiber.",
  "suggest.not_signed": {
    one: "{count} Antwort war nicht vom Betreiber des Verzeichnisses unterschrieben und wird nicht gezeigt. Vielleicht hat sie jemand verändert. Fragen Sie beim Amt nach seiner Domain.",
    other:
      "{count} Antworten waren nicht vom Betreiber des Verzeichnisses unterschrieben und werden nicht gezeigt. Vielleicht hat sie jemand verändert. Fragen Sie beim Amt nach seiner Domain.",
  },
  "suggest.by_service": "Zuständiges Amt nach Leistung und Ort suchen",
  "suggest.service": "Leistung",
  "suggest.service_hint": "zum Beispiel Baugenehmigung",
  "suggest.area": "Ort oder Postleitzahl",
  "suggest.area_hint": "zum Beispiel 78999",
  "suggest.responsible": "Zuständig ist nach dem Verzeichnis:",
  "suggest.nobody": "Für diese Leistung an diesem Ort nennt das Verzeichnis kein Amt mit einem Postfach bei Federpost.",
  "suggest.take": "An {name} schreiben",
  "compose.to_hint_directory":
    "Name eines Amts, Domain oder Adresse, zum Beispiel Bauamt, stadt.example oder @name:server.example",
};
