import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import { markdownFormat } from "../../../shared/letter/index.ts";
import { AttachmentFacts } from "../parts/attachment.tsx";
import { CheckField } from "../parts/check-field.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";
import { forwarded } from "../state/forward.ts";
import { goTo } from "../state/use-route.ts";
import { hasProof } from "./export-proof.tsx";

interface ForwardProps {
  readonly letter: LetterEntry;
  readonly thread: string;
  /** The accounts that the letter was sent to. */
  readonly to: readonly string[];
}

interface Choice {
  readonly files: ReadonlySet<number>;
  readonly proof: boolean;
}

/** Makes a draft of the letter with copies of the chosen files, and goes to it. */
function useForward({ letter, thread, to }: ForwardProps) {
  const { panel, t, format } = useUi();
  const action = useAction();
  const forward = ({ files, proof }: Choice) =>
    void action.run(async () => {
      const at = { thread: required(parseRoomId(thread)), letter: required(parseLetterId(letter.letter)) };
      const words = forwarded(letter, { to, t, format });
      const attachments = [...files].sort((a, b) => a - b);
      const written = letter.format === markdownFormat ? markdownFormat : null;
      const asked = { ...at, ...words, format: written, attachments, proof };
      const { draftId } = await panel.call("drafts.forward", asked, { timeoutMs: 600_000 });
      goTo({ kind: "write", draftId });
    });
  return { action, forward };
}

function ForwardDialog({ close, ...props }: ForwardProps & { readonly close: () => void }): JSX.Element {
  const { t } = useUi();
  const { attachments } = props.letter;
  const [choice, choose] = useState<Choice>({ files: new Set(attachments.keys()), proof: false });
  const { action, forward } = useForward(props);
  const toggle = (index: number) => {
    const files = new Set(choice.files);
    if (!files.delete(index)) files.add(index);
    choose({ ...choice, files });
  };
  return (
    <Dialog title={t("forward.title")} close={close} testId="forward-dialog">
      <p>{t("forward.text")}</p>
      {attachments.length > 0 && (
        <fieldset>
          <legend>{t("forward.files")}</legend>
          {attachments.map((attachment, index) => (
            <label key={`${index} ${attachment.name}`} class="check">
              <input
                type="checkbox"
                checked={choice.files.has(index)}
                onChange={() => toggle(index)}
                data-testid="forward-file"
              />
              <AttachmentFacts attachment={attachment} />
            </label>
          ))}
        </fieldset>
      )}
      {hasProof(props.letter) && (
        <CheckField
          label={t("forward.proof")}
          hint={t("forward.proof_hint")}
          checked={choice.proof}
          change={(proof) => choose({ ...choice, proof })}
          testId="forward-proof"
        />
      )}
      <FailureNotice failure={action.failure} />
      {action.busy && <progress aria-label={t("forward.busy")} />}
      <div class="buttons">
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={() => forward(choice)}
          data-testid="forward-go"
        >
          {t(action.busy ? "forward.busy" : "forward.go")}
        </button>
        <button type="button" class="button" disabled={action.busy} onClick={close}>
          {t("action.cancel")}
        </button>
      </div>
    </Dialog>
  );
}

/** Passes an opened letter on. What is in it is chosen first; then it is a draft like any other. */
export function Forward(props: ForwardProps): JSX.Element | null {
  const { t } = useUi();
  const [open, setOpen] = useState(false);
  // It may still be a draft again.
  if (props.letter.delivery === "held") return null;
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)} data-testid="forward">
        {t("forward.button")}
      </button>
      {open && <ForwardDialog {...props} close={() => setOpen(false)} />}
    </>
  );
}
