import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import { WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useUi } from "../state/context.ts";
import { useWayForm } from "../state/way.ts";
import { Asker } from "./asker.tsx";
import { Decide } from "./decide.tsx";
import { PresentRequest, PresentSummary, type PresentView, presentsNothing } from "./present-request.tsx";

interface PresentQuestionProps {
  readonly view: PresentView;
  readonly decided: (next: string | null) => void;
}

function Presenting({ view, decided, lock }: PresentQuestionProps & { readonly lock: LockView }): JSX.Element {
  const { panel, t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const form = useWayForm(lock);
  const empty = presentsNothing(view);
  const approve = async () => {
    const { request, digest } = view;
    const way = empty ? null : await form.take();
    if (way === "missing") return "missing";
    return (await panel.call("consent.decide", { request, decision: "approve", digest, way })).next;
  };
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        <PresentRequest view={view} />
        {!empty && <WayFields form={form} />}
      </main>
      <Decide
        view={view}
        decided={decided}
        title={title}
        approve={approve}
        label={empty ? t("present.cannot_approve") : null}
      >
        <PresentSummary view={view} />
      </Decide>
    </div>
  );
}

/** A question to present evidence: read, and answered with a way in where the identity key is to sign. */
export const PresentQuestion = (props: PresentQuestionProps): JSX.Element => (
  <WithLock>{(lock) => <Presenting {...props} lock={lock} />}</WithLock>
);
