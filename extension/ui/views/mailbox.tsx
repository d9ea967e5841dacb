import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Place } from "../mount.tsx";
import { Brand } from "../parts/brand.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { Icon } from "../parts/icon.tsx";
import { later } from "../parts/later.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { formatRoute } from "../state/route.ts";
import { useSearch } from "../state/search.ts";
import { useThreadAhead } from "../state/thread-ahead.ts";
import { useListPlace } from "../state/use-list-place.ts";
import { useRoute } from "../state/use-route.ts";
import { isOpen, useLock } from "../state/way.ts";
import { isOwnWindow, screenRoom, useWindowPlace } from "../state/window-place.ts";
import { ConnectPage } from "./connect-page.tsx";
import { ConnectionState, type ReadyAccount } from "./connection.tsx";
import { Finding, FoundList } from "./finding.tsx";
import { HeldBar } from "./held-bar.tsx";
import { PairingBanner } from "./pairing-banner.tsx";
import { Reminders } from "./reminders.tsx";
import { RestoreNotice } from "./restore-notice.tsx";
import { ShortcutSheet } from "./shortcut-sheet.tsx";
import { StorageNotices } from "./storage-trouble.tsx";
import { ThreadList } from "./thread-list.tsx";

interface MailboxProps {
  readonly account: ReadyAccount;
  readonly place: Place;
}

/** There only where a lock was chosen. */
function LockButton(): JSX.Element | null {
  const { panel, t } = useUi();
  const lock = useLock();
  const action = useAction();
  if (lock.state.kind !== "ready" || isOpen(lock.state.value)) return null;
  return (
    <button
      type="button"
      class="button button-icon"
      aria-label={t("action.lock")}
      title={t("action.lock")}
      disabled={action.busy}
      data-testid="lock-mailbox"
      onClick={() => void action.run(async () => void (await panel.call("lock.lock", {})))}
    >
      <Icon name="lock" />
    </button>
  );
}

/** To the whole mailbox, and to a window of its own, from wherever that is something else. */
function WindowButtons({ place }: { readonly place: Place }): JSX.Element {
  const { panel, t, shell } = useUi();
  const action = useAction();
  const here = () => (location.hash === "" ? "#/" : location.hash);
  return (
    <>
      {(place !== "inbox" || isOwnWindow()) && (
        <button
          type="button"
          class="button button-icon"
          aria-label={t("action.open_inbox")}
          title={t("action.open_inbox")}
          data-testid="open-inbox"
          onClick={() => shell.openInbox(here())}
        >
          <Icon name="window" />
        </button>
      )}
      {place !== "popup" && !isOwnWindow() && (
        <button
          type="button"
          class="button button-icon"
          aria-label={t("action.own_window")}
          title={t("action.own_window")}
          disabled={action.busy}
          data-testid="own-window"
          onClick={() =>
            void action.run(async () => void (await panel.call("window.open", { hash: here(), screen: screenRoom() })))
          }
        >
          <Icon name="own" />
        </button>
      )}
    </>
  );
}

function TopBar({ account, place }: MailboxProps): JSX.Element {
  const { t, shell } = useUi();
  return (
    <header class="topbar">
      <Brand />
      <div class="topbar-actions">
        <a class="button button-primary" href="#/write" data-testid="write">
          <Icon name="write" />
          {t("action.write")}
        </a>
        <WindowButtons place={place} />
        <LockButton />
        <HelpButton />
        <button
          type="button"
          class="button button-icon"
          aria-label={t("action.options")}
          title={t("action.options")}
          data-testid="open-options"
          onClick={shell.openOptions}
        >
          <Icon name="settings" />
        </button>
      </div>
      <div class="topbar-state">
        <ConnectionState account={account} />
        <span class="address own-address">{account.userId}</span>
      </div>
    </header>
  );
}

/** Threads and letters, which most pages do not begin with. */
export const detail = later(async () => (await import("./detail.tsx")).Detail);

/** Threads beside the chosen one; in a narrow window one at a time. */
export function Mailbox({ account, place }: MailboxProps): JSX.Element {
  const { t } = useUi();
  const route = useRoute();
  const panes = useRef<HTMLElement>(null);
  const opened = useRef<HTMLElement>(null);
  const search = useSearch();
  useWindowPlace();
  useThreadAhead();
  useListPlace(route, { panes, detail: opened });
  return (
    <div class="mailbox" data-view={route.kind}>
      <TopBar account={account} place={place} />
      <ShortcutSheet />
      <StorageNotices />
      <RestoreNotice />
      <Reminders account={account} />
      <main ref={panes} class="panes">
        <section class="pane-list" aria-label={t("threads.title")}>
          <PairingBanner />
          <Finding search={search} />
          {search.query.trim() === "" ? (
            <ThreadList route={route} place={place} shown={detail.load} />
          ) : (
            <FoundList search={search} route={route} />
          )}
        </section>
        <section ref={opened} tabIndex={-1} class="pane-detail" aria-label={t("mailbox.detail")}>
          {route.kind !== "list" && (
            <a class="button button-back" href={formatRoute({ kind: "list" })} data-testid="back">
              <Icon name="back" />
              {t("action.back")}
            </a>
          )}
          {route.kind === "list" ? (
            <p class="nothing-chosen">{t("mailbox.nothing_chosen")}</p>
          ) : (
            <detail.View route={route} place={place} />
          )}
        </section>
      </main>
      <HeldBar elsewhere={opened} />
      {place === "popup" && route.kind === "list" && <ConnectPage />}
    </div>
  );
}
