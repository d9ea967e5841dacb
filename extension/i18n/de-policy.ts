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
  "roots.by_policy": "von Ihrer Administration vorgegeben",
};
