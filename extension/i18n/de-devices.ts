import type { enDevices } from "./en-devices.ts";
import type { TextsOf } from "./texts.ts";

/** Geräte: dazunehmen und entfernen. */
export const deDevices: TextsOf<typeof enDevices> = {
  "devices.title": "Geräte",
  "devices.text": "Nur bestätigte Geräte bekommen Ihre Briefe. Entfernen Sie, was Sie nicht kennen.",
  "devices.this": "Dieses Gerät",
  "devices.certified": "Bestätigt",
  "devices.until": "bis",
  "devices.not_certified": "Nicht bestätigt",
  "devices.not_certified_hint":
    "Der Homeserver führt es auf, aber Sie haben es nicht bestätigt. Es bekommt keine Briefe.",
  "devices.remove": "Entfernen",
  "devices.remove_named": "{name} entfernen",
  "devices.remove_title": "Dieses Gerät entfernen?",
  "devices.wrong_either": "Das Passwort stimmt nicht, oder das, womit Sie entsperren. Bitte prüfen Sie beides.",
  "devices.remove_text":
    "Es wird abgemeldet und bekommt keine Briefe mehr. Dafür verlangt der Homeserver Ihr Passwort.",
  "error.device_copied":
    "Dieses Postfach läuft noch an einer anderen Stelle, mit denselben Schlüsseln. Melden Sie sich hier als neues Gerät an.",
  "signed_out.device_copied":
    "Dieses Profil ist eine Kopie: Das Postfach läuft auch an einer anderen Stelle, mit denselben Schlüsseln. Hier ist es angehalten, damit keine Briefe durcheinandergeraten. Ihre Briefe sind noch da. Melden Sie sich an, dann wird dieses hier ein eigenes Gerät.",
  "devices.last_seen": "Zuletzt gesehen:",
  "devices.signed_out": "Beim Homeserver abgemeldet",
  "devices.unnamed": "Gerät ohne Namen",

  "pairing.add": "Gerät hinzufügen",
  "pairing.steps":
    "Melden Sie sich auf dem neuen Gerät mit demselben Konto an. Es zeigt dann einen Code und erscheint hier. Lassen Sie diese Seite so lange offen.",
  "pairing.title": "Ein neues Gerät möchte dazukommen",
  "pairing.added_title": "Ein Gerät ist dazugekommen",
  "pairing.asked": "Jemand hat sich mit Ihrem Passwort angemeldet und fragt seit:",
  "pairing.code": "Code, den das neue Gerät zeigt",
  "pairing.code_hint":
    "Vier Gruppen mit je vier Zeichen. Sie können auch das Bild daneben einlesen oder hier einfügen.",
  "pairing.camera": "Mit der Kamera lesen",
  "pairing.camera_refused":
    "Die Kamera ist nicht erreichbar oder nicht erlaubt. Tippen Sie den Code ab, oder wählen Sie ein Bild.",
  "pairing.image": "Bild wählen",
  "pairing.image_unread": "In diesem Bild ist kein Code zu erkennen. Tippen Sie ihn ab.",
  "pairing.no_code": "Das ist kein Code eines Geräts. Prüfen Sie, ob Sie alles richtig abgetippt haben.",
  "pairing.answer": "Weiter mit dem Code",
  "pairing.without_code": "Ohne Code weiter",
  "pairing.refuse": "Das bin ich nicht: ablehnen",
  "pairing.answered": "Das neue Gerät wird gefragt …",
  "pairing.compare": "Steht auf dem neuen Gerät genau diese Zahl?",
  "pairing.confirm_there": "Bestätigen Sie die Zahl zuerst auf dem neuen Gerät.",
  "pairing.confirmed_there": "Auf dem neuen Gerät ist die Zahl bestätigt. Es heißt:",
  "pairing.means":
    "Ein Gerät, das Sie hinzufügen, liest alle Ihre Briefe, schreibt in Ihrem Namen und kann andere Geräte entfernen.",
  "pairing.approve": "Dieselbe Zahl: Gerät hinzufügen",
  "pairing.different": "Andere Zahl: abbrechen",
  "pairing.handed_over": "gehört jetzt zu Ihrem Konto. Es wird noch eingerichtet.",
  "pairing.done": "gehört jetzt zu Ihrem Konto und ist bereit.",
  "pairing.settling": {
    one: "Das Gerät wird noch in {count} Briefwechsel eingetragen oder daraus entfernt.",
    other: "Das Gerät wird noch in {count} Briefwechsel eingetragen oder daraus entfernt.",
  },
  "pairing.ended.refused": "Das Gerät wurde abgelehnt. Es hat nichts bekommen.",
  "pairing.ended.cancelled": "Das neue Gerät hat abgebrochen. Es hat nichts bekommen.",
  "pairing.ended.wrong_code":
    "Der Code gehört nicht zu diesem Gerät. Es hat nichts bekommen. Lassen Sie das neue Gerät einen neuen Code zeigen.",
  "pairing.ended.expired": "Die Zeit ist abgelaufen. Lassen Sie das neue Gerät einen neuen Code zeigen.",
  "pairing.banner": "Ein neues Gerät möchte in Ihr Postfach.",
  "pairing.banner_open": "Ansehen",

  "accept.open": "Neue Identität prüfen",
  "accept.title": "Neue Identität annehmen?",
  "accept.text":
    "Dieses Postfach hat jetzt einen anderen Schlüssel. Das ist so, wenn es neu eingerichtet wurde. Es kann aber auch jemand anderes dahinterstehen. Fragen Sie auf anderem Weg nach, persönlich oder am Telefon, und vergleichen Sie diesen Code.",
  "accept.code": "Neuer Sicherheitscode:",
  "accept.compared": "Ich habe nachgefragt, und der Code ist dort derselbe.",
  "accept.threads":
    "Briefwechsel, die die andere Seite begonnen hat, bleiben danach geschlossen. Beginnen Sie dann einen neuen.",
  "accept.action": "Annehmen",

  "waiting.title": "Dieses Gerät freigeben",
  "waiting.text":
    "Sie sind angemeldet. Dieses Konto hat schon ein Gerät. Geben Sie das neue dort frei; dann bekommt es Ihre Briefe.",
  "waiting.alone": "Zurück in Ihr Postfach",
  "waiting.alone_text":
    "Dieses Konto ist auf keinem Gerät mehr angemeldet. Ihr Wiederherstellungsschlüssel bringt Ihre Briefe zurück.",
  "waiting.step.open": "Öffnen Sie Federpost auf dem anderen Gerät: Einstellungen, dann „Geräte“.",
  "waiting.step.choose": "Dort erscheint dieses Gerät. Geben Sie den Code ein, oder lesen Sie das Bild ein.",
  "waiting.step.code": "Vergleichen Sie die Zahl, die dann auf beiden Geräten steht.",
  "waiting.qr": "Der Code als Bild, für eine Kamera",
  "waiting.code": "Code dieses Geräts",
  "waiting.until": "Gilt bis",
  "waiting.compare": "Steht auf dem anderen Gerät genau diese Zahl?",
  "waiting.same": "Ja, dieselbe Zahl",
  "waiting.different": "Nein, andere Zahl",
  "waiting.confirmed": "Bestätigt. Fügen Sie das Gerät jetzt auf dem anderen hinzu.",
  "waiting.restart": "Neuen Code zeigen",
  "waiting.cancel": "Abbrechen und abmelden",
  "waiting.ended.refused": "Das andere Gerät hat abgelehnt. Dieses hat nichts bekommen.",
  "waiting.ended.cancelled": "Die Freigabe wurde abgebrochen.",
  "waiting.ended.wrong_code": "Auf dem anderen Gerät wurde ein falscher Code eingegeben. Zeigen Sie einen neuen.",
  "waiting.ended.expired": "Die Zeit ist abgelaufen. Zeigen Sie einen neuen Code.",
};
