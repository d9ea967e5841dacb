import type { JSX, RefObject, TargetedKeyboardEvent, TargetedMouseEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { splitOrigin } from "../safe/origin.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { AccessRequest } from "./access-request.tsx";
import { SendRequest, SendSummary } from "./send-request.tsx";
import { useGuard } from "./use-guard.ts";

type TitleRef = RefObject<HTMLHeadingElement | null>;

/** Who asks: the whole origin on the first line, then what to know about it. */
function Asker({ view, title }: { readonly view: ConsentView; readonly title: TitleRef }): JSX.Element {
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

interface QuestionProps {
  readonly view: ConsentView;
  readonly decided: (next: string | null) => void;
}

interface DecideProps extends QuestionProps {
  /** Takes the focus whenever the window comes to the front: a key meant for elsewhere must not find a button. */
  readonly title: TitleRef;
}

/** A held key repeats its click: only its first press may decide. */
const ignoreRepeats = (event: TargetedKeyboardEvent<HTMLElement>): void => {
  if (event.repeat) event.preventDefault();
};

function Decide({ view, decided, title }: DecideProps): JSX.Element {
  const { panel, t } = useUi();
  const guard = useGuard(view.digest, () => title.current?.focus());
  // Not even the focus goes to a button that is pressed too early.
  const keepFocus = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!guard.allows(event)) event.preventDefault();
  };
  const action = useAction();
  const decide = (decision: "approve" | "decline") => (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!guard.allows(event)) return;
    const { request, digest } = view;
    void action.run(async () => decided((await panel.call("consent.decide", { request, decision, digest })).next));
  };
  const inert = !guard.live || action.busy;
  return (
    <footer class="decide" data-live={!inert} data-testid="decide">
      {view.waiting > 0 && (
        <p class="hint" data-testid="queue">
          {t("consent.waiting", { count: view.waiting })}
        </p>
      )}
      {view.kind === "send" && <SendSummary view={view} />}
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button
          type="button"
          class="button"
          aria-disabled={inert}
          onMouseDown={keepFocus}
          onKeyDown={ignoreRepeats}
          onClick={decide("decline")}
          data-testid="decline"
        >
          {t("consent.decline")}
        </button>
        <button
          type="button"
          class="button button-primary"
          aria-disabled={inert}
          onMouseDown={keepFocus}
          onKeyDown={ignoreRepeats}
          onClick={decide("approve")}
          data-testid="approve"
        >
          {t(`consent.${view.kind}_approve`)}
        </button>
      </div>
    </footer>
  );
}

/** One question of one page, whole, with the decision at its end. */
export function Question({ view, decided }: QuestionProps): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <div class="question" data-testid="question" data-kind={view.kind}>
      <main class="consent">
        <Asker view={view} title={title} />
        {view.kind === "access" ? <AccessRequest view={view} /> : <SendRequest view={view} />}
      </main>
      <Decide view={view} decided={decided} title={title} />
    </div>
  );
}
