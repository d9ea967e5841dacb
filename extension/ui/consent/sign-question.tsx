import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import { WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useUi } from "../state/context.ts";
import { useWayForm } from "../state/way.ts";
import { Asker } from "./asker.tsx";
import { Decide } from "./decide.tsx";
import { SignRequest, SignSummary } from "./sign-request.tsx";
import { cannotSign, type SignView, signsByCertificate } from "./signing.tsx";

interface SignQuestionProps {
  readonly view: SignView;
  readonly decided: (next: string | null) => void;
}

function Signing({ view, decided, lock }: SignQuestionProps & { readonly lock: LockView }): JSX.Element {
  const { panel, t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const form = useWayForm(lock);
  const approve = async () => {
    const { request, digest } = view;
    const way = signsByCertificate(view) ? await form.take() : null;
    if (way === "missing") return "missing";
    return (await panel.call("consent.decide", { request, decision: "approve", digest, way })).next;
  };
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        <SignRequest view={view} />
        {signsByCertificate(view) && <WayFields form={form} />}
      </main>
      <Decide
        view={view}
        decided={decided}
        title={title}
        approve={approve}
        label={cannotSign(view) ? t("signing.cannot_approve") : null}
      >
        <SignSummary view={view} />
      </Decide>
    </div>
  );
}

/** A question to sign: read, and answered with a way in where the identity key is to sign. */
export const SignQuestion = (props: SignQuestionProps): JSX.Element => (
  <WithLock>{(lock) => <Signing {...props} lock={lock} />}</WithLock>
);
