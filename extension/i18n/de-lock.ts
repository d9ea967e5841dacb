import type { enLock } from "./en-lock.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Entsperren, Sperre und Wiederherstellungsschlüssel. */
export const deLock: Pick<Texts, keyof typeof enLock> = {
  "unlock.title": "Ihr Postfach ist gesperrt",
  "unlock.text": "Entsperren Sie es, um Briefe zu lesen und zu schreiben.",
  "unlock.parked": {
    one: "{count} Sendung ist eingegangen und wartet, noch verschlüsselt. Entsperren Sie das Postfach, um sie zu sehen.",
    other:
      "{count} Sendungen sind eingegangen und warten, noch verschlüsselt. Entsperren Sie das Postfach, um sie zu sehen.",
  },
  "unlock.for_page":
    "Diese Seite wendet sich an Ihr Postfach, aber es ist gesperrt. Entsperren Sie es, um zu sehen, worum es geht. Wenn Sie das nicht erwarten, schließen Sie das Fenster.",
  "unlock.action": "Entsperren",
  "unlock.busy": "Wird entsperrt …",
  "unlock.in_tab": "In einem Tab entsperren",
  "unlock.lost": "Ich kann es nicht mehr entsperren",
  "unlock.erase_title": "Dieses Gerät neu einrichten?",
  "unlock.erase_text":
    "Alles, was Federpost in diesem Browser gespeichert hat, wird gelöscht: Briefe, Schlüssel und Einstellungen. Briefe, die nur hier liegen, sind verloren. Mit Ihrem Wiederherstellungsschlüssel oder einem anderen Ihrer Geräte kommen Sie danach wieder in Ihr Konto.",
  "unlock.erase_action": "Löschen und neu beginnen",

  "way.choose": "Womit entsperren Sie?",
  "way.device": "Keine Sperre",
  "way.passphrase": "Passphrase",
  "way.passkey": "Passkey",
  "way.recovery": "Wiederherstellungsschlüssel",
  "way.passkey_hint":
    "Ihr Gerät fragt gleich nach Ihrem Fingerabdruck, Ihrem Gesicht, Ihrer PIN oder Ihrem Sicherheitsschlüssel.",
  "way.recovery_hint": "Die sieben Gruppen von Ihrem Ausdruck. Kleine Buchstaben und fehlende Striche schaden nicht.",
  "way.recovery_group": "Gruppe {group} stimmt nicht. Bitte vergleichen Sie sie mit Ihrem Ausdruck.",
  "way.recovery_length": {
    one: "Ein Wiederherstellungsschlüssel hat sieben Gruppen. Hier steht {count}.",
    other: "Ein Wiederherstellungsschlüssel hat sieben Gruppen. Hier stehen {count}.",
  },
  "way.recovery_whole": "Die Gruppen gehören nicht zusammen. Stehen alle auf demselben Blatt?",
  "way.none": "Hier gibt es keinen Weg, dieses Postfach zu entsperren.",
  "way.passkey_elsewhere":
    "Dieses Postfach öffnet sich mit einem Passkey, und dieser Browser lässt Erweiterungen keine Passkeys benutzen. Nehmen Sie den Browser, in dem Sie ihn angelegt haben.",
  "way.wrong": "Damit öffnet sich das Postfach nicht. Bitte prüfen Sie Ihre Eingabe.",
  "way.passkey_refused": "Es kam kein Passkey. Bitte versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.",
  "way.unsupported": "Mit diesem Passkey lässt sich kein Postfach sperren. Bitte wählen Sie einen anderen Weg.",
  "way.blurred": "Dieses Fenster ist nicht mehr vorn. Tippen Sie erst weiter, wenn Sie gesehen haben, wohin es geht.",

  "passphrase.new": "Neue Passphrase",
  "passphrase.hint":
    "Mindestens 12 Zeichen. Vier oder mehr Wörter, die nicht zusammengehören, sind leicht zu merken und schwer zu erraten.",
  "passphrase.repeat": "Passphrase wiederholen",
  "passphrase.short": "Bitte nehmen Sie mindestens 12 Zeichen.",
  "passphrase.different": "Die beiden sind nicht gleich.",

  "first_run.step": "Schritt {step} von {of}",
  "first_run.recovery_title": "Schreiben Sie Ihren Wiederherstellungsschlüssel auf",
  "first_run.recovery_text":
    "Mit diesem Schlüssel kommen Sie wieder an Ihr Postfach, wenn Sie dieses Gerät verlieren oder Ihre Passphrase vergessen. Niemand sonst hat ihn, und niemand kann Ihnen einen neuen geben. Drucken Sie ihn aus oder schreiben Sie ihn ab, und legen Sie ihn zu Ihren wichtigen Papieren.",
  "first_run.later": "Jetzt nicht. Ich weiß, dass ich ohne diesen Schlüssel alles verlieren kann.",

  "recovery.sheet_title": "Wiederherstellungsschlüssel für Federpost",
  "recovery.sheet_text":
    "Wer dieses Blatt hat, kann das Postfach öffnen. Bewahren Sie es sicher auf und schicken Sie es niemandem. Federpost fragt nie per Brief, E-Mail oder Telefon danach.",
  "recovery.qr": "Derselbe Schlüssel als QR-Code",
  "recovery.print": "Drucken",
  "recovery.written": "Ich habe ihn auf Papier",
  "recovery.confirm_text":
    "Bitte tippen Sie zwei der Gruppen von Ihrem Blatt ab. Dann ist sicher, dass man sie lesen kann.",
  "recovery.group": "Gruppe {group}",
  "recovery.group_wrong": "Das ist nicht die Gruppe auf Ihrem Blatt. Bitte vergleichen Sie.",
  "recovery.show_again": "Schlüssel noch einmal zeigen",
  "recovery.confirm": "Weiter",

  "choose_lock.title": "Sperren Sie Ihr Postfach auf diesem Gerät",
  "choose_lock.text": "Womit soll sich das Postfach öffnen, wenn der Browser startet und nach einer Pause?",
  "choose_lock.passphrase": "Passphrase",
  "choose_lock.passphrase_hint": "Sie tippen sie ein. Geht in jedem Browser.",
  "choose_lock.passkey": "Passkey",
  "choose_lock.passkey_hint": "Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel dieses Geräts.",
  "choose_lock.passkey_not_here": "Dieser Browser lässt Erweiterungen keine Passkeys benutzen.",
  "choose_lock.none": "Keine Sperre",
  "choose_lock.none_hint": "Das Postfach ist auf diesem Gerät immer offen.",
  "choose_lock.none_warning":
    "Ohne Sperre kann jeder, der diesen Computer benutzt oder stiehlt, Ihre Briefe lesen und in Ihrem Namen schreiben. Der Schlüssel liegt dann in den Dateien des Browsers.",
  "choose_lock.action": "Fertig",
  "choose_lock.busy": "Einen Moment …",

  "reminder.recovery":
    "Ihr Konto ist noch nicht fertig: Es fehlt ein Wiederherstellungsschlüssel. Geht dieses Gerät verloren, ist alles verloren.",
  "reminder.recovery_action": "Wiederherstellungsschlüssel anlegen",
  "reminder.confirm_title": "Bestätigen Sie, dass Sie es sind",
  "reminder.confirm_text":
    "Ihr öffentlicher Eintrag muss neu unterschrieben werden, damit andere Ihnen weiter schreiben können. Dafür muss Federpost wissen, dass Sie es sind.",
  "reminder.confirm": "Bestätigen",

  "lock.title": "Entsperren und Wiederherstellen",
  "lock.now": "Jetzt sperren",
  "lock.device_hint": "Öffnet ohne Nachfrage. Nur für Computer, an die niemand sonst kommt.",
  "lock.passphrase_hint": "Sie tippen sie zum Entsperren ein.",
  "lock.passkey_hint": "Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel.",
  "lock.recovery_hint": "Auf Papier, für den Fall, dass alles andere verloren ist.",
  "lock.since": "Seit",
  "lock.add": "Einrichten",
  "lock.add_named": "Einrichten: {way}",
  "lock.change": "Ändern",
  "lock.change_named": "Ändern: {way}",
  "lock.remove": "Entfernen",
  "lock.remove_named": "Entfernen: {way}",
  "lock.set_named": "{way}",
  "lock.save": "Speichern",
  "lock.prove": "Zeigen Sie zuerst, dass das Postfach Ihnen gehört.",
  "lock.remove_recovery":
    "Ohne Wiederherstellungsschlüssel ist alles verloren, wenn Sie dieses Gerät verlieren. Entfernen Sie ihn nur, um einen neuen anzulegen.",
  "lock.when": "Wann sich das Postfach sperrt",
  "lock.after": "Nach einer Pause von",
  "lock.after_minutes": { one: "{count} Minute", other: "{count} Minuten" },
  "lock.after_never": "nie von selbst",
  "lock.with_screen": "Wenn der Bildschirm gesperrt wird",
  "lock.with_screen_hint":
    "Das meldet nicht jeder Browser. Nach jedem Start des Browsers ist das Postfach auf jeden Fall gesperrt.",

  "action.lock": "Postfach sperren",
  "badge.locked": {
    one: "Federpost ist gesperrt: {count} Sendung wartet",
    other: "Federpost ist gesperrt: {count} Sendungen warten",
  },
};
