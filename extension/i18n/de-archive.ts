import type { enArchive } from "./en-archive.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Rückkehr mit dem Wiederherstellungsschlüssel und Sicherung. */
export const deArchive: Pick<Texts, keyof typeof enArchive> = {
  "recover.offer": "Kein anderes Gerät zur Hand?",
  "recover.offer_text":
    "Haben Sie Ihre anderen Geräte verloren? Mit Ihrem Wiederherstellungsschlüssel kommen Sie wieder in Ihr Postfach. Das ist das gedruckte Blatt mit sieben Gruppen.",
  "recover.begin": "Wiederherstellungsschlüssel benutzen",
  "recover.title": "Zurück mit dem Wiederherstellungsschlüssel",
  "recover.others": "Was ist mit Ihren anderen Geräten?",
  "recover.others_lost": "Ich habe sie verloren. Sie sollen keine Briefe mehr bekommen.",
  "recover.others_stay": "Ich habe sie noch, nur nicht hier.",
  "recover.lost_hint":
    "Wem Sie schreiben, der sieht einen Hinweis, dass Sie ein neues Gerät benutzen. Entfernen Sie die verlorenen Geräte danach unter Einstellungen, Geräte.",
  "recover.action": "Postfach wiederherstellen",
  "recover.busy": "Wird wiederhergestellt …",
  "recover.changed":
    "Der Homeserver zeigt für dieses Postfach eine andere Identität als Ihr Wiederherstellungsschlüssel. Vielleicht gibt sich jemand für Sie aus. Fragen Sie den Betreiber, bevor Sie weitermachen.",

  "anew.offer": "Kein Gerät und kein Wiederherstellungsschlüssel mehr?",
  "anew.offer_text": "Dann können Sie mit einem leeren Postfach neu anfangen.",
  "anew.begin": "Neu anfangen",
  "anew.title": "Postfach neu anfangen?",
  "anew.text": "Ihre Adresse bleibt. Dieses Gerät bekommt aber neue Schlüssel:",
  "anew.letters":
    "Alte Briefe lassen sich danach nicht mehr wiederherstellen, auch nicht mit dem Wiederherstellungsschlüssel.",
  "anew.contacts":
    "Wem Sie schon geschrieben haben, der sieht, dass sich Ihre Identität geändert hat, und muss sie erst annehmen. Rufen Sie dort am besten an.",
  "anew.devices": "Geräte, die noch angemeldet sind, bekommen keine Briefe mehr.",
  "anew.sure": "Ich habe weder ein anderes Gerät noch meinen Wiederherstellungsschlüssel.",
  "anew.action": "Neu anfangen",

  "restore.running": "Ihre Briefe kommen zurück. Sie können inzwischen weiterarbeiten.",
  "restore.progress": "{done} von {total} Briefen",
  "restore.done": {
    one: "{count} Brief ist wiederhergestellt.",
    other: "{count} Briefe sind wiederhergestellt.",
  },
  "restore.state_of": "Stand vom:",
  "restore.nothing": "Es gab keine Briefe zum Wiederherstellen.",
  "restore.damaged": {
    one: "Ein Teil der Sicherung fehlt oder ist beschädigt: {names}. Die Briefe darin ließen sich nicht wiederherstellen. Fragen Sie den Betreiber Ihres Homeservers.",
    other:
      "{count} Teile der Sicherung fehlen oder sind beschädigt: {names}. Die Briefe darin ließen sich nicht wiederherstellen. Fragen Sie den Betreiber Ihres Homeservers.",
  },
  "restore.tampered":
    "Ein Inhaltsverzeichnis der Sicherung wurde verändert und ist nicht lesbar. Was darin stand, fehlt. Fragen Sie den Betreiber Ihres Homeservers.",
  "restore.older":
    "Der Homeserver zeigt eine ältere Sicherung, als eines Ihrer Geräte schon gesehen hat. Daraus wurde noch nichts wiederhergestellt. Neuere Briefe fehlen vielleicht.",
  "restore.take_older": "Die ältere Sicherung trotzdem wiederherstellen",
  "restore.seen": "Verstanden",
  "archive.title": "Sicherung",
  "archive.text":
    "Federpost legt eine Kopie Ihrer Briefe, Entwürfe und Kontakte verschlüsselt bei Ihrem Homeserver ab. Nur Ihre Geräte und Ihr Wiederherstellungsschlüssel können sie lesen.",
  "archive.saved": "Zuletzt gesichert:",
  "archive.never": "Es ist noch nichts gesichert.",
  "archive.complete": "Alles ist gesichert.",
  "archive.waiting": {
    one: "{count} Änderung ist noch nicht gesichert.",
    other: "{count} Änderungen sind noch nicht gesichert.",
  },
  "archive.size": "Größe: {size}",
  "archive.recovery_since": "Wiederherstellbar mit dem Wiederherstellungsschlüssel vom:",
  "archive.no_recovery":
    "Ohne Wiederherstellungsschlüssel kann niemand sie zurückholen, wenn alle Ihre Geräte verloren sind.",
  "archive.rolled_back":
    "Der Homeserver hat eine ältere Sicherung gezeigt als zuvor. Federpost sichert alles neu. Wenn Sie von keiner Störung dort gehört haben, fragen Sie den Betreiber.",
};
