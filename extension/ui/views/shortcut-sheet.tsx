import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialog.tsx";
import { useUi } from "../state/context.ts";
import { isTyping, shortcutOf, shortcuts } from "../state/shortcuts.ts";

/** Keys of the browser's own list that are ours; it shows those of others too, or of an older version. */
const commands = ["_execute_action", "open-inbox", "write-letter", "open-window", "lock-mailbox"] as const;

/** Keys from anywhere in the browser. The person can change them there, so they are asked for each time. */
function Anywhere(): JSX.Element | null {
  const { t, shell } = useUi();
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    void shell.commandKeys().then(
      (keys) => setKnown(new Map(keys.map((command) => [command.name, command.keys]))),
      () => undefined,
    );
  }, [shell]);
  if (known.size === 0) return null;
  return (
    <>
      <h3>{t("shortcut.anywhere")}</h3>
      <dl class="shortcut-list">
        {commands.map((name) => (
          <div key={name}>
            <dt>
              {known.get(name) ? <kbd>{known.get(name)}</kbd> : <span class="hint">{t("shortcut.no_keys")}</span>}
            </dt>
            <dd>{t(`command.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p>{t("shortcut.bar")}</p>
      <p class="hint">{t("shortcut.anywhere_hint")}</p>
    </>
  );
}

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
      <Anywhere />
      <button type="button" class="button" onClick={() => setOpen(false)} data-testid="shortcut-close">
        {t("shortcut.close")}
      </button>
    </Dialog>
  );
}
