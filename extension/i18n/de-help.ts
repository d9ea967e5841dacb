import type { enHelp } from "./en-help.ts";
import type { TextsOf } from "./texts.ts";

/** Deutsch: Hilfe in einfachen Worten, und die Erklärung zur Barrierefreiheit. */
export const deHelp: TextsOf<typeof enHelp> = {
  "title.help": "Hilfe – Federpost",
  "action.help": "Hilfe",
  "shortcut.manual": "Hilfe in einfachen Worten öffnen",
  "help.title": "Hilfe",
  "help.search": "In der Hilfe suchen",
  "help.found": { one: "{count} Thema gefunden", other: "{count} Themen gefunden" },
  "help.none": "Dazu steht hier nichts. Versuchen Sie ein anderes Wort.",
  "help.topics": "Themen",
  "help.hint": "Mit der Taste F1 öffnen Sie diese Hilfe von jeder Seite von Federpost aus.",

  "help.what.title": "Was ist Federpost?",
  "help.what.1":
    "Federpost ist ein Postfach in Ihrem Browser. Sie schreiben damit Briefe an Ämter, Firmen und andere Menschen, und Sie bekommen Briefe von ihnen.",
  "help.what.2":
    "Jeder Brief ist verschlossen: Nur Sie und die Empfänger können ihn lesen. Das Verschließen geschieht auf Ihrem Gerät. Kein Server dazwischen hat den Schlüssel.",
  "help.what.3":
    "Ein Brief ist keine E-Mail. Sie sehen, wer wirklich schreibt, und beide Seiten bekommen Nachweise, dass der Brief angekommen ist.",

  "help.begin.title": "Ein Postfach einrichten",
  "help.begin.1":
    "Sie brauchen ein Konto auf einem Homeserver. Die Adresse des Homeservers bekommen Sie von der Stelle, die das Postfach anbietet. Dort melden Sie sich mit Passwort an oder mit einem Anmeldedienst wie dem Ihrer Verwaltung.",
  "help.begin.2":
    "Danach bekommen Sie einen Wiederherstellungsschlüssel. Schreiben Sie ihn auf Papier und bewahren Sie ihn gut auf. Er ist der einzige Weg zurück, wenn alle Ihre Geräte verloren sind.",
  "help.begin.3":
    "Dann wählen Sie eine Sperre: ein Passwort nur für dieses Gerät oder einen Passkey. Ohne Sperre kann jeder Ihre Briefe lesen, der an diesen Computer kommt.",

  "help.opening.title": "Was bedeutet es rechtlich, einen Brief zu öffnen?",
  "help.opening.1":
    "Ein neuer Brief ist zu. Erst wenn Sie auf „Brief öffnen“ klicken, sehen Sie den Text. Damit haben Sie den Brief abgerufen. Der Absender bekommt darüber einen Nachweis mit Tag und Uhrzeit.",
  "help.opening.2":
    "Der Abruf kann Folgen haben: Ein Bescheid kann damit wirksam werden, und eine Frist kann beginnen, zum Beispiel für einen Widerspruch. Suchen, Vorschau, Benachrichtigungen und das Ordnen der Liste zählen nie als Abruf.",
  "help.opening.3":
    "Nicht öffnen schützt nicht immer: Nach manchen Regeln gilt ein Brief auch dann als angekommen, wenn er nur in Ihrem Postfach liegt. Diese Regeln kennt Federpost:",
  "help.opening.law.vwvfg_41_2":
    "Die Behörde hat den Bescheid elektronisch gesendet. Er gilt am vierten Tag nach dem Absenden als bekannt gegeben, auch wenn Sie ihn nicht öffnen. Ist er nicht oder später angekommen, sagen Sie das der Behörde.",
  "help.opening.law.vwvfg_41_2a":
    "Die Behörde stellt den Bescheid zum Abruf bereit, und Sie haben dem zugestimmt. Er gilt am Tag nach Ihrem Abruf als bekannt gegeben. Rufen Sie ihn innerhalb von zehn Tagen nach der Benachrichtigung nicht ab, hat die Bereitstellung keine Wirkung.",
  "help.opening.law.ozg_9":
    "Der Bescheid liegt im Postfach Ihres Nutzerkontos. Er gilt am vierten Tag nach der Bereitstellung als bekannt gegeben, auch wenn Sie ihn nicht öffnen.",
  "help.opening.law.zpo_173_3":
    "Post vom Gericht, die Sie bestätigen müssen. Es zählt der Tag, den Sie im Empfangsbekenntnis nennen.",
  "help.opening.law.zpo_173_4":
    "Post vom Gericht mit automatischer Eingangsbestätigung. Sie gilt am dritten Tag nach dem Eingang als zugestellt, auch wenn Sie sie nicht öffnen.",
  "help.opening.law.vwzg_5":
    "Post von einer Behörde, die Sie bestätigen müssen. Es zählt der Tag, den Sie im Empfangsbekenntnis nennen.",
  "help.opening.4":
    "Welche Regel gilt, sagt das Amt oder Gericht, das schreibt. Ob Federpost ein Weg im Sinn dieser Regeln ist, hat noch kein Gericht entschieden. Unter jedem geöffneten Brief finden Sie „Fristen berechnen“. Das ist eine Hilfe und keine Rechtsberatung.",

  "help.receipts.title": "Was sagen die Nachweise?",
  "help.receipts.1":
    "„Abgesendet“: Das Gerät des Absenders hat den Brief abgeschickt. „Im Postfach bereitgestellt“: Ein Gerät des Empfängers hat ihn empfangen und geprüft. „Abgerufen“: Der Empfänger hat ihn geöffnet. „Empfang bestätigt“ oder „Bestätigung abgelehnt“: Der Empfänger hat auf eine Bitte um Empfangsbestätigung geantwortet.",
  "help.receipts.2":
    "Jeden Nachweis unterschreibt das Gerät, das ihn ausstellt: „Abgesendet“ das Gerät des Absenders, die anderen ein Gerät des Empfängers. Die Uhrzeit darin ist die Uhr dieses Geräts. Mit „Nachweis speichern“ bekommen Sie eine Datei, mit der Sie den Brief auch in Jahren noch beweisen können.",

  "help.who.title": "Woran erkenne ich, wer schreibt?",
  "help.who.1":
    "Ein Name mit Haken bedeutet: Eine Stelle, der Ihr Postfach glaubt, hat den Namen geprüft und ein Zertifikat ausgestellt. Klicken Sie auf den Haken, dann sehen Sie, wer das war und bis wann es gilt.",
  "help.who.2":
    "Ohne Haken kennen Sie nur die Adresse. Der Name dabei ist dann eine Behauptung. Vergleichen Sie den Sicherheitscode: am Telefon, bei einem Treffen oder mit dem QR-Code. Rufen Sie dafür eine Nummer an, die Sie schon kennen, nicht eine aus dem Brief.",
  "help.who.3":
    "Warnt Federpost, dass sich die Identität geändert hat, dann schreiben Sie nichts Vertrauliches. Fragen Sie zuerst auf einem anderen Weg nach. Ein neues Gerät allein ist noch kein Grund zur Sorge.",
  "help.who.4":
    "Öffnen Sie keine Anhänge, die Sie nicht erwarten. Federpost warnt bei Dateien, die auf Ihrem Computer etwas ausführen können. Eine Seite im Internet kann wie Federpost aussehen: Ihren Wiederherstellungsschlüssel geben Sie nur in Federpost selbst ein.",

  "help.files.title": "Wie kommen Anhänge aus dem Brief?",
  "help.files.1":
    "Neben jedem Anhang steht der Knopf „Speichern“: Er legt die Datei zu Ihren Downloads. Mit „Alle als ZIP-Datei speichern“ bekommen Sie alle Anhänge auf einmal.",
  "help.files.2":
    "Unter Windows und macOS können Sie einen Anhang in Chrome, Edge und anderen Browsern mit Chromium auch mit der Maus in einen Ordner ziehen. Er wird dabei erst entschlüsselt. Dauert das länger, dann sagt Federpost, wann die Datei bereit ist. Ziehen Sie sie dann noch einmal.",
  "help.files.3":
    "Nicht ziehen lassen sich Dateien über 25 MB und Dateien, die auf Ihrem Computer Programme starten können. In Firefox, unter Linux und im kleinen Fenster am Symbol geht es gar nicht. Nehmen Sie dann den Knopf „Speichern“. Er fragt bei gefährlichen Dateien vorher nach.",

  "help.server.title": "Was sieht der Homeserver?",
  "help.server.1":
    "Der Homeserver trägt Ihre Briefe, aber er kann sie nicht lesen: nicht den Betreff, nicht den Text, nicht die Anhänge und nicht deren Namen.",
  "help.server.2":
    "Er sieht, welches Konto mit welchem Konto schreibt, wann, wie oft und ungefähr wie viel. Er sieht auch Ihre Geräte, Ihre Internetadresse und wann Sie online sind.",
  "help.server.3":
    "Er kann Briefe verzögern oder nicht ausliefern. Fälschen kann er keinen: Das würde Federpost bemerken und Ihnen sagen.",

  "help.lost.title": "Ich habe ein Gerät verloren",
  "help.lost.1":
    "Haben Sie noch ein anderes Gerät: Öffnen Sie dort die Einstellungen, gehen Sie zu „Geräte“ und entfernen Sie das verlorene. Es bekommt dann keine neuen Briefe mehr. Ändern Sie auch Ihr Passwort beim Homeserver.",
  "help.lost.2":
    "War es Ihr einziges Gerät: Melden Sie sich auf einem neuen an und wählen Sie den Weg mit dem Wiederherstellungsschlüssel. Ihre Briefe kommen aus dem Archiv zurück. Entfernen Sie danach das verlorene Gerät.",
  "help.lost.3":
    "Ohne Gerät und ohne Wiederherstellungsschlüssel können Sie neu anfangen. Die alten Briefe sind dann für immer verschlossen, und wer Ihnen schreibt, sieht, dass sich Ihre Identität geändert hat.",
  "help.lost.4":
    "Was auf dem verlorenen Gerät liegt, schützt nur die Sperre, die Sie dort gewählt haben. Hatten Sie keine, kann der Finder Ihre Briefe lesen.",

  "help.devices.title": "Ein weiteres Gerät",
  "help.devices.1":
    "Melden Sie sich auf dem neuen Gerät mit demselben Konto an. Es zeigt einen Code. Geben Sie ihn auf einem Gerät ein, das schon dabei ist, und vergleichen Sie die Ziffern auf beiden Bildschirmen.",
  "help.devices.2":
    "Stimmen die Ziffern nicht überein, dann lehnen Sie ab: Vielleicht versucht jemand anders, in Ihr Konto zu kommen.",

  "help.safe.title": "Sperren und abmelden",
  "help.safe.1":
    "Gesperrt kommen Briefe weiter an, aber niemand kann sie lesen, bis Sie entsperren. Abmelden löscht die Schlüssel auf diesem Gerät. Tun Sie das an fremden Computern.",
  "help.safe.2":
    "Niemand von einer Behörde, vom Betreiber oder von Federpost fragt Sie nach Ihrem Wiederherstellungsschlüssel oder nach dem Passwort Ihrer Sperre. Wer danach fragt, will Sie betrügen.",

  "help.keys.title": "Mit der Tastatur",
  "help.keys.1":
    "Alles geht mit der Tastatur: Tab zum nächsten Element, Eingabetaste zum Auslösen, Escape zum Schließen. Die Taste ? zeigt im Postfach alle Kurztasten, F1 öffnet die Hilfe.",
  "help.keys.2":
    "Die Kurztasten für Briefwechsel wirken nur, wenn Sie in der Liste sind. Die Tasten ? und / wirken überall, nur nicht in Eingabefeldern. So auch die Taste Z, solange Sie einen gesendeten Brief noch zurückholen können.",

  "help.access.title": "Erklärung zur Barrierefreiheit",
  "help.access.scope":
    "Diese Erklärung gilt für die Browsererweiterung Federpost in Chromium und Firefox, Stand {date}. Sie folgt § 12b BGG und § 7 BITV 2.0. Die Seiten der Behörden, die Federpost verwenden, haben eigene Erklärungen.",
  "help.access.state_title": "Wie barrierefrei ist Federpost?",
  "help.access.state":
    "Federpost ist teilweise mit der BITV 2.0 vereinbar. Ziel sind die Anforderungen der EN 301 549 und der WCAG 2.2, Stufe AA. Grundlage ist eine Selbstbewertung: Eine Prüfstelle hat Federpost noch nicht geprüft.",
  "help.access.tested_title": "Was geprüft ist",
  "help.access.tested.1":
    "Jede Ansicht, die unsere Tests in Chromium zeigen, wird hell und dunkel automatisch mit axe nach WCAG 2.2 A und AA geprüft, ohne Verstoß.",
  "help.access.tested.2":
    "Die Liste durchgehen, Briefwechsel anheften, suchen und einen gesendeten Brief zurückholen wird von Tests mit der Tastatur getan. Schreiben und Öffnen nur mit der Tastatur prüft noch kein Test im Ganzen. Die Reihenfolge des Fokus und die Meldungen für Vorleseprogramme werden geprüft.",
  "help.access.tested.3":
    "Kontraste der Farben, Vergrößerung auf 200 Prozent, kräftige Farben des Systems (forced colors) und weniger Bewegung werden geprüft.",
  "help.access.gaps_title": "Was nicht barrierefrei oder nicht geprüft ist",
  "help.access.gaps.1":
    "Noch niemand hat Federpost mit einem Vorleseprogramm wie NVDA, JAWS, VoiceOver oder Orca, mit Sprachsteuerung oder mit einer Braillezeile im Ganzen geprüft.",
  "help.access.gaps.2":
    "PDF-Dateien werden in der Ansicht unter dem Brief als Bilder gezeigt. Vorleseprogramme lesen sie dort nicht vor. Speichern Sie die Datei und öffnen Sie sie mit Ihrem eigenen Programm.",
  "help.access.gaps.3":
    "Ob Anhänge anderer barrierefrei sind, hängt von denen ab, die sie schicken. Federpost ändert nichts daran.",
  "help.access.gaps.4":
    "Es gibt keine Fassung in Leichter Sprache und in Deutscher Gebärdensprache. Diese Hilfe ist in einfacher Sprache geschrieben, etwa auf dem Niveau B1.",
  "help.access.gaps.5":
    "Was der Browser selbst zeigt, also Benachrichtigungen, Adresszeile, Menüs und Fragen nach Rechten, prüfen wir nicht.",
  "help.access.gaps.6":
    "Kurztasten aus einem einzigen Zeichen lassen sich weder abschalten noch ändern. Die Tasten ?, / und, nach dem Senden, Z wirken auch außerhalb der Liste. Damit ist WCAG 2.1.4 (Stufe A) nicht erfüllt. Wer diktiert, kann sie aus Versehen auslösen.",
  "help.access.gaps.7":
    "Das kleine Fenster am Symbol des Browsers ist immer mindestens 360 Pixel breit. Bei starker Vergrößerung hilft das Postfach in einem Tab.",
  "help.access.contact_title": "Barriere melden",
  "help.access.contact_known":
    "Ist Ihnen etwas nicht zugänglich, oder brauchen Sie Inhalte in einer anderen Form? Schreiben Sie an {name}:",
  "help.access.contact_none":
    "Ist Ihnen etwas nicht zugänglich, oder brauchen Sie Inhalte in einer anderen Form? Wenden Sie sich an die Stelle, von der Sie Federpost haben. Sie hat hier noch keine Adresse eingetragen.",
  "help.access.enforce_title": "Wenn das nicht hilft",
  "help.access.enforce":
    "Bekommen Sie von einer Stelle des Bundes innerhalb von vier Wochen keine gute Antwort, können Sie sich an die Schlichtungsstelle nach § 16 BGG wenden. Das kostet nichts, und Sie brauchen keinen Anwalt: www.schlichtungsstelle-bgg.de. Die Länder haben eigene Stellen; die Behörde nennt Ihnen die zuständige.",
};
