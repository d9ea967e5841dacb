import type { enProof } from "./en-proof.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Nachweise, Empfangsbestätigung, Fristen, Beweise und Formulare. */
export const deProof: Pick<Texts, keyof typeof enProof> = {
  "acknowledge.title": "Bestätigen Sie, dass Sie diesen Brief bekommen haben",
  "acknowledge.day": "An welchem Tag haben Sie den Brief zur Kenntnis genommen?",
  "acknowledge.day_hint": "Zum Beispiel 24.12.2026. An diesem Tag können Fristen beginnen.",
  "acknowledge.final":
    "Sie können nur einmal antworten. Der Absender bekommt Ihre Antwort mit Ihrer Unterschrift. Sie können sie nicht zurücknehmen.",
  "acknowledge.confirm": "Empfang bestätigen",
  "acknowledge.refuse": "Ablehnen …",
  "acknowledge.reason": "Warum bestätigen Sie den Empfang nicht?",
  "acknowledge.reason_missing": "Bitte nennen Sie einen Grund.",
  "acknowledge.send_refusal": "Ablehnung senden",

  "receipt.title": { one: "{count} Nachweis", other: "{count} Nachweise" },
  "receipt.submitted": "Abgesendet",
  "receipt.with_server": "Beim Homeserver",
  "receipt.with_server_hint":
    "Der Server hat den Brief unter dieser Nummer angenommen. Das hat niemand unterschrieben.",
  "receipt.provided": "Im Postfach bereitgestellt",
  "receipt.notified": "Der Empfänger bekam einen Hinweis, dass ein Brief da ist",
  "receipt.retrieved": "Abgerufen",
  "receipt.acknowledged": "Empfang bestätigt",
  "receipt.rejected": "Bestätigung abgelehnt",
  "receipt.stated_day": "Angegebener Tag des Empfangs:",
  "receipt.by": "Das sagt:",
  "receipt.claimed_time": "Zeit nach Angabe des Geräts",
  "receipt.valid": "Signatur geprüft: gültig",
  "receipt.invalid":
    "NICHT gültig: Er passt nicht zum Brief oder widerspricht einem früheren. Dieser Nachweis beweist nichts.",

  "deadline.title": "Fristen berechnen",
  "deadline.text":
    "Federpost zählt nach den Nachweisen dieses Briefs. Stand des Rechts: 1. Januar 2025. Welche Regel gilt, steht im Brief oder in seiner Rechtsbehelfsbelehrung. Handeln Sie im Zweifel früher, oder fragen Sie nach.",
  "deadline.basis": "Regel",
  "deadline.basis.vwvfg_41_2": "elektronisch gesendet",
  "deadline.basis.vwvfg_41_2a": "im Postfach abgerufen",
  "deadline.basis.ozg_9": "im Postfach eines Nutzerkontos bereitgestellt",
  "deadline.basis.zpo_173_3": "Gericht, mit Empfangsbekenntnis",
  "deadline.basis.zpo_173_4": "Gericht, mit automatischer Eingangsbestätigung",
  "deadline.basis.vwzg_5": "Behörde, mit Empfangsbekenntnis",
  "deadline.period": "Frist, die dann beginnt",
  "deadline.period.one_month": "ein Monat, zum Beispiel Widerspruch",
  "deadline.period.two_weeks": "zwei Wochen",
  "deadline.period.three_months": "drei Monate",
  "deadline.waiting.submitted": "Der Brief ist noch nicht gesendet. Es gibt noch nichts zu zählen.",
  "deadline.waiting.provided": "Der Brief ist noch nicht bereitgestellt. Es gibt noch nichts zu zählen.",
  "deadline.waiting.retrieved": "Der Brief ist noch nicht abgerufen. Es gibt noch nichts zu zählen.",
  "deadline.waiting.acknowledged": "Noch hat niemand den Empfang bestätigt. Es gibt noch nichts zu zählen.",
  "deadline.lapses": "Wird er nicht abgerufen, hat er keine Wirkung mehr nach dem:",
  "deadline.effective": "Nach {statute} wirkt der Brief am:",
  "deadline.ends": "Letzter Tag der Frist:",
  "deadline.only_estimate": "Das ist eine Schätzung:",
  "deadline.estimate.claimed_time": "Die Zeiten stammen von den Uhren der Geräte. Niemand hat sie bestätigt.",
  "deadline.estimate.contested_receipt":
    "Kam der Brief nicht oder später an, gilt ein anderer Tag. Im Zweifel muss der Absender das beweisen.",
  "deadline.estimate.no_working_day":
    "Der Tag fällt auf ein Wochenende oder einen Feiertag. Ob dann der nächste Werktag gilt, wird nicht überall gleich entschieden.",
  "deadline.estimate.land_holiday": "Der letzte Tag ist in einigen Ländern ein Feiertag. Dort endet die Frist später.",
  "deadline.estimate.way_of_sending":
    "Ob die Regel für diesen Weg der Zusendung gilt, entscheidet die Behörde oder das Gericht.",

  "ask.title": "Den Empfänger um etwas bitten",
  "ask.acknowledge_by": "Empfang bestätigen bis",
  "ask.acknowledge_by_hint": "Zum Beispiel 24.12.2026. Lassen Sie das Feld leer, wenn Sie keine Bestätigung brauchen.",
};
