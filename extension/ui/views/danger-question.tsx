import type { JSX } from "preact";
import { Dialog } from "../parts/dialog.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";

interface DangerQuestionProps {
  readonly names: readonly string[];
  readonly save: () => void;
  readonly close: () => void;
}

/** Asks before files that can start programs are saved; names each of them. */
export function DangerQuestion({ names, save, close }: DangerQuestionProps): JSX.Element {
  const { t } = useUi();
  return (
    <Dialog title={t("attachment.danger_title")} close={close} testId="danger-dialog">
      {names.map((name, index) => (
        <p key={`${index}-${name}`}>
          <SafeLine text={name} />
        </p>
      ))}
      <p>{t("attachment.danger_text")}</p>
      <div class="buttons">
        <button type="button" class="button button-primary" onClick={close}>
          {t("action.cancel")}
        </button>
        <button type="button" class="button button-danger" onClick={save} data-testid="save-anyway">
          {t("attachment.save_anyway")}
        </button>
      </div>
    </Dialog>
  );
}
