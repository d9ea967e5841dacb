import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { splitOrigin } from "../safe/origin.ts";
import { useUi } from "../state/context.ts";
import { AccessRequest } from "./access-request.tsx";
import { ComposeRequest, ComposeSummary, useWriting } from "./compose-request.tsx";
import { type Decidable, Decide, type TitleRef } from "./decide.tsx";
import { OpenRequest } from "./open-request.tsx";
import { SendRequest, SendSummary } from "./send-request.tsx";
import { SignRequest, SignSummary } from "./sign-request.tsx";

/** Who asks: the whole origin on the first line, then what to know about it. */
export function Asker({ view, title }: { readonly view: ConsentView; readonly title: TitleRef }): JSX.Element {
  const { t } = useUi();
  useEffect(() => title.current?.focus(), []);
  const parts = splitOrigin(view.origin);
  return (
    <header class="asker">
      <h1 ref={title} tabIndex={-1}>
        <OriginText origin={view.origin} />
        <span class="asks">{t(`consent.${view.kind}_title`)}</span>
      </h1>
      {parts?.encoded === true && (
        <Notice tone="warning">
          <p>{t("consent.encoded_host")}</p>
        </Notice>
      )}
      {parts?.encrypted !== true && (
        <Notice tone="warning">
          <p>{t("consent.not_encrypted")}</p>
        </Notice>
      )}
      {view.topOrigin !== view.origin && (
        <Notice tone="warning" testId="framed">
          <p>
            {t("consent.framed")} <OriginText origin={view.topOrigin} />
          </p>
        </Notice>
      )}
    </header>
  );
}

interface QuestionProps<View extends Decidable = Decidable> {
  readonly view: View;
  readonly decided: (next: string | null) => void;
}

type Composing = Extract<ConsentView, { kind: "compose" }>;
type Reading = Exclude<Decidable, Composing>;

function Shown({ view }: { readonly view: Reading }): JSX.Element {
  switch (view.kind) {
    case "access":
      return <AccessRequest view={view} />;
    case "send":
      return <SendRequest view={view} />;
    case "open":
      return <OpenRequest view={view} />;
    case "sign":
      return <SignRequest view={view} />;
  }
}

/** A question that is read and then decided. */
function ReadQuestion({ view, decided }: QuestionProps<Reading>): JSX.Element {
  const { panel } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const approve = async () => {
    const { request, digest } = view;
    return (await panel.call("consent.decide", { request, decision: "approve", digest })).next;
  };
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        <Shown view={view} />
      </main>
      <Decide view={view} decided={decided} title={title} approve={approve}>
        {view.kind === "send" && <SendSummary view={view} />}
        {view.kind === "sign" && <SignSummary view={view} />}
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
export const Question = ({ view, decided }: QuestionProps): JSX.Element =>
  view.kind === "compose" ? (
    <WriteQuestion view={view} decided={decided} />
  ) : (
    <ReadQuestion view={view} decided={decided} />
  );
