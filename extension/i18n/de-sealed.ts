import type { enSealed } from "./en-sealed.ts";
import type { Texts } from "./texts.ts";

/** Deutsch: Briefe in einem versiegelten Rahmen auf der Seite eines Portals. */
export const deSealed: Pick<Texts, keyof typeof enSealed> = {
  "sealed.title": "Federpost-Brief",
  "sealed.private": "Was in diesem Kasten steht, lesen nur Sie. Die Seite darum herum kann es nicht lesen.",
  "sealed.waiting": "Bitte entscheiden Sie im Fenster von Federpost, ob der Brief geöffnet wird.",
  "sealed.to_window": "Im Postfach zeigen",
  "sealed.attachments": { one: "{count} Anhang", other: "{count} Anhänge" },
  "sealed.attachments_where": "Anhänge öffnen Sie in Ihrem Postfach.",
  "sealed.submit": "Prüfen und senden",
  "sealed.deciding": "Bitte prüfen Sie Ihren Brief im Fenster von Federpost.",
  "sealed.not_sent": "Der Brief wurde nicht gesendet. Sie können weiterschreiben.",
  "sealed.write_in_window": "Im Fenster von Federpost weiterschreiben",
  "sealed.files_in_window":
    "Dort können Sie auch Dateien anhängen. Angaben in einem Formular werden noch einmal abgefragt.",
  "sealed.focus_taken":
    "Der Cursor hat diesen Kasten verlassen, während Sie schrieben. Wenn Sie nicht selbst woanders hingeklickt haben, hat die Seite ihn genommen und vielleicht Ihre letzten Tasten gelesen. Schreiben Sie im Fenster von Federpost weiter.",
  "sealed.doubt.unseen":
    "Dieser Kasten ist nicht ganz zu sehen. Blättern Sie, bis Sie alles sehen, oder nehmen Sie Ihr Postfach.",
  "sealed.doubt.cut_off":
    "Dieser Kasten ist nicht ganz zu sehen. Blättern Sie, bis Sie alles sehen, oder nehmen Sie Ihr Postfach.",
  "sealed.doubt.covered":
    "Etwas auf der Seite liegt über diesem Kasten. Hier steht nichts, bis es weg ist. Ihr Postfach zeigt den Brief immer so, wie er ist.",
  "sealed.doubt.altered":
    "Die Seite verändert, wie dieser Kasten aussieht. Darum steht hier nichts. Ihr Postfach zeigt den Brief immer so, wie er ist.",
  "sealed.doubt.hidden_parts":
    "Federpost kann nicht sehen, wie die Seite diesen Kasten zeichnet. Darum steht hier nichts. Ihr Postfach zeigt den Brief immer so, wie er ist.",
  "sealed.doubt.moved":
    "Die Seite hat diesen Kasten an eine andere Stelle gesetzt. Darum steht hier nichts mehr. Ihr Postfach zeigt den Brief immer so, wie er ist.",
  "sealed.doubt.small":
    "Die Seite lässt zu wenig Platz für diesen Kasten. Vergrößern Sie das Fenster des Browsers, oder nehmen Sie Ihr Postfach.",
  "sealed.doubt.scaled":
    "Die Seite verkleinert oder vergrößert diesen Kasten. Darum steht hier nichts. Ihr Postfach zeigt den Brief immer so, wie er ist.",
};
