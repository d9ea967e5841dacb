import type { enPortals } from "./en-portals.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Anfragen und Freigaben von Portalen. */
export const dePortals: Pick<Texts, keyof typeof enPortals> = {
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
  "consent.open_in_frame":
    "Der Brief öffnet sich in einem versiegelten Kasten auf der Seite. Die Seite kann ihn nicht lesen. Sie erfährt nur, dass Sie zugestimmt haben und ungefähr wie hoch der Kasten ist.",
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
    "Dieses Dokument ist beschädigt und kann hier nicht gezeigt werden. Unterschreiben Sie nur, was Sie lesen konnten.",
  "document.not_loaded":
    "Dieses Dokument kann hier im Moment nicht gezeigt werden. Speichern Sie es und sehen Sie es an, bevor Sie unterschreiben, oder schließen Sie den Browser und öffnen Sie ihn neu.",
  "document.broken_page": "Diese Seite ist beschädigt und kann nicht gezeigt werden.",
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
  "method.mailbox.find": "Postfächer von Behörden suchen, auch in Ihrem Verzeichnis",
  "method.letter.send": "Briefe vorschlagen, die Sie dann senden oder ablehnen",
  "method.letter.status": "Sehen, wie es um die Briefe steht, die von dieser Seite gesendet wurden",
  "method.letter.open": "Ihnen Briefe aus ihren eigenen Briefwechseln zeigen, für die Seite nicht lesbar",
  "method.letter.compose": "Sie einen Brief schreiben lassen, den die Seite nicht lesen kann",
  "method.document.sign": "Dokumente vorschlagen, die Sie dann unterschreiben oder ablehnen",
  "method.identity.present": "Sie um einen Nachweis Ihrer Identität bitten",

  "domain.title": "Postfach einer Domain",
  "domain.text":
    "Für Behörden: Diese Datei sagt, dass das Postfach zu Ihrer Domain gehört. Damit finden Seiten und Menschen es dort. Die Betreuer der Website legen sie unter /.well-known/federpost.json ab.",
  "domain.domain": "Domain",
  "domain.domain_hint": "zum Beispiel stadt.example",
  "domain.name": "Name des Postfachs",
  "domain.name_hint": "zum Beispiel Bauamt",
  "domain.action": "Datei speichern",
  "domain.saved": "Die Datei wurde gespeichert. Sie gilt ein Jahr.",

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
};
