import type { enErase } from "./en-erase.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: einzelne Briefe löschen. */
export const deErase: Pick<Texts, keyof typeof enErase> = {
  "erase_letter.button": "Löschen …",
  "erase_letter.title": "Diesen Brief endgültig löschen?",
  "erase_letter.here":
    "Der Brief, seine Quittungen und die Schlüssel seiner Anhänge werden gelöscht: auf diesem Gerät, im Archiv und auf Ihren anderen Geräten, sobald diese online sind. Das können Sie nicht rückgängig machen.",
  "erase_letter.deadline":
    "Dieser Brief bittet um eine Empfangsbestätigung bis zu einem Tag, der noch nicht vorbei ist. Trotzdem löschen?",
  "erase_letter.unsent": "Dieser Brief ist noch nicht gesendet. Löschen können Sie ihn, wenn er gesendet ist.",
  "erase_letter.confirm": "Endgültig löschen",
  "erase_letter.despite": "Trotz der Frist löschen",
};
