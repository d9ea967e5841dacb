import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { FailureNotice } from "../parts/notice.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";
import { useHeldLetters } from "../state/held.ts";

/**
 * The seconds in which a letter can be taken back, wherever the person is in the mailbox. The live region says it once, with the
 * key; the seconds that run are for the eye.
 */
export function HeldBar({ elsewhere }: { readonly elsewhere: { readonly current: HTMLElement | null } }): JSX.Element {
  const { t } = useUi();
  const { letter, secondsLeft, action, tooLate, takeBack, sendNow } = useHeldLetters();
  const bar = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  hadFocus.current = bar.current?.contains(document.activeElement) ?? false;
  // The button that had the focus goes with the time.
  useEffect(() => {
    if (letter === null && hadFocus.current) elsewhere.current?.focus({ preventScroll: true });
  }, [letter === null]);
  return (
    <div ref={bar} class="held" data-testid="held" data-letter={letter?.letter}>
      <p role="status" class="visually-hidden">
        {letter !== null && t("held.said", { subject: letter.subject, count: Math.round(letter.leftMs / 1000) })}
        {tooLate && t("held.too_late")}
      </p>
      {letter !== null && (
        <div class="held-line">
          <p>
            <span class="held-count" aria-hidden="true">
              {t("held.seconds", { count: secondsLeft })}
            </span>{" "}
            {t("held.letter")}{" "}
            <strong>{letter.subject === "" ? t("letter.no_subject") : <SafeLine text={letter.subject} />}</strong>
          </p>
          <div class="buttons">
            <button
              type="button"
              class="button button-primary"
              aria-keyshortcuts="z"
              disabled={action.busy}
              onClick={takeBack}
              data-testid="take-back"
            >
              {t("held.take_back")}
            </button>
            <button type="button" class="button" disabled={action.busy} onClick={sendNow} data-testid="send-now">
              {t("held.send_now")}
            </button>
          </div>
        </div>
      )}
      {tooLate && <p class="held-line alarm">{t("held.too_late")}</p>}
      <FailureNotice failure={action.failure} />
    </div>
  );
}
