import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import { saveFile } from "../../platform/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";

/** A letter of ours has a proof once it is signed and sent. */
export const hasProof = ({ delivery }: LetterEntry): boolean =>
  delivery === null || delivery === "with_server" || delivery === "provided" || delivery === "retrieved";

/** Saves what proves a letter to somebody else: there is something as soon as the letter is signed and sent. */
export function ExportProof({
  letter,
  thread,
}: {
  readonly letter: LetterEntry;
  readonly thread: string;
}): JSX.Element | null {
  const { panel, t } = useUi();
  const action = useAction();
  const [saved, setSaved] = useState(false);
  if (!hasProof(letter)) return null;
  const save = () =>
    void action.run(async () => {
      const ids = { thread: required(parseRoomId(thread)), letter: required(parseLetterId(letter.letter)) };
      const { transfer, name } = await panel.call("letter.export", ids);
      saveFile(await panel.receiveFile(transfer), name);
      setSaved(true);
    });
  const hint = `proof-${letter.letter}`;
  return (
    <>
      <button
        type="button"
        class="button"
        aria-describedby={hint}
        title={t("proof.hint")}
        disabled={action.busy}
        onClick={save}
        data-testid="export-proof"
      >
        {t("proof.export")}
      </button>
      <span class="visually-hidden" id={hint}>
        {t("proof.hint")}
      </span>
      {/* For all to read once the file is theirs to take care of. */}
      <p class="hint row-hint no-print" role="status" data-testid="proof-hint">
        {saved && t("proof.hint")}
      </p>
      <FailureNotice failure={action.failure} />
    </>
  );
}
