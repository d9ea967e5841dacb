import type { ComponentChildren, JSX } from "preact";
import { useUi } from "../state/context.ts";
import { Dialog } from "./dialog.tsx";

interface QuestionProps {
  readonly title: string;
  readonly testId: string;
  readonly close: () => void;
  /** What the person can say yes to, as the button says it; `blocked` while they cannot yet. */
  readonly yes: { readonly text: string; readonly testId: string; readonly blocked: boolean; readonly act: () => void };
  /** What the other button says; usually that nothing is done. */
  readonly no?: string;
  readonly tone: "danger" | "primary";
  readonly children: ComponentChildren;
}

/** A question above the page with two answers; nothing is done unless the person says yes. */
export function Question({ title, testId, close, yes, no, tone, children }: QuestionProps): JSX.Element {
  const { t } = useUi();
  return (
    <Dialog title={title} close={close} testId={testId}>
      {children}
      <div class="buttons">
        <button type="button" class="button" onClick={close}>
          {no ?? t("action.cancel")}
        </button>
        <button
          type="button"
          class={`button button-${tone}`}
          disabled={yes.blocked}
          onClick={yes.act}
          data-testid={yes.testId}
        >
          {yes.text}
        </button>
      </div>
    </Dialog>
  );
}

interface SureProps {
  readonly text: string;
  readonly sure: boolean;
  readonly say: (sure: boolean) => void;
  readonly testId: string;
}

/** What the person has to affirm before a step that cannot be taken back. */
export function Sure({ text, sure, say, testId }: SureProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={sure}
        onChange={(event) => say(event.currentTarget.checked)}
        data-testid={testId}
      />
      <span>{text}</span>
    </label>
  );
}
