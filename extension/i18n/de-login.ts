import type { enLogin } from "./en-login.ts";
import type { TextsOf } from "./texts.ts";

/** Anmelden bei einem Identitätsdienst. */
export const deLogin: TextsOf<typeof enLogin> = {
  "sso.title": "Mit einem Nutzerkonto anmelden",
  "sso.text": "Es öffnet sich ein Fenster des Anbieters. Haben Sie noch kein Postfach, bekommen Sie dadurch eines.",
  "sso.named": "Mit {name} anmelden",
  "sso.unnamed": "Mit einem Nutzerkonto anmelden",
  "sso.waiting": "Machen Sie in dem Fenster weiter, das sich geöffnet hat …",
  "sso.looking": "Anmeldewege werden gesucht …",

  "proof_login.text": "Dafür melden Sie sich noch einmal bei Ihrem Anbieter an. Es öffnet sich ein Tab.",
  "proof_login.open": "Bestätigen Sie es in dem Tab, der sich geöffnet hat. Kommen Sie dann hierher zurück.",
  "proof_login.done": "Ich habe es bestätigt",
  "devices.remove_text_sso": "Es wird abgemeldet und bekommt keine Briefe mehr.",

  "close.title": "Konto schließen",
  "close.text":
    "Das Schließen beendet dieses Postfach endgültig, auf allen Geräten. Sichern Sie vorher, was Sie noch brauchen: Danach kann es niemand zurückholen.",
  "close.save": "Alles als Datei sichern",
  "close.saving": "{done} von {total} Briefen verpackt …",
  "close.saved": { one: "{count} Brief wurde gesichert.", other: "{count} Briefe wurden gesichert." },
  "close.left_out": {
    one: "{count} Brief ist nicht dabei: Er wurde nicht geöffnet oder nicht gesendet. Öffnen Sie, was Sie brauchen; das Öffnen zählt als Empfang.",
    other:
      "{count} Briefe sind nicht dabei: Sie wurden nicht geöffnet oder nicht gesendet. Öffnen Sie, was Sie brauchen; das Öffnen zählt als Empfang.",
  },
  "close.file_name": "federpost-alles.zip",
  "close.action": "Konto endgültig schließen",
  "close.question": "Konto endgültig schließen?",
  "close.question_text":
    "Der Homeserver beendet das Konto mit allen Geräten und verlässt alle Briefwechsel. An diese Adresse kann niemand mehr schreiben, und niemand bekommt sie wieder. Verschlüsselte Briefe können bei Homeservern liegen bleiben; ohne die Schlüssel kann sie niemand lesen. Was andere bekommen haben, bleibt bei ihnen.",
  "close.sure": "Ich habe gesichert, was ich brauche.",

  "error.not_confirmed":
    "Das ist noch nicht bestätigt. Melden Sie sich in dem Tab, der sich geöffnet hat, bei Ihrem Anbieter an, und versuchen Sie es dann erneut.",
  "error.login_cancelled":
    "Das Anmeldefenster wurde geschlossen, bevor die Anmeldung fertig war. Es ist nichts verloren. Wenn es einen Fehler zeigte, hat der Anbieter eine Störung: Versuchen Sie es später erneut.",
  "error.login_unreachable":
    "Die Seite des Anbieters lässt sich nicht öffnen. Prüfen Sie die Internetverbindung, oder versuchen Sie es später erneut. Es ist nichts verloren.",
  "error.login_refused":
    "Der Homeserver nimmt diese Anmeldung nicht mehr an. Melden Sie sich noch einmal beim Anbieter an.",
  "error.login_failed":
    "Der Anbieter hat die Anmeldung nicht abgeschlossen. Beginnen Sie neu. Wenn es wieder geschieht, fragen Sie beim Anbieter nach.",
  "error.login_mismatch":
    "Was zurückkam, gehört nicht zu der Anmeldung, die Sie begonnen haben. Zu Ihrer Sicherheit wurde es nicht verwendet. Beginnen Sie neu.",
};
