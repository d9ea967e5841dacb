import type { enEvidence } from "./en-evidence.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Zertifikate von Organisationen, und wem man glaubt. */
export const deEvidence: Pick<Texts, keyof typeof enEvidence> = {
  "evidence.title": "Zertifikate",
  "evidence.text":
    "Ein Zertifikat beweist, dass ein Postfach einer Organisation gehört. Sie entscheiden, welchen Stellen Sie glauben. Eine Organisation kann hier ihr eigenes Zertifikat einrichten.",
  "evidence.own": "Zertifikat dieses Postfachs",
  "evidence.none":
    "Dieses Postfach hat kein Zertifikat. Andere sehen seine Adresse und „Nicht geprüft“. Privatpersonen brauchen keines.",
  "evidence.no_roots":
    "Dieses Postfach hat ein Zertifikat. Ob es gilt, sehen Sie hier, sobald Sie die ausstellende Stelle hinzugefügt haben.",
  "evidence.request": "Zertifikat beantragen",
  "evidence.request_text":
    "Speichern Sie den Antrag und geben Sie ihn Ihrer Zertifizierungsstelle. Das Zertifikat gilt dann für den Schlüssel dieses Postfachs.",
  "evidence.organisation": "Name der Organisation",
  "evidence.unit": "Amt oder Abteilung",
  "evidence.unit_hint": "Nur wenn das Zertifikat sie nennen soll",
  "evidence.country": "Land, zwei Buchstaben",
  "evidence.country_wrong": "Zwei Buchstaben, zum Beispiel DE",
  "evidence.request_action": "Antrag speichern",
  "evidence.install": "Zertifikat einrichten",
  "evidence.install_text":
    "Wählen Sie alle Dateien Ihrer Stelle zusammen: das Zertifikat, die der Aussteller und Sperrlisten oder OCSP-Antworten. PEM oder DER.",
  "evidence.choose": "Dateien auswählen",
  "evidence.remove": "Zertifikat entfernen",
  "evidence.remove_title": "Zertifikat dieses Postfachs entfernen?",
  "evidence.remove_text":
    "Andere sehen dieses Postfach dann als „Nicht geprüft“. Briefe, die mit dem Zertifikat verschickt wurden, behalten ihren Nachweis. Sie können es wieder einrichten.",
  "evidence.refused": "Das Zertifikat gilt nicht: {reason}. Fragen Sie Ihre Zertifizierungsstelle.",
  "evidence.refused.unknown_root":
    "Das Zertifikat kommt von keiner Stelle, der dieses Postfach glaubt. Fügen Sie die Stelle zuerst hinzu, oder wählen Sie auch die Zertifikate aller Aussteller.",
  "evidence.refused.key_mismatch":
    "Das Zertifikat gilt für einen anderen Schlüssel als den dieses Postfachs. Beantragen Sie eines mit dem Antrag, den Sie hier speichern.",
  "evidence.refused.expired": "Das Zertifikat ist abgelaufen. Beantragen Sie ein neues.",
  "evidence.refused.not_yet_valid": "Das Zertifikat gilt noch nicht. Prüfen Sie das Datum und die Uhr dieses Rechners.",
  "evidence.refused.revoked": "Das Zertifikat wurde gesperrt. Beantragen Sie ein neues.",
  "evidence.refused.revocation_missing":
    "Zu einem der Zertifikate fehlt die Sperrliste, und die Stelle verlangt sie. Wählen Sie sie zusammen mit den Zertifikaten aus.",
  "evidence.refused.revocation_stale": "Eine Sperrliste ist veraltet. Holen Sie die aktuelle von Ihrer Stelle.",
  "evidence.refused.no_organisation":
    "Das Zertifikat nennt keine Organisation (O). Beantragen Sie eines, das sie nennt.",
  "evidence.refused.wrong_key_usage": "Das Zertifikat ist nicht für Signaturen. Beantragen Sie eines dafür.",
  "evidence.refused.log_missing":
    "Die Stelle verlangt den Nachweis eines Transparenzprotokolls. Er lag dem Zertifikat nicht bei.",
  "roots.title": "Stellen, denen Sie glauben",
  "roots.text": "Namen aus Zertifikaten dieser Stellen werden mit einem Häkchen gezeigt.",
  "roots.none": "Noch keine. Deshalb sind alle „Nicht geprüft“.",
  "roots.add": "Stelle hinzufügen",
  "roots.question": "Dieser Stelle glauben?",
  "roots.question_text":
    "Vergleichen Sie den Fingerabdruck mit dem, den die Stelle veröffentlicht hat. Wem Sie hier glauben, der kann Postfächern Namen geben.",
  "roots.confirm": "Dieser Stelle glauben",
  "roots.remove": "Entfernen",
  "roots.remove_named": "{name} entfernen",
  "roots.fingerprint": "Fingerabdruck (SHA-256)",
  "roots.revocation": "Sperrung wird immer geprüft",
  "roots.log": "mit Transparenzprotokoll",
};
