import type { JSX } from "preact";
import { useUi } from "../state/context.ts";
import { Icon } from "./icon.tsx";

/** Opens the help in a tab of its own. F1 does the same from anywhere (mount.tsx). */
export function HelpButton(): JSX.Element {
  const { t, shell } = useUi();
  return (
    <button
      type="button"
      class="button button-icon"
      aria-label={t("action.help")}
      title={t("action.help")}
      aria-keyshortcuts="F1"
      data-testid="open-help"
      onClick={() => shell.openHelp("")}
    >
      <Icon name="question" />
    </button>
  );
}
