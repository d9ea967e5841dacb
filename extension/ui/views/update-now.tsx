import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { UpdateView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";

/** Has the browser look for a newer version, and says what came of it. */
export function UpdateNow(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [answer, setAnswer] = useState<UpdateView["kind"] | null>(null);
  const look = () => void action.run(async () => setAnswer((await panel.call("update.check", {})).kind));
  return (
    <>
      <button
        type="button"
        class="button button-primary"
        disabled={action.busy}
        onClick={look}
        data-testid="update-check"
      >
        {t("update.check")}
      </button>
      <p role="status" data-testid="update-answer" data-kind={answer ?? "none"}>
        {answer === null ? "" : t(`update.${answer}`)}
      </p>
      <FailureNotice failure={action.failure} />
    </>
  );
}
