import { deDevices } from "./de-devices.ts";
import { deLock } from "./de-lock.ts";
import type { Texts } from "./texts.ts";

/** Deutsch, in der Anrede "Sie" und in einfacher Sprache. */
export const de: Texts = {
  ...deLock,
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
  "assurance.changed": "Identität geändert",
  "assurance.self": "Sie",
  "party.you": "Sie",
  "party.claims": "Nennt sich",
  "party.safety_code": "Sicherheitscode",
  "party.safety_code_hint":
    "Vergleichen Sie diesen Code mit der anderen Seite persönlich oder am Telefon. Nur wenn beide Codes gleich sind, schreiben Sie an das richtige Postfach.",
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
  "threads.title": "Briefwechsel",
  "threads.empty": "Noch keine Briefe vorhanden.",
  "threads.empty_hint": "Briefe, die Sie bekommen oder senden, erscheinen hier.",
  "threads.more": "Ältere Briefwechsel zeigen",
  "threads.more_parties": { one: "und {count} weitere Person", other: "und {count} weitere" },
  "threads.draft": "Entwurf",
  "threads.unread": { one: "{count} ungelesen", other: "{count} ungelesen" },
  "threads.state.open": "Offen",
  "threads.state.joining": "Wird eingerichtet",
  "threads.state.closed": "Beendet",
  "threads.state.cannot_write": "Nur lesen",
  "threads.state_hint.open": "Sie können hier antworten.",
  "threads.state_hint.joining":
    "Dieses Gerät wird gerade aufgenommen. Das kann dauern, bis ein anderes Gerät online ist. Was Sie schreiben, wartet so lange.",
  "threads.state_hint.closed": "Dieser Briefwechsel ist beendet. Sie können ihn lesen, aber nicht mehr antworten.",
  "threads.state_hint.cannot_write": "Dieses Gerät darf hier lesen, aber nicht schreiben.",
  "drafts.no_recipient": "Noch ohne Empfänger",

  "letter.no_subject": "(ohne Betreff)",
  "letter.from": "Von",
  "letter.received": "Hier eingegangen:",
  "letter.written": "Geschrieben:",
  "letter.composed_by": "Verfasst auf der Seite",
  "letter.acknowledge_by": "Der Absender bittet um eine Bestätigung bis zum",
  "letter.data": "Formulardaten:",
  "letter.open": "Brief öffnen",
  "letter.open_hint":
    "Wenn Sie diesen Brief öffnen, gilt er als heute, am {date}, abgerufen. Der Absender bekommt eine Bestätigung. Fristen können beginnen.",
  "unreadable.title": "Ein Brief ist nicht lesbar.",
  "notice.device_added": "Ein Gerät ist dazugekommen:",
  "notice.device_removed": "Ein Gerät wurde entfernt:",
  "notice.stranger_in_room":
    "Der Server führt hier ein Konto, das nicht zum Briefwechsel gehört. Es kann keinen Brief lesen:",
  "notice.member_left": "Jemand hat den Briefwechsel verlassen:",
  "notice.identity_changed": "Die Identität dieses Postfachs hat sich geändert. Es kann jemand anderes sein:",

  "delivery.waiting": "Wartet auf den Versand",
  "delivery.waiting_hint": "Der Brief geht von selbst hinaus, sobald der Homeserver erreichbar ist.",
  "delivery.uploading": "Anhänge werden übertragen",
  "delivery.uploading_part": "Anhänge werden übertragen: {done} von {total}",
  "delivery.uploading_hint": "Eine unterbrochene Übertragung geht dort weiter, wo sie aufgehört hat.",
  "delivery.with_server": "Beim Homeserver",
  "delivery.with_server_hint": "Noch ist nicht bestätigt, dass der Brief im Postfach des Empfängers liegt.",
  "delivery.provided": "Liegt im Postfach des Empfängers",
  "delivery.retrieved": "Vom Empfänger abgerufen",
  "delivery.failed": "Nicht gesendet",

  "receipt.title": { one: "{count} Nachweis", other: "{count} Nachweise" },
  "receipt.submitted": "Abgesendet",
  "receipt.provided": "Im Postfach bereitgestellt",
  "receipt.retrieved": "Abgerufen",
  "receipt.claimed_time": "Zeit nach Angabe des Geräts",
  "receipt.valid": "Signatur geprüft: gültig",
  "receipt.invalid": "Signatur geprüft: NICHT gültig. Dieser Nachweis beweist nichts.",

  "attachment.title": { one: "{count} Anhang", other: "{count} Anhänge" },
  "attachment.none": "Keine Anhänge",
  "attachment.save": "{name} speichern",
  "attachment.save_short": "Speichern",
  "attachment.dangerous": "Kann auf Ihrem Computer Programme starten",
  "attachment.danger_title": "Diese Datei speichern?",
  "attachment.danger_text":
    "Dateien dieser Art können auf Ihrem Computer Programme starten und Schaden anrichten. Speichern Sie sie nur, wenn Sie sie erwarten und den Absender kennen.",
  "attachment.save_anyway": "Trotzdem speichern",
  "attachment.hash": "Prüfsumme (SHA-256)",

  "compose.title": "Neuer Brief",
  "compose.to": "Empfänger",
  "compose.to_hint": "Adresse oder Internetseite, zum Beispiel @bauamt:stadt.example oder stadt.example",
  "compose.to_missing": "Bitte geben Sie einen Empfänger an.",
  "compose.to_incomplete":
    "Das ist keine ganze Adresse. Schreiben Sie @name:server oder die Internetseite der Behörde.",
  "compose.to_unknown": "Unter diesem Namen ist kein Postfach bekannt. Bitte prüfen Sie ihn.",
  "compose.to_wait": "Die Adresse wird noch gesucht.",
  "compose.subject": "Betreff",
  "compose.subject_missing": "Bitte geben Sie einen Betreff an.",
  "compose.text": "Text",
  "compose.text_missing": "Bitte schreiben Sie etwas oder hängen Sie eine Datei an.",
  "compose.send": "Senden",
  "compose.handing_over": "Wird übergeben …",
  "compose.discard": "Entwurf verwerfen",
  "recipient.searching": "Wird gesucht …",
  "recipient.named_by_domain": "{domain} nennt dieses Postfach als seines:",
  "recipient.unknown": "Unter dieser Adresse ist kein Postfach bekannt.",
  "reply.title": "Antworten",
  "reply.sent": "Ihre Antwort wurde übergeben.",
  "draft.unchanged": "",
  "draft.pending": "Entwurf wird gespeichert …",
  "draft.saved": "Entwurf gespeichert",
  "draft.failed": "Der Entwurf konnte nicht gespeichert werden. Kopieren Sie den Text, bevor Sie die Seite verlassen.",

  "files.title": "Anhänge",
  "files.hint": "Wählen Sie Dateien aus oder ziehen Sie sie hierher. Höchstens 1.000 Dateien und zusammen 200 MB.",
  "files.choose": "Dateien auswählen",
  "files.elsewhere": "Dateien im ganzen Postfach anhängen",
  "files.remove": "{name} entfernen",
  "files.remove_short": "Entfernen",
  "files.folders": {
    one: "{count} Ordner wurde ausgelassen. Bitte wählen Sie die Dateien darin aus.",
    other: "{count} Ordner wurden ausgelassen. Bitte wählen Sie die Dateien darin aus.",
  },
  "files.total": { one: "{count} Datei, {size}", other: "{count} Dateien, {size}" },
  "files.too_many": "Das sind mehr als 1.000 Dateien. Bitte entfernen Sie einige.",
  "files.too_large": "Die Dateien sind zusammen größer als 200 MB. Bitte entfernen Sie einige.",

  "consent.access_title": "Diese Seite bittet um Erlaubnis",
  "consent.access_may": "Darum will sie bitten dürfen",
  "consent.access_limits":
    "Die Seite sieht weder Ihre Briefe noch Ihre Kontakte oder Schlüssel. Jeden einzelnen Brief sehen Sie noch einmal, bevor er gesendet wird.",
  "consent.access_approve": "Erlauben",
  "consent.purpose": "Wozu",
  "consent.purpose_claim": "Die Seite sagt:",
  "consent.send_title": "Diese Seite will einen Brief in Ihrem Namen senden",
  "consent.send_approve": "Brief senden",
  "consent.send_to": "Brief an",
  "consent.send_files": { one: "{count} Anhang ({size})", other: "{count} Anhänge ({size})" },
  "consent.unlock_title": "Diese Seite wartet auf Ihr Postfach",
  "consent.decline": "Ablehnen",
  "consent.new_thread": "Mit diesem Brief beginnt ein neuer Briefwechsel.",
  "consent.known_thread": "Der Brief gehört zu einem Briefwechsel, den diese Seite begonnen hat.",
  "consent.no_text": "Kein Text",
  "consent.encoded_host":
    "Die Adresse dieser Seite enthält Sonderzeichen, die hier als xn-- geschrieben sind. Sie kann eine andere Adresse nachahmen. Prüfen Sie sie Zeichen für Zeichen.",
  "consent.not_encrypted": "Diese Seite ist nicht sicher verbunden (kein https).",
  "consent.framed": "Die Anfrage kommt von einer Seite, die in eine andere eingebettet ist:",
  "consent.waiting": { one: "{count} weitere Anfrage wartet.", other: "{count} weitere Anfragen warten." },
  "consent.nothing_title": "Keine offene Anfrage",
  "consent.nothing_text": "Die Anfrage wurde entschieden oder zurückgezogen, oder ihre Seite wurde geschlossen.",

  "consent.open_title": "Diese Seite möchte Ihnen einen Brief zeigen",
  "consent.open_approve": "Brief öffnen",
  "consent.open_from": "Brief von",
  "consent.open_again": "Sie haben diesen Brief schon geöffnet. Es ändert nichts, wenn Sie ihn noch einmal ansehen.",
  "consent.open_where":
    "Der Brief öffnet sich in Ihrem Postfach. Die Seite kann ihn nicht lesen. Sie erfährt nur, dass Sie zugestimmt haben.",
  "consent.compose_title": "Diese Seite lässt Sie einen Brief schreiben",
  "consent.compose_approve": "Brief senden",
  "consent.compose_private":
    "Was Sie hier schreiben, liest nur der Empfänger. Die Seite sieht es nicht. Ihr Text wird als Entwurf aufgehoben, bis der Brief gesendet ist.",
  "consent.sign_title": "Diese Seite bittet um Ihre Unterschrift",
  "consent.sign_approve": "Unterschreiben",
  "consent.sign_reason": "Wofür",
  "consent.sign_documents": { one: "{count} Dokument", other: "{count} Dokumente" },
  "consent.sign_summary": { one: "{count} Dokument ({size})", other: "{count} Dokumente ({size})" },
  "consent.sign_key": "Wer unterschreibt",
  "consent.sign_device": "Mit dem Schlüssel dieses Geräts:",
  "consent.sign_weight":
    "Jeder kann später prüfen, dass diese Unterschrift von Ihrem Postfach kommt und zu genau diesen Dokumenten gehört. Sie ersetzt keine Unterschrift auf Papier, wo das Gesetz die Schriftform verlangt. Lesen Sie erst alles.",
  "document.show": "Anzeigen",
  "document.save": "Speichern",
  "document.opening": "Das Dokument wird geöffnet",
  "document.page": "Seite {number} von {count}",
  "document.page_label": "Bild von Seite {number}. Zum Vorlesen speichern Sie das Dokument.",
  "document.other":
    "Dieses Dokument kann hier nicht gezeigt werden. Speichern Sie es und sehen Sie es an, bevor Sie unterschreiben.",
  "document.too_large":
    "Dieses Dokument ist zu groß, um es hier zu zeigen. Speichern Sie es und sehen Sie es an, bevor Sie unterschreiben.",
  "document.encrypted":
    "Dieses PDF ist mit einem Passwort geschützt und kann hier nicht gezeigt werden. Unterschreiben Sie nur, was Sie lesen konnten.",
  "document.broken":
    "Dieses PDF ist beschädigt und kann hier nicht gezeigt werden. Unterschreiben Sie nur, was Sie lesen konnten.",
  "document.what_counts":
    "So zeigt Federpost das PDF. Ein anderes Programm kann es anders zeigen. Unterschrieben wird die Datei mit der Prüfsumme.",
  "form.choose": "Bitte wählen",
  "form.date_hint": "zum Beispiel 31.12.2026",
  "form.missing": "Bitte füllen Sie dieses Feld aus.",
  "form.number": "Bitte geben Sie eine Zahl ein.",
  "form.date": "Bitte geben Sie ein Datum ein, zum Beispiel 31.12.2026.",
  "form.more": "Was Sie noch schreiben möchten",
  "form.mend": "Oben fehlt noch etwas. Die Stelle ist markiert.",
  "portals.revoke_one": "Entziehen",
  "portals.revoke_method": "Entziehen: {method}",
  "uses.title": "Wofür Ihre Schlüssel benutzt wurden",
  "uses.text":
    "Jedes Mal, wenn Sie einer Seite etwas erlaubt haben, wofür Ihre Schlüssel nötig waren, steht es hier. Einträge kann niemand unbemerkt ändern oder löschen.",
  "uses.empty": "Noch nie.",
  "uses.broken":
    "Dieses Protokoll wurde verändert: Einträge fehlen oder passen nicht zueinander. Fragen Sie die Person, die sich um diesen Computer kümmert.",
  "uses.export": "Protokoll speichern",
  "uses.what.letter.send": "Brief gesendet",
  "uses.what.letter.compose": "Brief geschrieben und gesendet",
  "uses.what.letter.open": "Brief geöffnet",
  "uses.what.document.sign": "Unterschrieben",

  "method.access.list": "Sehen, was ihr erlaubt ist",
  "method.access.revoke": "Ihre Erlaubnis zurückgeben",
  "method.mailbox.find": "Postfächer von Behörden suchen",
  "method.letter.send": "Briefe vorschlagen, die Sie dann senden oder ablehnen",
  "method.letter.status": "Sehen, wie es um die Briefe steht, die von dieser Seite gesendet wurden",
  "method.letter.open": "Ihnen Briefe aus ihren eigenen Briefwechseln zeigen, für die Seite nicht lesbar",
  "method.letter.compose": "Sie einen Brief schreiben lassen, den die Seite nicht lesen kann",
  "method.document.sign": "Dokumente vorschlagen, die Sie dann unterschreiben oder ablehnen",
  "method.identity.present": "Sie um einen Nachweis Ihrer Identität bitten",

  "account.title": "Konto",
  "account.address": "Adresse",
  "account.homeserver": "Homeserver",
  "account.device": "Dieses Gerät",
  "account.safety_code": "Ihr Sicherheitscode",
  "account.safety_code_hint":
    "Wer Ihnen schreibt, sieht diesen Code ebenfalls. Sind beide gleich, erreichen die Briefe wirklich Sie.",
  "sign_out.title": "Auf diesem Gerät abmelden?",
  "sign_out.text":
    "Die Schlüssel auf diesem Gerät werden gelöscht und das Gerät wird aus Ihrem Konto entfernt. Briefe, die nur hier liegen, können Sie danach nicht mehr lesen.",
  "sign_out.waiting": {
    one: "{count} Brief ist noch nicht gesendet und geht verloren.",
    other: "{count} Briefe sind noch nicht gesendet und gehen verloren.",
  },
  "sign_out.action": "Abmelden",

  "domain.title": "Postfach einer Domain",
  "domain.text":
    "Für Behörden: Diese Datei sagt, dass das Postfach zu Ihrer Domain gehört. Damit finden Seiten und Menschen es dort. Die Betreuer der Website legen sie unter /.well-known/federpost.json ab.",
  "domain.domain": "Domain",
  "domain.domain_hint": "zum Beispiel stadt.example",
  "domain.name": "Name des Postfachs",
  "domain.name_hint": "zum Beispiel Bauamt",
  "domain.action": "Datei speichern",
  "domain.saved": "Die Datei wurde gespeichert. Sie gilt ein Jahr.",

  ...deDevices,

  "contacts.title": "Wer darf mir schreiben",
  "contacts.text": "Das gilt für neue Briefwechsel. Antworten auf Ihre eigenen Briefe kommen immer an.",
  "contacts.usual": "In der Regel",
  "contacts.usual.allow": "Alle dürfen mir schreiben",
  "contacts.usual_hint.allow": "Außer wen Sie unten blockieren.",
  "contacts.usual.block": "Niemand darf mir schreiben",
  "contacts.usual_hint.block":
    "Außer wen Sie unten erlauben, und außer Personen und Stellen, mit denen Sie schon einen Briefwechsel haben.",
  "contacts.exceptions": "Ausnahmen",
  "contacts.no_exceptions": "Es gibt keine Ausnahmen.",
  "contacts.who": "Adresse oder Server",
  "contacts.who_hint":
    "Zum Beispiel @bauamt:stadt.example für ein Postfach, oder stadt.example für alle auf diesem Server.",
  "contacts.who_wrong":
    "Das ist weder eine Adresse noch ein Server. Schreiben Sie zum Beispiel @name:server.example oder server.example.",
  "contacts.rule": "Regel",
  "contacts.rule.allow": "Darf mir schreiben",
  "contacts.rule.block": "Darf mir nicht schreiben",
  "contacts.add": "Ausnahme hinzufügen",
  "contacts.remove": "Entfernen",
  "contacts.remove_named": "Die Ausnahme für {who} entfernen",
  "contacts.block": "Blockieren …",
  "contacts.block_title": "Diese Adresse blockieren?",
  "contacts.block_text":
    "Von dieser Adresse kommt dann nichts mehr an. Dieser Briefwechsel wird geschlossen; was schon da ist, können Sie weiter lesen. Die andere Seite sieht, dass Sie gegangen sind. Achtung: Auch fristgebundene Briefe erreichen Sie von dort nicht mehr über Federpost.",
  "contacts.block_cancel": "Nicht blockieren",
  "contacts.block_action": "Blockieren",
  "contacts.blocked": "Von Ihnen blockiert.",
  "contacts.unblock": "Nicht mehr blockieren",

  "portals.title": "Verbundene Seiten",
  "portals.text": "Diese Seiten dürfen bei Ihnen anfragen. Über jeden Brief entscheiden Sie selbst.",
  "portals.empty":
    "Keine Seite ist verbunden. Öffnen Sie die Seite einer Behörde und wählen Sie im Federpost-Menü der Symbolleiste „Diese Seite verbinden“.",
  "portals.may": "Hat die Erlaubnis:",
  "portals.no_grant": "Hat noch keine Erlaubnis; sie müsste Sie zuerst fragen.",
  "portals.granted": "Erteilt:",
  "portals.expires": "Läuft ab:",
  "portals.last_used": "Zuletzt genutzt:",
  "portals.never_used": "Noch nie genutzt.",
  "portals.revoke": "Erlaubnis entziehen",
  "portals.revoke_named": "{origin} die Erlaubnis entziehen",
  "portals.disconnect": "Trennen",
  "portals.disconnect_named": "{origin} trennen",
  "portals.source.person": "Von Ihnen verbunden",
  "portals.source.policy": "Von Ihrer Organisation verbunden",
  "portals.source.development": "In einer Testversion verbunden",
  "portals.source.none": "Nicht mehr verbunden",

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
