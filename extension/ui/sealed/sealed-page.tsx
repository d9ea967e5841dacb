import type { JSX, TargetedMouseEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SealedShown } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { CueSign } from "../parts/secret-cue.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { ComposeFrame } from "./compose-frame.tsx";
import { LetterFrame } from "./letter-frame.tsx";
import type { FrameLine } from "./line.ts";
import { useExposure } from "./use-exposure.ts";

function useView({ onView }: FrameLine): SealedShown | null {
  const [view, show] = useState<SealedShown | null>(null);
  useEffect(() => onView(show), [onView]);
  return view;
}

/**
 * Says how high the content is; the content script makes the frame so high, in steps. What is in doubt shows less, and does not
 * shrink the frame: a frame that shrinks is seen whole, shows all again, grows beyond the screen's edge, and is in doubt anew.
 */
function useHeight({ say }: FrameLine) {
  const content = useRef<HTMLElement>(null);
  const inDoubt = useRef(true);
  useEffect(() => {
    let told = 0;
    const tell = () => {
      const px = content.current?.scrollHeight ?? 0;
      if (px === 0 || (inDoubt.current && px <= told)) return;
      told = px;
      say({ kind: "height", px });
    };
    const observer = new ResizeObserver(tell);
    if (content.current !== null) observer.observe(content.current);
    return () => observer.disconnect();
  }, [say]);
  return { content, inDoubt };
}

/** The way out of every doubt: the mailbox's own window, which no page can touch. */
function ToWindow({ line }: { readonly line: FrameLine }): JSX.Element {
  const { t } = useUi();
  const action = useAction();
  const open = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (event.isTrusted) void action.run(async () => void (await line.host.call("seat.inbox", {})));
  };
  return (
    <>
      <button type="button" class="button" disabled={action.busy} onClick={open} data-testid="to-window">
        {t("sealed.to_window")}
      </button>
      <FailureNotice failure={action.failure} />
    </>
  );
}

/** What stands in a portal's page: a letter while it is surely seen as it is, and else why not and where it can be read. */
export function SealedPage({ line }: { readonly line: FrameLine }): JSX.Element {
  const { t } = useUi();
  const pane = useRef<HTMLDivElement>(null);
  const view = useView(line);
  const { content, inDoubt } = useHeight(line);
  const exposure = useExposure(pane, line.onLook);
  const { doubt, live } = exposure;
  inDoubt.current = doubt !== null;
  const shown = view !== null && doubt === null;
  return (
    <>
      <main class="sealed" ref={content} data-testid="sealed" data-live={shown && live} data-doubt={doubt ?? "none"}>
        <header class="sealed-head">
          <Brand />
          <p class="hint">{t("sealed.private")}</p>
          {/* Shown only with the whole frame: a page must not cut it out for words of its own. */}
          {shown && view.cue !== null && <CueSign cue={view.cue} />}
        </header>
        {view === null && <p data-testid="sealed-waiting">{t("sealed.waiting")}</p>}
        {view !== null && doubt !== null && (
          <Notice tone="warning" testId="sealed-doubt">
            <p>{t(`sealed.doubt.${doubt}`)}</p>
          </Notice>
        )}
        {/* Not only out of sight: what is in doubt takes no key and no click. */}
        {view?.kind === "compose" && <ComposeFrame view={view} line={line} exposure={exposure} />}
        {shown && view.kind === "letter" && (
          <div inert={!live}>
            <LetterFrame letter={view.letter} />
          </div>
        )}
        {view?.kind === "letter" && <ToWindow line={line} />}
      </main>
      <div class="sealed-pane" ref={pane} aria-hidden="true" />
    </>
  );
}
