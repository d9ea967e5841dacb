import type { ComponentChildren, JSX, RefObject, TargetedKeyboardEvent, TargetedMouseEvent } from "preact";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { WayFailure } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useGuard } from "./use-guard.ts";

export type TitleRef = RefObject<HTMLHeadingElement | null>;

/** What a person decides by a button; unlocking is none of it. */
export type Decidable = Exclude<ConsentView, { kind: "unlock" }>;

interface DecideProps {
  readonly view: Decidable;
  readonly decided: (next: string | null) => void;
  /** Takes the focus whenever the window comes to the front: a key meant for elsewhere must not find a button. */
  readonly title: TitleRef;
  /** Hands the approval over and answers the next question; null or "missing" when there is something to mend first. */
  readonly approve: () => Promise<string | null | "missing"> | null;
  /** What the button to approve says, where it is not what the question is about. */
  readonly label?: string | null;
  /** What is decided, in one line. */
  readonly children?: ComponentChildren;
}

/** A held key repeats its click: only its first press may decide. */
const ignoreRepeats = (event: TargetedKeyboardEvent<HTMLElement>): void => {
  if (event.repeat) event.preventDefault();
};

const isWriting = (element: Element | null): boolean =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

/** Who is writing goes on where they were; nobody else finds a button under their keys. */
const toTitle = (title: TitleRef) => (): void => {
  if (!isWriting(document.activeElement)) title.current?.focus();
};

/** The two buttons at the end of a question. Nothing else decides it. */
export function Decide({ view, decided, title, approve, label, children }: DecideProps): JSX.Element {
  const { panel, t } = useUi();
  const guard = useGuard(view.digest, toTitle(title));
  // Not even the focus goes to a button that is pressed too early.
  const keepFocus = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!guard.allows(event)) event.preventDefault();
  };
  const action = useAction();
  const decline = async () => {
    const { request, digest } = view;
    return (await panel.call("consent.decide", { request, decision: "decline", digest, way: null })).next;
  };
  const press = (choice: DecideProps["approve"]) => (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!guard.allows(event)) return;
    const handing = choice();
    if (handing === null) return;
    void action.run(async () => {
      const next = await handing;
      if (next !== "missing") decided(next);
    });
  };
  const inert = !guard.live || action.busy;
  const button = { type: "button", "aria-disabled": inert, onMouseDown: keepFocus, onKeyDown: ignoreRepeats } as const;
  return (
    <footer class="decide" data-live={!inert} data-testid="decide">
      {view.waiting > 0 && (
        <p class="hint" data-testid="queue">
          {t("consent.waiting", { count: view.waiting })}
        </p>
      )}
      {children}
      {view.kind === "sign" || view.kind === "present" ? (
        <WayFailure failure={action.failure} />
      ) : (
        <FailureNotice failure={action.failure} />
      )}
      <div class="buttons">
        <button {...button} class="button" onClick={press(decline)} data-testid="decline">
          {t("consent.decline")}
        </button>
        <button {...button} class="button button-primary" onClick={press(approve)} data-testid="approve">
          {label ?? t(`consent.${view.kind}_approve`)}
        </button>
      </div>
    </footer>
  );
}
