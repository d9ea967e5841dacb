import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { parseRoomId } from "../../../shared/base/index.ts";
import type { LetterView, PanelEvent, ThreadSummary, ThreadView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { Heading } from "../parts/heading.tsx";
import { Icon } from "../parts/icon.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard, PartyLine } from "../parts/party.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { required, useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";
import { changes } from "../state/events.ts";
import { askedData, entryKey, isClosed, startingPoint } from "../state/letters.ts";
import { useRemote } from "../state/remote.ts";
import { AcceptIdentity } from "./accept-identity.tsx";
import { ApplicationStatus } from "./application-status.tsx";
import { BlockParty } from "./block-party.tsx";
import { KeptApart } from "./kept-apart.tsx";
import { Letter } from "./letter.tsx";
import { Reply } from "./reply.tsx";
import { TakenOn } from "./taken-on.tsx";

function Unreadable({ entry }: { readonly entry: Extract<LetterView, { kind: "unreadable" }> }): JSX.Element {
  const { t } = useUi();
  return (
    <div class="entry-note entry-unreadable" data-testid="unreadable">
      <Icon name="warning" />
      <div>
        <p>
          <strong>{t("unreadable.title")}</strong> {t(`error.${entry.reason}`)}
        </p>
        {entry.from !== null && <PartyLine party={entry.from} />}
        <p class="hint">
          {t("letter.received")} <Time atMs={entry.receivedAtMs} form="full" />
        </p>
      </div>
    </div>
  );
}

function ThreadNotice({ entry }: { readonly entry: Extract<LetterView, { kind: "notice" }> }): JSX.Element {
  const { t } = useUi();
  const alarming = entry.what === "identity_changed";
  return (
    <div class={alarming ? "entry-note entry-alarm" : "entry-note"} data-testid="notice">
      <Icon name={alarming ? "warning" : "device"} />
      <div>
        <p>{t(`notice.${entry.what}`)}</p>
        <PartyLine party={entry.who} />
        <p class="hint">
          <Time atMs={entry.atMs} form="full" />
        </p>
      </div>
    </div>
  );
}

interface EntryProps {
  readonly entry: LetterView;
  readonly summary: ThreadSummary;
  readonly start: boolean;
  /** The data of the letter that this entry answers. */
  readonly asked: LetterEntry["data"];
  readonly show: (view: ThreadView) => void;
}

/** The accounts that a letter of the thread was sent to. */
const recipientsOf = ({ from, mine }: LetterEntry, { mailbox, parties }: ThreadSummary): readonly string[] => {
  const others = parties.map(({ userId }) => userId);
  return mine ? others : [mailbox, ...others.filter((userId) => userId !== from.userId)];
};

function Entry({ entry, summary, start, asked, show }: EntryProps): JSX.Element {
  switch (entry.kind) {
    case "letter":
      return (
        <Letter
          letter={entry}
          thread={summary.thread}
          topic={summary.subject}
          to={recipientsOf(entry, summary)}
          start={start}
          asked={asked}
          show={show}
        />
      );
    case "unreadable":
      return <Unreadable entry={entry} />;
    case "notice":
      return <ThreadNotice entry={entry} />;
  }
}

/** Prints the opened letters with their heads and receipts; what was folded up is open on paper. */
function printThread(): void {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>(".thread details.receipts:not([open])")];
  for (const details of folded) details.open = true;
  const foldAgain = (): void => {
    for (const details of folded) details.open = false;
  };
  addEventListener("afterprint", foldAgain, { once: true });
  print();
}

interface ThreadBodyProps {
  readonly view: ThreadView;
  readonly place: Place;
  readonly letter: string | null;
  readonly draftId: string | null;
  readonly show: (view: ThreadView) => void;
}

function ThreadBody({ view, place, letter, draftId, show }: ThreadBodyProps): JSX.Element {
  const { panel, t } = useUi();
  const { summary, entries } = view;
  // Where reading went on when the thread was shown; later letters must not move the page.
  const start = useMemo(() => letter ?? startingPoint(view), [summary.thread, letter]);
  const closed = entries.filter((entry) => entry.kind === "letter" && isClosed(entry)).length;
  useEffect(() => {
    // What cannot be opened does not go on counting once it was shown; where that cannot be stored now, it does.
    if (summary.unread > closed)
      void panel.call("thread.seen", { thread: required(parseRoomId(summary.thread)) }).catch(() => undefined);
  }, [view]);
  return (
    <div class="thread" data-testid="thread" data-thread={summary.thread}>
      <Heading focusKey={summary.thread} testId="thread-title">
        {summary.subject === "" ? t("letter.no_subject") : <SafeLine text={summary.subject} />}
      </Heading>
      <div class="buttons thread-acts">
        <button type="button" class="button" onClick={printThread} data-testid="print">
          {t("thread.print")}
        </button>
        <TakenOn summary={summary} />
      </div>
      <div class="thread-parties">
        {summary.parties
          .filter((party) => party.assurance !== "self")
          .map((party) => (
            <PartyCard key={party.userId} party={party}>
              <AcceptIdentity party={party} />
              <BlockParty account={party.userId} />
            </PartyCard>
          ))}
      </div>
      <KeptApart summary={summary} show={show} />
      <ApplicationStatus entries={entries} />
      <ol class="entries">
        {entries.map((entry) => (
          <li key={entryKey(entry)}>
            <Entry
              entry={entry}
              summary={summary}
              start={entryKey(entry) === start}
              asked={entry.kind === "letter" ? askedData(entries, entry.inReplyTo) : null}
              show={show}
            />
          </li>
        ))}
      </ol>
      {summary.state !== "open" && (
        <Notice tone="info" testId="thread-state">
          <p>{t(`threads.state_hint.${summary.state}`)}</p>
        </Notice>
      )}
      {(summary.state === "open" || summary.state === "joining") && (
        <Reply view={view} place={place} draftId={draftId} />
      )}
    </div>
  );
}

interface ThreadPaneProps {
  readonly thread: string;
  /** Where reading begins; null for the first unread one. */
  readonly letter: string | null;
  /** The draft of an answer that goes on; null for the newest. */
  readonly draftId: string | null;
  readonly place: Place;
}

/** A thread with its letters, oldest first, and the place to answer. */
export function ThreadPane({ thread, letter, draftId, place }: ThreadPaneProps): JSX.Element {
  const { panel } = useUi();
  // Its order, too, is shown here: who has taken it on.
  const around = changes("contacts", "threads");
  const concerns = (event: PanelEvent) => (event.kind === "thread" && event.thread === thread) || around(event);
  const view = useRemote({
    key: thread,
    atOnce: true,
    load: (signal) => panel.call("thread.read", { thread: required(parseRoomId(thread)) }, { signal }),
    concerns,
  });
  return (
    <RemoteView of={view}>
      {(value) => <ThreadBody view={value} place={place} letter={letter} draftId={draftId} show={view.put} />}
    </RemoteView>
  );
}
