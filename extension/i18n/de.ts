import { deAbsence } from "./de-absence.ts";
import { deAcme } from "./de-acme.ts";
import { deArchive } from "./de-archive.ts";
import { deCue } from "./de-cue.ts";
import { deDemand } from "./de-demand.ts";
import { deDevices } from "./de-devices.ts";
import { deDirectory } from "./de-directory.ts";
import { deDrafts } from "./de-drafts.ts";
import { deErase } from "./de-erase.ts";
import { deEvidence } from "./de-evidence.ts";
import { deFiles } from "./de-files.ts";
import { deFilter } from "./de-filter.ts";
import { deFind } from "./de-find.ts";
import { deHand } from "./de-hand.ts";
import { deHelp } from "./de-help.ts";
import { deLetters } from "./de-letters.ts";
import { deList } from "./de-list.ts";
import { deLock } from "./de-lock.ts";
import { deLogin } from "./de-login.ts";
import { deMarkdown } from "./de-markdown.ts";
import { deOrder } from "./de-order.ts";
import { dePerson } from "./de-person.ts";
import { dePolicy } from "./de-policy.ts";
import { dePortals } from "./de-portals.ts";
import { dePresent } from "./de-present.ts";
import { deProof } from "./de-proof.ts";
import { deReading } from "./de-reading.ts";
import { deRules } from "./de-rules.ts";
import { deSealed } from "./de-sealed.ts";
import { deSigning } from "./de-signing.ts";
import { deTrust } from "./de-trust.ts";
import type { Texts } from "./texts.ts";

/** Deutsch, in der Anrede "Sie" und in einfacher Sprache. */
export const de: Texts = {
  ...deList,
  ...deLock,
  ...deAbsence,
  ...deAcme,
  ...deArchive,
  ...deDevices,
  ...deDrafts,
  ...deErase,
  ...deFilter,
  ...dePortals,
  ...deLetters,
  ...dePolicy,
  ...deDemand,
  ...deRules,
  ...deFiles,
  ...deMarkdown,
  ...deHand,
  ...deHelp,
  ...deOrder,
  ...deFind,
  ...deProof,
  ...deReading,
  ...deSealed,
  ...deEvidence,
  ...deTrust,
  ...deCue,
  ...dePresent,
  ...deSigning,
  ...deLogin,
  ...dePerson,
  ...deDirectory,
  title: "Federpost",
  "title.unread": "({count}) Federpost",
  "title.options": "Einstellungen – Federpost",
  "title.locked": "Gesperrt – Federpost",
  "title.consent": "Anfrage – Federpost",

  "action.retry": "Erneut versuchen",
  "action.cancel": "Abbrechen",
  "action.close": "Schließen",
  "action.back": "Zurück zur Liste",
  "action.write": "Schreiben",
  "action.open_inbox": "Ganzes Postfach öffnen",
  "action.options": "Einstellungen",

  "state.loading": "Wird geladen …",
  "state.stale": "Was Sie sehen, ist vielleicht nicht mehr aktuell.",

  "safe.hidden_character": "Verstecktes oder irreführendes Zeichen, als Nummer gezeigt",
  "safe.cut": "… und {count} weitere Zeichen",
  "safe.mixed_alphabets": "mischt Alphabete",

  "assurance.not_verified": "Nicht geprüft",
  "assurance.verified": "Geprüft",
  "assurance.expired": "Zertifikat abgelaufen",
  "assurance.revoked": "Zertifikat gesperrt",
  "organisation.issuer": "Ausgestellt von",
  "organisation.root": "Oberste Stelle",
  "organisation.since": "Gültig seit",
  "organisation.until": "Gültig bis",
  "organisation.serial": "Nummer",
  "assurance.changed": "Identität geändert",
  "assurance.self": "Sie",
  "party.you": "Sie",
  "party.claims": "Nennt sich",
  "party.changed_hint":
    "Der Schlüssel dieses Postfachs ist nicht der, den Sie kennen. Vielleicht gibt sich jemand dafür aus. Schreiben Sie erst, wenn Sie dort auf anderem Weg nachgefragt haben.",

  "welcome.title": "Postfach einrichten",
  "welcome.text": "Federpost braucht Ihr Konto auf einem Homeserver. Sie richten es einmal ein, in einem eigenen Tab.",
  "welcome.set_up": "Postfach einrichten",

  "sign_in.title": "Postfach auf diesem Gerät einrichten",
  "sign_in.text":
    "Melden Sie sich mit Ihrem Konto an. Dieser Browser bekommt dann eigene Schlüssel. Sie bleiben auf diesem Gerät: Nur Sie und die Empfänger können Ihre Briefe lesen.",
  "sign_in.homeserver": "Homeserver",
  "sign_in.homeserver_hint": "Die Adresse, die Sie mit Ihrem Konto bekommen haben, zum Beispiel matrix.stadt.example",
  "sign_in.user": "Benutzername",
  "sign_in.password": "Passwort",
  "sign_in.device": "Name dieses Geräts",
  "sign_in.device_hint": "Damit Sie es in der Liste Ihrer Geräte wiedererkennen.",
  "sign_in.device_default": "{browser} auf diesem Computer",
  "sign_in.action": "Anmelden und einrichten",
  "sign_in.busy": "Wird eingerichtet …",
  "sign_in.needed": "Bitte füllen Sie dieses Feld aus.",
  "sign_in.no_password_login":
    "Dieser Homeserver nimmt hier kein Passwort an. Fragen Sie beim Betreiber nach, wie Sie sich anmelden können.",
  "sign_in.conflict": "Auf diesem Gerät ist schon jemand angemeldet. Laden Sie die Seite neu.",
  "sign_in.offline":
    "Unter dieser Adresse antwortet kein Server. Prüfen Sie die Adresse und die Internetverbindung. Vielleicht ist auch das Zertifikat des Servers nicht gültig; der Browser verrät das nicht.",
  "step.discover": "Homeserver suchen",
  "step.login": "Anmelden",
  "step.keys": "Identität und Schlüssel erzeugen",
  "step.publish": "Gerät bestätigen und bekannt machen",
  "step.other": "Schritt {done} von {total}",
  "step.state.running": "läuft",
  "step.state.done": "erledigt",
  "signed_out.by_person": "Sie haben sich auf diesem Gerät abgemeldet. Seine Schlüssel wurden gelöscht.",
  "signed_out.token_revoked": "Der Homeserver hat Ihre Sitzung beendet. Bitte melden Sie sich erneut an.",
  "signed_out.device_removed":
    "Dieses Gerät wurde aus Ihrem Konto entfernt. Wenn Sie das nicht selbst getan haben, ändern Sie Ihr Passwort.",

  "storage.converting.title": "Federpost wird aktualisiert",
  "storage.converting.text":
    "Ihre Briefwechsel werden für die neue Version umgestellt. Bitte lassen Sie den Browser so lange offen.",
  "storage.converting.progress": "{done} von {total} umgestellt",
  "storage.closed.title": "Das Postfach lässt sich auf diesem Gerät nicht öffnen",
  "storage.closed.newer":
    "Eine neuere Version von Federpost hat dieses Postfach schon benutzt. Diese Version kann es nicht mehr lesen.",
  "storage.closed.newer.way_out":
    "Es ist nichts verloren. Aktualisieren Sie Federpost in der Verwaltung der Erweiterungen und öffnen Sie das Postfach dann erneut.",
  "storage.closed.damaged":
    "Die Daten von Federpost auf diesem Gerät sind beschädigt. Das kann an der Festplatte liegen, an einem Absturz oder an einem anderen Programm.",
  "storage.closed.damaged.way_out":
    "Versuchen Sie es erneut. Hilft das nicht, starten Sie den Browser neu. Bleibt es dabei, können Sie das Postfach auf diesem Gerät neu einrichten: mit Ihrem Wiederherstellungsschlüssel oder von einem anderen Gerät aus.",
  "storage.closed.full": "Auf diesem Gerät ist kein Platz mehr. Federpost kann deshalb nicht starten.",
  "storage.closed.full.way_out":
    "Es ist nichts verloren. Löschen Sie auf dem Gerät Dateien, die Sie nicht mehr brauchen, und versuchen Sie es dann erneut.",
  "storage.closed.fault": "Der Browser gibt die Daten von Federpost nicht heraus.",
  "storage.closed.fault.way_out":
    "Versuchen Sie es erneut. Hilft das nicht, starten Sie den Browser neu. Bleibt es dabei, können Sie das Postfach auf diesem Gerät neu einrichten: mit Ihrem Wiederherstellungsschlüssel oder von einem anderen Gerät aus.",
  "storage.reset.action": "Auf diesem Gerät neu einrichten …",
  "storage.reset.title": "Alles löschen und neu beginnen?",
  "storage.reset.text":
    "Alle Briefe und Schlüssel von Federpost auf diesem Gerät werden gelöscht. Das lässt sich nicht rückgängig machen. Ohne Wiederherstellungsschlüssel oder ein anderes Gerät bekommen Sie Ihre Briefe nicht zurück.",
  "storage.reset.confirm": "Alles löschen",
  "storage.gone":
    "Die Daten von Federpost sind aus diesem Browser verschwunden: Sie wurden gelöscht, zum Beispiel beim Aufräumen der Browserdaten, oder sie waren beschädigt. Richten Sie das Postfach mit Ihrem Wiederherstellungsschlüssel oder von einem anderen Gerät aus neu ein.",
  "storage.full":
    "Auf diesem Gerät ist kein Platz mehr. Neue Briefe bleiben auf dem Server, bis wieder Platz ist; Ihre Entwürfe werden nicht gesichert. Löschen Sie Dateien, die Sie nicht mehr brauchen. Federpost macht dann von selbst weiter.",
  "storage.some_damaged": {
    one: "{count} gespeicherter Eintrag ist beschädigt und fehlt deshalb. Alles andere geht weiter. Haben Sie ein anderes Gerät, sehen Sie dort nach; sonst bitten Sie den Absender, den Brief noch einmal zu senden.",
    other:
      "{count} gespeicherte Einträge sind beschädigt und fehlen deshalb. Alles andere geht weiter. Haben Sie ein anderes Gerät, sehen Sie dort nach; sonst bitten Sie die Absender, die Briefe noch einmal zu senden.",
  },

  "connection.connecting": "Verbindung wird hergestellt …",
  "connection.online": "Verbunden",
  "connection.offline": "Nicht verbunden.",
  "connection.last": "Stand: {when}.",
  "connection.waiting": {
    one: "{count} Brief wartet auf den Versand.",
    other: "{count} Briefe warten auf den Versand.",
  },

  "connect.action": "Diese Seite verbinden",
  "connect.connected": "Diese Seite ist verbunden. Sie darf Sie um Briefe bitten.",
  "connect.refused": "Nicht verbunden: Der Browser hat keine Erlaubnis bekommen.",

  "mailbox.detail": "Ausgewählter Brief",
  "mailbox.nothing_chosen": "Wählen Sie links einen Briefwechsel aus oder schreiben Sie einen Brief.",

  "account.title": "Konto",
  "account.address": "Adresse",
  "account.homeserver": "Homeserver",
  "account.device": "Dieses Gerät",
  "account.safety_code": "Ihr Sicherheitscode",
  "account.safety_code_hint":
    "Wer Ihnen schreibt, sieht diesen Code ebenfalls. Sind beide gleich, erreichen die Briefe wirklich Sie.",
  "sign_out.title": "Auf diesem Gerät abmelden?",
  "sign_out.text":
    "Die Schlüssel auf diesem Gerät werden gelöscht und das Gerät wird aus Ihrem Konto entfernt. Auf einem anderen Gerät oder mit Ihrem Wiederherstellungsschlüssel kommen Sie wieder an Ihre Briefe.",
  "sign_out.no_recovery":
    "Sie haben keinen Wiederherstellungsschlüssel. Ist dies Ihr letztes Gerät, sind Ihre Briefe danach für immer verloren.",
  "sign_out.waiting": {
    one: "{count} Brief ist noch nicht gesendet und geht verloren.",
    other: "{count} Briefe sind noch nicht gesendet und gehen verloren.",
  },
  "sign_out.action": "Abmelden",

  "settings.title": "Sprache und Benachrichtigungen",
  "settings.language": "Sprache",
  "settings.language_browser": "Wie im Browser",
  "settings.language.de": "Deutsch",
  "settings.language.en": "English",
  "settings.notifications": "Bei neuen Briefen benachrichtigen",
  "settings.notifications_hint": "Die Benachrichtigung zeigt weder Absender noch Inhalt.",

  "notification.title": "Federpost",
  "notification.new_letters": { one: "Sie haben {count} neuen Brief.", other: "Sie haben {count} neue Briefe." },
  "badge.unread": { one: "Federpost: {count} ungelesener Brief", other: "Federpost: {count} ungelesene Briefe" },

  "error.retry_after": {
    one: "Bitte warten Sie {count} Sekunde, bevor Sie es erneut versuchen.",
    other: "Bitte warten Sie {count} Sekunden, bevor Sie es erneut versuchen.",
  },
  "error.user_rejected": "Sie haben das abgelehnt.",
  "error.not_permitted": "Das ist nicht erlaubt. Fragen Sie beim Betreiber Ihres Homeservers nach.",
  "error.wrong_password": "Benutzername oder Passwort ist falsch. Bitte prüfen Sie beides.",
  "error.wrong_recovery_key":
    "Dieser Wiederherstellungsschlüssel gehört nicht zu diesem Postfach. Prüfen Sie, ob Sie den neuesten Ausdruck haben.",
  "error.signed_out": "Dieses Gerät ist nicht mehr angemeldet. Bitte melden Sie sich erneut an.",
  "error.invalid_request": "Die Anfrage wurde nicht verstanden. Schließen Sie dieses Fenster und öffnen Sie es erneut.",
  "error.invalid_params": "Eine der Angaben hat eine Form, die nicht angenommen wird. Bitte prüfen Sie Ihre Eingaben.",
  "error.invalid_response": "Die andere Seite hat unverständlich geantwortet. Versuchen Sie es später erneut.",
  "error.invalid_letter":
    "Der Brief ist beschädigt oder nicht nach den Regeln geschrieben. Bitten Sie den Absender, ihn noch einmal zu senden.",
  "error.invalid_identity":
    "Der Nachweis der Identität stimmt nicht. Vertrauen Sie diesem Absender erst, wenn Sie nachgefragt haben.",
  "error.invalid_group_event":
    "Eine Änderung an diesem Briefwechsel verstößt gegen die Regeln und wurde abgelehnt. Sie können weiterarbeiten.",
  "error.identity_changed":
    "Der Schlüssel dieses Postfachs hat sich geändert. Es wurde nichts gesendet. Fragen Sie die andere Seite auf anderem Weg, bevor Sie schreiben.",
  "error.cannot_open":
    "Auf diesem Gerät lässt sich das nicht entschlüsseln. Bitten Sie den Absender, es noch einmal zu senden.",
  "error.unknown_method": "Diese Version von Federpost kann das nicht. Bitte aktualisieren Sie sie.",
  "error.unknown_recipient": "Diesen Empfänger gibt es nicht. Bitte prüfen Sie die Adresse.",
  "error.no_key_packages":
    "Der Empfänger hat Federpost noch nicht eingerichtet oder keine Schlüssel mehr. Für ihn kann der Brief jetzt nicht verschlüsselt werden.",
  "error.no_recovery":
    "Für dieses Postfach liegt beim Homeserver keine Wiederherstellung. Fragen Sie den Betreiber, oder nehmen Sie ein anderes Ihrer Geräte.",
  "error.not_a_homeserver": "Unter dieser Adresse gibt es keinen Homeserver. Bitte prüfen Sie die Adresse.",
  "error.certificate_error":
    "Die sichere Verbindung ist gescheitert: Das Zertifikat des Servers ist nicht gültig. Machen Sie nicht weiter; verständigen Sie den Betreiber.",
  "error.too_large": "Das ist zu groß. Entfernen Sie Anhänge oder teilen Sie den Brief auf.",
  "error.file_changed":
    "Eine Datei wurde geändert, verschoben oder gelöscht, bevor sie gesendet werden konnte. Bitte wählen Sie sie erneut aus.",
  "error.unsupported": "Das wird hier nicht unterstützt.",
  "error.locked": "Das Postfach ist gesperrt. Bitte entsperren Sie es.",
  "error.offline": "Der Server ist nicht erreichbar. Prüfen Sie die Internetverbindung und die Adresse.",
  "error.timed_out": "Der Server hat zu lange nicht geantwortet. Bitte versuchen Sie es erneut.",
  "error.server_error": "Der Server hat eine Störung. Bitte versuchen Sie es später erneut.",
  "error.rate_limited": "Das waren zu viele Versuche in kurzer Zeit. Bitte warten Sie einen Moment.",
  "error.busy": "Es läuft noch etwas anderes. Bitte versuchen Sie es gleich noch einmal.",
  "error.conflict": "Das wurde gleichzeitig an anderer Stelle geändert. Bitte versuchen Sie es erneut.",
  "error.expired": "Das hat zu lange gedauert und gilt nicht mehr. Bitte beginnen Sie neu.",
  "error.disconnected": "Die Verbindung zum Programmteil im Hintergrund ist abgerissen. Bitte versuchen Sie es erneut.",
  "error.storage_full": "Auf diesem Gerät ist kein Platz mehr. Schaffen Sie Platz und versuchen Sie es erneut.",
  "error.no_account": "Es ist noch kein Postfach eingerichtet.",
  "error.internal":
    "In Federpost ist etwas schiefgegangen. Bitte versuchen Sie es erneut. Geschieht es wieder, schließen Sie den Browser und öffnen Sie ihn neu.",
};
