import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { useUi } from "../state/context.ts";
import { isTyping, shortcutOf, shortcuts } from "../state/shortcuts.ts";

/** All keys that do something by themselves. "?" shows them from anywhere but a field. */
export function ShortcutSheet(): JSX.Element | null {
  const { t } = useUi();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (shortcutOf(event) !== "help" || isTyping(event.target)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  if (!open) return null;
  return (
    <Dialog title={t("shortcut.title")} close={() => setOpen(false)} testId="shortcut-sheet">
      <p>{t("shortcut.where")}</p>
      <dl class="shortcut-list">
        {shortcuts.map(({ id, keys, text }) => (
          <div key={id}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key === " " ? t("shortcut.space") : key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button" onClick={() => setOpen(false)} data-testid="shortcut-close">
        {t("shortcut.close")}
      </button>
    </Dialog>
  );
}
