import type { enPolicy } from "./en-policy.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: was die Administration vorgibt. */
export const dePolicy: Pick<Texts, keyof typeof enPolicy> = {
  "blocked.policy_invalid": "Federpost arbeitet nicht: Die Vorgaben Ihrer Administration enthalten einen Fehler",
  "blocked.too_old": "Federpost muss aktualisiert werden",
  "blocked.policy_missing": "Federpost arbeitet nicht: Die Vorgaben Ihrer Administration fehlen",
  "blocked.policy_unread": "Federpost wartet: Ihr Browser sagt nicht, ob es Vorgaben gibt",
  "blocked.other_homeserver": "Dieses Postfach liegt nicht dort, wo Ihre Administration es erlaubt",
  "blocked.text": "Ihre Briefe sind sicher. Zeigen Sie diese Seite Ihrer Administration.",
  "blocked.text_nobody": "Auf diesem Gerät ist niemand angemeldet. Zeigen Sie diese Seite Ihrer Administration.",
  "blocked.homeservers":
    "Ihr Postfach liegt auf {homeserver}. Ihre Administration erlaubt nur {prescribed}. Sie können Ihre Briefe hier speichern und sich abmelden. Danach melden Sie sich auf {prescribed} an.",
  "blocked.for_administrators_missing": "Für die Administration: So beheben Sie es",
  "blocked.missing_text":
    "Diese Erweiterung wurde durch eine Richtlinie installiert, aber es kam keine Vorgabe an. In Chromium genügt dafür ein einziger Wert mit falscher Art: Prüfen Sie chrome://policy. Wollen Sie nichts vorgeben, setzen Sie ein Feld auf seinen üblichen Wert, zum Beispiel lockRequired auf false.",
  "blocked.unread_text":
    "Federpost fragt den Browser jede Minute wieder und arbeitet, sobald er antwortet. Dauert es länger, beenden Sie den Browser und starten Sie ihn neu.",
  "blocked.leave": "Was Sie jetzt tun können",
  "blocked.leave_text": "Sie können Ihre Briefe auf diesem Computer speichern und dieses Gerät abmelden.",
  "blocked.not_told":
    "Sie sind noch angemeldet. Versuchen Sie es später noch einmal. Oder löschen Sie alles auf diesem Gerät, ohne dass der Homeserver es erfährt.",
  "letters_export.action": "Alle Briefe speichern",
  "letters_export.hint":
    "Als ZIP-Datei, unverschlüsselt. Dateien an Briefen sind nicht dabei. Ungeöffnete Briefe bleiben ungeöffnet, ihr Text ist nicht dabei.",
  "letters_export.file_name": "federpost-briefe.zip",
  "letters_export.file": "Datei",
  "letters_export.unopened": "(nicht geöffnet)",
  "signed_out.left_behind":
    "Auf diesem Gerät ist alles gelöscht. Der Homeserver war nicht erreichbar: Dort ist das Gerät noch angemeldet. Entfernen Sie es auf einem anderen Gerät in den Einstellungen, oder bitten Sie den Betreiber darum.",
  "blocked.version": "Dies ist die Version {version}. Ihre Administration verlangt mindestens {minimum}.",
  "blocked.for_administrators": "Für die Administration: Diese Felder der Richtlinie sind falsch",
  "blocked.fault.unknown": "dieses Feld gibt es nicht",
  "blocked.fault.wrong_value": "hat einen Wert, den es nicht haben kann",
  "sign_in.homeserver_prescribed": "Von Ihrer Administration vorgegeben",
  "choose_lock.required": "Ihre Administration verlangt auf diesem Computer eine Sperre.",
  "update.check": "Nach einer neuen Version suchen",
  "update.coming":
    "Es gibt eine neue Version. Diese Seite schließt sich gleich. Öffnen Sie Federpost danach noch einmal.",
  "update.current":
    "Es gibt keine neuere Version. Ihre Administration muss sie erst bereitstellen. Zeigen Sie ihr diese Seite.",
  "update.too_often": "Ihr Browser hat gerade erst gesucht. Versuchen Sie es später noch einmal.",
  "update.by_browser":
    "Ihr Browser sucht von selbst. Beenden Sie ihn und starten Sie ihn neu. Hilft das nicht, fragen Sie Ihre Administration.",
  "roots.by_policy": "von Ihrer Administration vorgegeben",
};
