import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { AccessRequest } from "./access-request.tsx";
import { Asker } from "./asker.tsx";
import { ComposeRequest, ComposeSummary, useWriting } from "./compose-request.tsx";
import { type Decidable, Decide } from "./decide.tsx";
import { OpenRequest } from "./open-request.tsx";
import { PresentQuestion } from "./present-question.tsx";
import { SendRequest, SendSummary } from "./send-request.tsx";
import { SignQuestion } from "./sign-question.tsx";

interface QuestionProps<View extends Decidable = Decidable> {
  readonly view: View;
  readonly decided: (next: string | null) => void;
}

type Composing = Extract<ConsentView, { kind: "compose" }>;
type Signing = Extract<ConsentView, { kind: "sign" }>;
type Presenting = Extract<ConsentView, { kind: "present" }>;
type Reading = Exclude<Decidable, Composing | Signing | Presenting>;

function Shown({ view }: { readonly view: Reading }): JSX.Element {
  switch (view.kind) {
    case "access":
      return <AccessRequest view={view} />;
    case "send":
      return <SendRequest view={view} />;
    case "open":
      return <OpenRequest view={view} />;
  }
}

/** A question that is read and then decided. */
function ReadQuestion({ view, decided }: QuestionProps<Reading>): JSX.Element {
  const { panel } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const approve = async () => {
    const { request, digest } = view;
    return (await panel.call("consent.decide", { request, decision: "approve", digest, way: null })).next;
  };
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        <Shown view={view} />
      </main>
      <Decide view={view} decided={decided} title={title} approve={approve}>
        {view.kind === "send" && <SendSummary view={view} />}
      </Decide>
    </div>
  );
}

/** A question that the person answers by writing. */
function WriteQuestion({ view, decided }: QuestionProps<Composing>): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const writing = useWriting(view);
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        <ComposeRequest view={view} writing={writing} />
      </main>
      <Decide view={view} decided={decided} title={title} approve={writing.approve}>
        <ComposeSummary view={view} writing={writing} />
      </Decide>
    </div>
  );
}

/** One question of one page, whole, with the decision at its end. */
export function Question({ view, decided }: QuestionProps): JSX.Element {
  switch (view.kind) {
    case "compose":
      return <WriteQuestion view={view} decided={decided} />;
    case "sign":
      return <SignQuestion view={view} decided={decided} />;
    case "present":
      return <PresentQuestion view={view} decided={decided} />;
    default:
      return <ReadQuestion view={view} decided={decided} />;
  }
}
