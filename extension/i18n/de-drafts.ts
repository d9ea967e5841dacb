import type { enDrafts } from "./en-drafts.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Entwürfe mit allem, was dazugehört, Briefe zurückholen, weiterleiten. */
export const deDrafts: Pick<Texts, keyof typeof enDrafts> = {
  "draft.goes_on": "Sie schreiben Ihren Entwurf weiter vom",
  "draft.begin_anew": "Neu beginnen",
  "drafts.others": "Weitere Entwürfe in diesem Briefwechsel",
  "drafts.no_text": "(ohne Text)",
  "drafts.files": { one: "{count} Datei", other: "{count} Dateien" },

  "file.waiting": "Wartet auf das Speichern",
  "file.saving": "Wird gespeichert:",
  "file.saving_part": "{done} von {total}",
  "file.saved": "Mit dem Entwurf gespeichert",
  "file.failed": "Nicht gespeichert.",
  "file.missing": "Diese Datei liegt nicht auf diesem Gerät. Bitte entfernen Sie sie oder wählen Sie sie neu aus.",
  "files.not_saved":
    "Einige Dateien sind nicht gespeichert. Bitte entfernen Sie diese Dateien oder wählen Sie sie neu aus.",

  "held.state": "Wird in wenigen Sekunden gesendet",
  "held.state_hint": "Der Brief hat dieses Gerät noch nicht verlassen. Sie können ihn zurückholen.",
  "held.said": {
    one: "Ihr Brief „{subject}“ wird in {count} Sekunde gesendet. Mit der Taste Z holen Sie ihn zurück.",
    other: "Ihr Brief „{subject}“ wird in {count} Sekunden gesendet. Mit der Taste Z holen Sie ihn zurück.",
  },
  "held.seconds": { one: "In {count} s", other: "In {count} s" },
  "held.letter": "wird gesendet:",
  "held.take_back": "Zurückholen",
  "held.send_now": "Sofort senden",
  "held.too_late": "Der Brief ist schon unterwegs. Sie können ihn nicht mehr zurückholen.",
  "settings.undo_send": "Briefe nach dem Senden zurückholen",
  "settings.undo_send_hint": "So lange bleibt ein Brief auf diesem Gerät, bevor er gesendet wird.",
  "settings.undo_send_off": "Aus: sofort senden",
  "settings.undo_send_seconds": { one: "{count} Sekunde", other: "{count} Sekunden" },

  "forward.button": "Weiterleiten",
  "forward.title": "Brief weiterleiten",
  "forward.text":
    "Es entsteht ein neuer Brief mit diesem Text. Sie können ihn vor dem Senden ändern. Der Absender erfährt davon nichts.",
  "forward.files": "Anhänge, die mitgehen",
  "forward.proof": "Nachweis anhängen",
  "forward.proof_hint":
    "Eine Datei mit Brief, Anhängen, Signatur und Quittungen. Damit kann der Empfänger prüfen, wer den Brief geschrieben hat. Hat der Absender sich ausgewiesen, geht auch sein Nachweis mit, mit allem, was darin steht.",
  "forward.go": "Brief schreiben",
  "forward.busy": "Anhänge werden kopiert …",
  "forward.prefix": "WG:",
  "forward.head": "---------- Weitergeleiteter Brief ----------",
  "forward.from": "Von:",
  "forward.to": "An:",
  "forward.sent": "Geschrieben:",
  "forward.subject": "Betreff:",
};
