import type { enPolicy } from "./en-policy.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: was die Administration vorgibt. */
export const dePolicy: Pick<Texts, keyof typeof enPolicy> = {
  "blocked.policy_invalid": "Federpost arbeitet nicht: Die Vorgaben Ihrer Administration enthalten einen Fehler",
  "blocked.too_old": "Federpost muss aktualisiert werden",
  "blocked.text": "Ihre Briefe sind sicher. Zeigen Sie diese Seite Ihrer Administration.",
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
