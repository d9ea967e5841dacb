import type { enTrust } from "./en-trust.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: wer auf der anderen Seite ist, und was dafür spricht. */
export const deTrust: Pick<Texts, keyof typeof enTrust> = {
  "trust.open": "Wer ist das?",
  "trust.open_named": "Wer ist {who}?",
  "trust.title": "Wer ist das?",
  "trust.certificate": "Zertifikat",
  "trust.why.verified":
    "Eine Stelle, der dieses Postfach glaubt, hat den Namen geprüft. Federpost hat das Zertifikat eben nachgerechnet, ohne jemanden zu fragen.",
  "trust.why.not_verified":
    "Kein Zertifikat einer Stelle, der dieses Postfach glaubt, nennt einen Namen. Sie kennen nur die Adresse. Bei Privatpersonen ist das üblich: Vergleichen Sie mit ihnen den Sicherheitscode.",
  "trust.why.expired":
    "Das Zertifikat ist abgelaufen oder war nicht mehr gültig. Schreiben Sie nichts Vertrauliches, bevor die Stelle es erneuert hat, oder fragen Sie dort auf anderem Weg nach.",
  "trust.why.revoked":
    "Das Zertifikat wurde gesperrt. Vielleicht hat jemand anders den Schlüssel. Schreiben Sie erst, wenn Sie dort auf anderem Weg nachgefragt haben.",
  "trust.why.changed":
    "Dieses Postfach zeigt einen anderen Schlüssel als den, den Sie kennen. Was früher geprüft oder verglichen wurde, gilt für den alten Schlüssel.",
  "trust.subject": "Ausgestellt für",
  "trust.names_domains": "Nennt die Domains",
  "trust.revocation": "Sperrung",
  "trust.revocation.checked": "Geprüft, nicht gesperrt",
  "trust.revocation.none": "Nicht geprüft: Dem Zertifikat lag keine Sperrliste bei",
  "trust.bound": "Verbunden mit diesem Postfach",
  "trust.bound.certificate": "Das Zertifikat gilt für den Schlüssel dieses Postfachs",
  "trust.bound.statement": "Der Schlüssel des Zertifikats hat eine Erklärung für dieses Postfach unterschrieben",
  "trust.domain": "Domain",
  "trust.domain_named": "{domain} nennt dieses Postfach als seines:",
  "trust.domain_aged": "{domain} nannte vor mehr als 30 Tagen dieses Postfach als seines:",
  "trust.domain_checked": "Zuletzt gefragt am",
  "trust.domain_certified": "Das Zertifikat nennt diese Domain auch.",
  "trust.domain_none":
    "Keine Domain hat dieses Postfach als ihres genannt. Sie können die Domain einer Behörde beim Schreiben als Empfänger eingeben.",
  "trust.domain_check": "Domain jetzt noch einmal fragen",
  "trust.code": "Sicherheitscode",
  "trust.compared.scanned": "Am {date} verglichen: Sie haben den QR-Code der anderen Seite gelesen.",
  "trust.compared.in_person": "Am {date} verglichen, bei einem Treffen.",
  "trust.compared.by_phone": "Am {date} verglichen, am Telefon oder per Video.",
  "trust.compared_short": "Code verglichen",
  "trust.not_compared": "Noch nicht verglichen.",
  "trust.forget": "Vergleich vergessen",
  "trust.compare": "Code vergleichen",
  "trust.compare_text":
    "Lesen Sie einander den Code vor, bei einem Treffen oder am Telefon. Die andere Seite findet ihn in ihren Einstellungen. Oder lesen Sie ihren QR-Code.",
  "trust.compare_means": "Wie haben Sie verglichen?",
  "trust.means.in_person": "Wir haben uns getroffen",
  "trust.means.by_phone": "Am Telefon oder per Video; ich kenne die Stimme oder das Gesicht",
  "trust.compare_same": "Beide Codes sind gleich",
  "trust.compare_typed": "Oder tippen Sie den Code ab, den die andere Seite nennt",
  "trust.compare_typed_hint": "30 Ziffern",
  "trust.compare_check": "Prüfen",
  "trust.compare_scan": "QR-Code der anderen Seite lesen",
  "trust.compare_own": "Ihr QR-Code, für die andere Seite",
  "trust.result.different":
    "Der Code ist ein anderer. Schreiben Sie nichts Vertrauliches: Vielleicht sitzt jemand zwischen Ihnen. Fragen Sie auf anderem Weg nach, ob die Adresse stimmt.",
  "trust.result.other_account": "Dieser QR-Code gehört zu einem anderen Postfach. Prüfen Sie, wen Sie vor sich haben.",
  "trust.result.no_code": "Das ist kein Sicherheitscode. Es sind 30 Ziffern, oder ein QR-Code aus den Einstellungen.",
  "trust.new_device": "Seit {date} ist ein neues Gerät dabei.",
  "trust.new_device_hint":
    "Es wurde von einem Gerät dieses Postfachs zugelassen. Wenn Sie das wundert, fragen Sie auf anderem Weg nach.",
  "trust.new_device_short": "Neues Gerät",
  "trust.claim_hint": "So nennt die Domain es selbst; geprüft hat das niemand.",
  "trust.own_qr": "Ihr QR-Code",
  "trust.own_qr_show": "QR-Code zeigen",
  "blocked.title": "Blockierte Kontakte",
  "blocked.none": "Sie haben niemanden blockiert.",
  "blocked.unblock_named": "{who} nicht mehr blockieren",
};
