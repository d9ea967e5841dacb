import type { Vault } from "../../shared/vault/index.ts";
import { chooseLanguage, createTranslate, type Translate } from "../i18n/index.ts";
import type { Desk } from "../platform/index.ts";
import { type Announcer, type Arrived, createAnnouncer } from "./announce.ts";
import { badgeOf } from "./badge.ts";
import type { Mailbox } from "./mailbox.ts";
import { readSettings } from "./settings.ts";
import { createWokenAnnouncer } from "./woken.ts";

/** What the browser shows of the mailbox while no page of it is open. Neither says who wrote or what. */
export interface Toolbar {
  readonly refresh: () => void;
  /** A letter came. */
  readonly arrived: (at: Arrived) => void;
  /** A minute passed: what came in quiet hours may be said now, and what was put off may be back. */
  readonly look: () => void;
}

interface ToolbarParts {
  readonly desk: Desk;
  readonly vault: Vault;
  readonly mailbox: () => Mailbox;
  readonly now: () => number;
}

/** Texts in the language that the person chose, or else the browser's. */
export async function translateFor(vault: Vault): Promise<Translate> {
  return createTranslate((await readSettings(vault)).language ?? chooseLanguage(null, navigator.languages));
}

/** Unread letters; null where no mailbox is open. */
async function countUnread(mailbox: Mailbox): Promise<number | null> {
  if (!mailbox.isOpen) return null;
  return (await mailbox.courier.threads()).reduce((sum, { unread }) => sum + unread, 0);
}

/** Badge and notifications of a mailbox. */
export function createToolbar({ desk, vault, mailbox, now }: ToolbarParts): Toolbar {
  let shown: string | null = null;
  const refresh = async () => {
    const badge = badgeOf(await mailbox().view(), await translateFor(vault));
    const key = JSON.stringify(badge);
    if (key === shown) return;
    shown = key;
    await desk.setBadge(badge);
  };
  const announcer: Announcer = createAnnouncer({
    vault,
    desk,
    now,
    translate: () => translateFor(vault),
    unread: () => countUnread(mailbox()),
    notified: (at) => mailbox().courier.notified(at),
  });
  const woken = createWokenAnnouncer({
    vault,
    desk,
    now,
    translate: () => translateFor(vault),
    threads: async () => (mailbox().isOpen ? mailbox().courier.threads() : null),
  });
  // One after the other: two letters that come together must both be kept.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): void => {
    turn = turn.then(work).catch(() => undefined);
  };
  let isQueued = false;
  return {
    refresh: () => {
      // One that has not begun will see this change too.
      if (isQueued) return;
      isQueued = true;
      inTurn(() => {
        isQueued = false;
        // The browser may refuse it (worker just dying): the next change tries again.
        return refresh().catch(() => {
          shown = null;
        });
      });
    },
    arrived: (at) => inTurn(() => announcer.arrived(at)),
    look: () => {
      inTurn(announcer.look);
      inTurn(woken.look);
    },
  };
}
