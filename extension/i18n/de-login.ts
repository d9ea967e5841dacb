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
