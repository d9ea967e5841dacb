import type { TextKey } from "../../i18n/index.ts";

/** Keys that do something by themselves. One table: views act by it, and whoever lists the keys reads it. */

interface Shortcut {
  readonly id: string;
  /** What the browser calls the keys (KeyboardEvent.key); any of them. */
  readonly keys: readonly string[];
  readonly text: TextKey;
}

export const shortcuts = [
  { id: "help", keys: ["?"], text: "shortcut.help" },
  { id: "manual", keys: ["F1"], text: "shortcut.manual" },
  { id: "search", keys: ["/"], text: "shortcut.search" },
  { id: "next", keys: ["j"], text: "shortcut.next" },
  { id: "previous", keys: ["k"], text: "shortcut.previous" },
  { id: "choose", keys: ["x", " "], text: "shortcut.choose" },
  { id: "take", keys: ["t"], text: "shortcut.take" },
  { id: "archive", keys: ["e"], text: "shortcut.archive" },
  { id: "pin", keys: ["p"], text: "shortcut.pin" },
  { id: "mark", keys: ["u"], text: "shortcut.mark" },
  { id: "snooze", keys: ["h"], text: "shortcut.snooze" },
  { id: "label", keys: ["l"], text: "shortcut.label" },
  { id: "undo", keys: ["z"], text: "shortcut.undo" },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof shortcuts)[number]["id"];

const byKey: ReadonlyMap<string, ShortcutId> = new Map(
  shortcuts.flatMap(({ id, keys }) => keys.map((key) => [key, id] as const)),
);

type Stroke = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** The shortcut that a stroke stands for; null for others, and for strokes that belong to browser or system. */
export const shortcutOf = ({ key, ctrlKey, metaKey, altKey }: Stroke): ShortcutId | null =>
  ctrlKey || metaKey || altKey ? null : (byKey.get(key) ?? null);

/** Whether strokes there are text or choose something, and no shortcuts. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
