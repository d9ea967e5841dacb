import type { enDemand } from "./en-demand.ts";
import type { TextsOf } from "./texts.ts";

/** Nachweise, die ein Postfach oder ein Brief verlangt. */
export const deDemand: TextsOf<typeof enDemand> = {
  "demand.title": "Nachweis von Personen",
  "demand.text":
    "Sie können verlangen, dass sich ausweist, wer Ihnen zum ersten Mal schreibt. Briefe ohne Nachweis gehen nicht verloren: Sie liegen im Ordner „Ohne Nachweis“, und die andere Seite erfährt, was fehlt. Ämter und Organisationen weisen sich mit ihrem Zertifikat aus.",
  "demand.label": "Mindestens dieses Vertrauensniveau",
  "demand.hint": "Gilt für neue Briefwechsel. Wem Sie schon geschrieben haben, der muss sich nicht ausweisen.",
  "demand.prescribed": "Ihre Administration hat festgelegt, was mindestens nötig ist.",
  "demand.none": "Kein Nachweis nötig",
  "apart.thread":
    "Dieser Briefwechsel liegt getrennt: Wer ihn begonnen hat, hat nicht gezeigt, wer er ist, und weiß das. Wenn Sie antworten, kommt er in den Eingang.",
  "apart.take_in": "In den Eingang",
  "apart.hint": {
    one: "{count} Briefwechsel liegt getrennt, weil ein Nachweis fehlt.",
    other: "{count} Briefwechsel liegen getrennt, weil ein Nachweis fehlt.",
  },
  "apart.show": "Ansehen",
  "apart.asked":
    "Die andere Seite verlangt einen Nachweis, wer Sie sind, mindestens auf dem Niveau „{level}“. Mit diesem Brief kam keiner. Er ist angekommen und wurde dort getrennt abgelegt.",
  "apart.asked_how":
    "Holen Sie in den Einstellungen unter „Sich ausweisen“ einen Nachweis, und schicken Sie ihn mit Ihrem nächsten Brief mit.",
  "ask.proved": "Nur an jemanden, der sich ausgewiesen hat",
  "ask.proved_hint":
    "Hat die andere Seite Ihnen keinen Nachweis auf diesem Niveau gezeigt, wird der Brief nicht verschlüsselt und nicht gesendet. Zertifikate von Organisationen zählen auch.",
  "ask.anybody": "Nicht nötig",
  "demand.by_page":
    "Die Seite verlangt: Der Brief geht nur an jemanden, der sich ausgewiesen hat, mindestens auf dem Niveau „{level}“. Das Zertifikat einer Organisation zählt auch.",
  "demand.met": "Der Empfänger hat sich so ausgewiesen.",
  "demand.not_met":
    "Der Empfänger hat sich so nicht ausgewiesen. Der Brief wird nicht gesendet. Wenn Sie zustimmen, erfährt die Seite, dass ein Nachweis fehlt. Wenn Sie ablehnen, erfährt sie nur das.",
  "demand.no_letter_to": "Kein Brief an",
  "error.recipient_not_proved":
    "Nicht gesendet: Die andere Seite hat Ihnen nicht gezeigt, wer sie ist, oder nicht auf dem Niveau, das Sie verlangen. Bitten Sie sie in einem Brief ohne vertraulichen Inhalt um einen Nachweis.",
};
