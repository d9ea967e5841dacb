import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { ConsentView, DraftView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { Loading } from "../parts/remote.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { useRemote } from "../state/remote.ts";
import { type DraftStart, resumeDraft } from "../state/use-draft.ts";
import { AccessRequest } from "./access-request.tsx";
import { Asker } from "./asker.tsx";
import { ComposeRequest, ComposeSummary, earlierDraft, startOf, useWriting } from "./compose-request.tsx";
import { type Decidable, Decide } from "./decide.tsx";
import { OpenRequest } from "./open-request.tsx";
import { PresentQuestion } from "./present-question.tsx";
import { SendRequest, SendSummary, sendsNothing } from "./send-request.tsx";
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
  const { panel, t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const label = view.kind === "send" && sendsNothing(view) ? t("present.cannot_approve") : null;
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
      <Decide view={view} decided={decided} title={title} approve={approve} label={label}>
        {view.kind === "send" && <SendSummary view={view} />}
      </Decide>
    </div>
  );
}

/** A question that the person answers by writing. It goes on where they left it when the same page asked for the same before. */
function WriteQuestion({ view, decided }: QuestionProps<Composing>): JSX.Element {
  const { panel } = useUi();
  const [anew, beginAnew] = useState<DraftStart | null>(null);
  const fresh = useMemo(() => startOf(view), [view.request]);
  const drafts = useRemote({
    key: view.request,
    load: (signal) => panel.call("drafts.list", {}, { signal }),
    concerns: () => false,
  });
  if (drafts.state.kind === "loading") return <Loading />;
  const earlier = drafts.state.kind === "ready" ? earlierDraft(view, drafts.state.value.drafts) : null;
  const start = anew ?? (earlier === null ? fresh : resumeDraft(earlier));
  return (
    <Writing
      key={start.draftId}
      view={view}
      decided={decided}
      start={start}
      earlier={anew === null ? earlier : null}
      beginAnew={() => beginAnew(fresh)}
    />
  );
}

interface WritingProps extends QuestionProps<Composing> {
  readonly start: DraftStart;
  readonly earlier: DraftView | null;
  readonly beginAnew: () => void;
}

function Writing({ view, decided, start, earlier, beginAnew }: WritingProps): JSX.Element {
  const { t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const writing = useWriting(view, start);
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        {earlier !== null && (
          <Notice tone="info" testId="draft-goes-on">
            <p>
              {t("draft.goes_on")} <Time atMs={earlier.savedAtMs} form="full" />
            </p>
            <button type="button" class="button" onClick={beginAnew} data-testid="begin-anew">
              {t("draft.begin_anew")}
            </button>
          </Notice>
        )}
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
