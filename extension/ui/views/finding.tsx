import type { JSX, TargetedKeyboardEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FoundView } from "../../../shared/protocol/index.ts";
import { PartyLine } from "../parts/party.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { formatRoute, type Route } from "../state/route.ts";
import { walkRows } from "../state/rows.ts";
import type { SearchHandle } from "../state/search.ts";
import { isTyping, shortcutOf } from "../state/shortcuts.ts";

/** The field to search in. "/" goes there from anywhere, Escape empties it. */
export function Finding({ search }: { readonly search: SearchHandle }): JSX.Element {
  const { t } = useUi();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const toField = (event: KeyboardEvent): void => {
      if (shortcutOf(event) !== "search" || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", toField);
    return () => removeEventListener("keydown", toField);
  }, []);
  const leave = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Escape") search.setQuery("");
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    document.querySelector<HTMLElement>(".pane-list a.row")?.focus();
  };
  return (
    <search class="finding">
      <input
        ref={field}
        type="search"
        class="finding-field"
        value={search.query}
        maxLength={200}
        placeholder={t("find.placeholder")}
        aria-label={t("find.label")}
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        data-testid="find"
        onInput={(event) => search.setQuery(event.currentTarget.value)}
        onKeyDown={leave}
      />
    </search>
  );
}

function FoundRow({ found, chosen }: { readonly found: FoundView; readonly chosen: boolean }): JSX.Element {
  const { t } = useUi();
  const { thread, letter, subject, from, mine, snippet, atMs } = found;
  return (
    <li>
      <a
        class="row"
        href={formatRoute({ kind: "thread", thread, ...(letter !== null && { letter }) })}
        aria-current={chosen ? "true" : undefined}
        data-testid="found-row"
      >
        <span class="row-head">
          <span class="row-subject">{subject === "" ? t("letter.no_subject") : <SafeLine text={subject} />}</span>
          <Time atMs={atMs} form="short" />
        </span>
        <span class="row-parties">
          {letter === null ? <span>{t("find.thread")}</span> : mine ? <span>{t("party.you")}</span> : null}
          {from !== null && !mine && <PartyLine party={from} />}
        </span>
        <span class="row-foot">
          <span class="row-preview">
            <SafeLine text={snippet} />
          </span>
        </span>
      </a>
    </li>
  );
}

interface FoundListProps {
  readonly search: SearchHandle;
  readonly route: Route;
}

/** What a search found, newest first. */
export function FoundList({ search, route }: FoundListProps): JSX.Element {
  const { t } = useUi();
  const { progress, result } = search;
  const answered = result.state.kind === "ready" ? result.state.value : null;
  const known = answered?.query === search.query.trim() ? answered : null;
  return (
    <>
      <h2 class="list-title">{t("find.title")}</h2>
      {progress !== null && <p class="hint finding-state">{t("find.progress", progress)}</p>}
      {/* There before it says something: screen readers speak what changes in a region, not a region that comes. */}
      <p class="hint finding-state" role="status" data-testid="found-count" data-count={known?.total}>
        {known !== null && (known.total === 0 ? t("find.none") : t("find.count", { count: known.total }))}
        {known !== null && known.found.length < known.total && ` ${t("find.newest", { count: known.found.length })}`}
      </p>
      <RemoteView of={result}>
        {({ found }) => (
          <ul class="rows" onKeyDown={walkRows}>
            {found.map((each) => (
              <FoundRow
                key={`${each.thread}/${each.letter ?? ""}`}
                found={each}
                chosen={route.kind === "thread" && route.thread === each.thread && route.letter === each.letter}
              />
            ))}
          </ul>
        )}
      </RemoteView>
    </>
  );
}
