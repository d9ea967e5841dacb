import type { JSX, TargetedMouseEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import type { ThreadView } from "../../../shared/protocol/index.ts";
import { AcknowledgeBy } from "../parts/acknowledge-by.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { PartyLine } from "../parts/party.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { StructuredData } from "../parts/structured-data.tsx";
import { Time } from "../parts/time.tsx";
import { useAction } from "../state/action.ts";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";
import { isClosed } from "../state/letters.ts";
import { Acknowledge } from "./acknowledge.tsx";
import { AttachmentList } from "./attachment-list.tsx";
import { Deadlines } from "./deadlines.tsx";
import { DeliveryLine } from "./delivery-line.tsx";
import { EraseLetter } from "./erase-letter.tsx";
import { ExportProof } from "./export-proof.tsx";
import { Forward } from "./forward.tsx";
import { AskedToProve } from "./kept-apart.tsx";
import { LetterText } from "./letter-text.tsx";
import { Receipts } from "./receipts.tsx";

interface LetterProps {
  readonly letter: LetterEntry;
  readonly thread: string;
  /** The thread's subject. */
  readonly topic: string;
  /** The accounts that it was sent to. */
  readonly to: readonly string[];
  /** Reading goes on here: scrolled into view when the thread is shown. */
  readonly start: boolean;
  readonly show: (view: ThreadView) => void;
  /** The data of the letter that this one answers. */
  readonly asked: LetterEntry["data"];
}

/** The step with legal effect (VwVfG § 41 (2a)): said beside the button, done only by a real click or key. */
function OpenLetter({ letter, thread, show }: Omit<LetterProps, "start" | "topic" | "asked" | "to">): JSX.Element {
  const { panel, t, format } = useUi();
  const action = useAction();
  const open = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!event.isTrusted) return;
    void action.run(async () => {
      const params = { thread: required(parseRoomId(thread)), letter: required(parseLetterId(letter.letter)) };
      show(await panel.call("letter.open", params));
    });
  };
  return (
    <div class="open-letter">
      <p id={`hint-${letter.letter}`}>{t("letter.open_hint", { date: format.date(Date.now()) })}</p>
      <button
        type="button"
        class="button button-primary"
        aria-describedby={`hint-${letter.letter}`}
        disabled={action.busy}
        onClick={open}
        data-testid="open-letter"
      >
        {t("letter.open")}
      </button>
      <FailureNotice failure={action.failure} />
    </div>
  );
}

interface HeadProps {
  readonly letter: LetterEntry;
  readonly topic: string;
}

/** A subject that says the same as the thread's is only spoken, except on a closed letter, where it is what is known. */
function LetterHead({ letter, topic }: HeadProps): JSX.Element {
  const { t } = useUi();
  const repeated = letter.subject === topic && !isClosed(letter);
  return (
    <header class="letter-head">
      <h3 class={repeated ? "visually-hidden" : undefined}>
        {letter.subject === "" ? t("letter.no_subject") : <SafeLine text={letter.subject} />}
      </h3>
      <p class="letter-from">
        <span class="visually-hidden">{t("letter.from")} </span>
        <PartyLine party={letter.from} within="page" />
      </p>
      <p class="letter-time">
        {letter.mine || letter.receivedAtMs === null ? t("letter.written") : t("letter.received")}{" "}
        <Time atMs={letter.mine ? letter.sentAtMs : (letter.receivedAtMs ?? letter.sentAtMs)} form="full" />
      </p>
      {letter.automatic && (
        <p class="letter-origin" data-testid="automatic">
          {t("absence.letter_other")}
        </p>
      )}
      {letter.composedBy !== null && (
        <p class="letter-origin">
          {t("letter.composed_by")} <OriginText origin={letter.composedBy} />
        </p>
      )}
    </header>
  );
}

function LetterBody({ letter, thread, show, asked, to }: Omit<LetterProps, "start" | "topic">): JSX.Element {
  return (
    <>
      {letter.text !== null && letter.text !== "" && <LetterText text={letter.text} format={letter.format} />}
      {letter.data !== null && (
        <StructuredData data={letter.data} asked={asked} files={letter.attachments.map(({ name }) => name)} />
      )}
      <AcknowledgeBy day={letter.acknowledgeBy} />
      <Acknowledge letter={letter} thread={thread} show={show} />
      <AttachmentList letter={letter} thread={thread} />
      <DeliveryLine letter={letter} />
      <AskedToProve letter={letter} />
      <Receipts letter={letter} />
      <Deadlines letter={letter} />
      <div class="buttons letter-acts">
        <Forward letter={letter} thread={thread} to={to} />
        <ExportProof letter={letter} thread={thread} />
        <EraseLetter letter={letter} thread={thread} />
      </div>
    </>
  );
}

/** One letter of a thread, closed or open. */
export function Letter({ letter, thread, topic, to, start, show, asked }: LetterProps): JSX.Element {
  const element = useRef<HTMLElement>(null);
  const closed = isClosed(letter);
  const wasClosed = useRef(closed);
  useEffect(() => {
    if (start) element.current?.scrollIntoView({ block: "start" });
  }, [start]);
  // The button that had the focus is gone when the letter is open: reading goes on at the letter.
  useEffect(() => {
    if (wasClosed.current && !closed) element.current?.focus({ preventScroll: true });
    wasClosed.current = closed;
  }, [closed]);
  return (
    <article
      ref={element}
      tabIndex={-1}
      class={`letter ${letter.mine ? "letter-mine" : "letter-theirs"}${closed ? " letter-closed" : ""}`}
      data-testid="letter"
      data-letter={letter.letter}
      data-state={closed ? "closed" : "open"}
    >
      <LetterHead letter={letter} topic={topic} />
      {closed ? (
        <OpenLetter letter={letter} thread={thread} show={show} />
      ) : (
        <LetterBody letter={letter} thread={thread} show={show} asked={asked} to={to} />
      )}
    </article>
  );
}
