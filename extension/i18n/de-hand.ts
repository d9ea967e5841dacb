import type { enHand } from "./en-hand.ts";
import type { TextsOf } from "./texts.ts";

/** Was außerhalb des Postfachs zur Hand ist: Hinweise, Zahl am Symbol, Adresszeile, Menü einer Seite, Fenster, Tasten. */
export const deHand: TextsOf<typeof enHand> = {
  "notification.after_quiet": {
    one: "In der Ruhezeit ist {count} Brief gekommen.",
    other: "In der Ruhezeit sind {count} Briefe gekommen.",
  },
  "badge.locked_empty": "Federpost ist gesperrt",
  "badge.offline": "Nicht verbunden, die Zahl ist vielleicht alt",
  "badge.signed_out": "Federpost: Bitte melden Sie sich erneut an",
  "badge.blocked": "Federpost: von Ihrer Verwaltung angehalten",
  "badge.waiting_device": "Federpost: Dieses Gerät wartet darauf, aufgenommen zu werden",

  "quiet.use": "Zu bestimmten Zeiten nicht benachrichtigen",
  "quiet.hint": "Briefe kommen trotzdem an. Nach der Ruhezeit erfahren Sie einmal, wie viele es waren.",
  "quiet.from": "Von",
  "quiet.to": "Bis",
  "quiet.days": "An diesen Tagen",
  "quiet.overnight": "Eine Ruhezeit, die am Morgen endet, gehört zum Tag davor.",
  "quiet.zone": "Es gilt die Uhr dieses Geräts ({zone}).",
  "quiet.no_day": "Wählen Sie mindestens einen Tag.",
  "quiet.no_time": "Geben Sie eine Uhrzeit ein, zum Beispiel 20:00.",
  "weekday.1": "Montag",
  "weekday.2": "Dienstag",
  "weekday.3": "Mittwoch",
  "weekday.4": "Donnerstag",
  "weekday.5": "Freitag",
  "weekday.6": "Samstag",
  "weekday.7": "Sonntag",
};
