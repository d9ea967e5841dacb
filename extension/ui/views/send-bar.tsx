import type { ComponentChildren, JSX } from "preact";
import { FailureNotice } from "../parts/notice.tsx";
import type { Action } from "../state/action.ts";
import type { SaveState } from "../state/autosave.ts";
import { useUi } from "../state/context.ts";

interface SendBarProps {
  readonly action: Action;
  readonly saved: SaveState;
  readonly children?: ComponentChildren;
}

/** The end of a form: send, how the draft is kept, what is going on, what went wrong. */
export function SendBar({ action, saved, children }: SendBarProps): JSX.Element {
  const { t } = useUi();
  return (
    <div class="send-bar">
      <FailureNotice failure={action.failure} />
      {action.busy && <progress aria-label={t("compose.handing_over")} />}
      <div class="buttons">
        <button type="submit" class="button button-primary" disabled={action.busy} data-testid="send">
          {t(action.busy ? "compose.handing_over" : "compose.send")}
        </button>
        {children}
        <span class={saved === "failed" ? "alarm" : "hint"} role="status" data-testid="draft-state" data-state={saved}>
          {t(`draft.${saved}`)}
        </span>
      </div>
    </div>
  );
}
