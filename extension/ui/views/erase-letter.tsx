import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import type { HeldView } from "../../../shared/protocol/index.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";

interface EraseProps {
  readonly letter: LetterEntry;
  readonly thread: string;
}

/** Says what is destroyed, what stays where, and what speaks against it; then deletes the letter for good. */
function EraseDialog({ letter, thread, close }: EraseProps & { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [holds, setHolds] = useState<HeldView["holds"]>([]);
  const isDue = holds.includes("deadline");
  const erase = () =>
    void action.run(async () => {
      const at = { thread: required(parseRoomId(thread)), letter: required(parseLetterId(letter.letter)) };
      const answer = await panel.call("letter.erase", { ...at, deadlines: isDue ? "despite" : "keep" });
      setHolds(answer.holds);
      if (answer.holds.length === 0) close();
    });
  return (
    <Dialog title={t("erase_letter.title")} close={close} testId="erase-letter-dialog">
      <p>{t("erase_letter.here")}</p>
      <p>{t("trash.erase.elsewhere")}</p>
      {holds.length > 0 && (
        <Notice tone="warning" testId="erase-letter-held">
          <p>{t(isDue ? "erase_letter.deadline" : "erase_letter.unsent")}</p>
        </Notice>
      )}
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button type="button" class="button button-primary" onClick={close} data-testid="erase-letter-keep">
          {t("trash.erase.keep")}
        </button>
        <button
          type="button"
          class="button button-danger"
          disabled={action.busy || holds.includes("unsent")}
          onClick={erase}
          data-testid="erase-letter-confirm"
        >
          {t(isDue ? "erase_letter.despite" : "erase_letter.confirm")}
        </button>
      </div>
    </Dialog>
  );
}

/** Deletes one letter of a thread for good. */
export function EraseLetter(props: EraseProps): JSX.Element | null {
  const { t } = useUi();
  const [open, setOpen] = useState(false);
  // It can be taken back instead.
  if (props.letter.delivery === "held") return null;
  return (
    <>
      <button type="button" class="button button-danger" onClick={() => setOpen(true)} data-testid="erase-letter">
        {t("erase_letter.button")}
      </button>
      {open && <EraseDialog {...props} close={() => setOpen(false)} />}
    </>
  );
}
