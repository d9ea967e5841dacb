import { parseLetterId, parseRoomId } from "../../shared/base/index.ts";
import type { FoundView, PartyView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Translate } from "../i18n/index.ts";
import type { AddressBarEvent, Desk, Suggestion } from "../platform/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { plainLine } from "./plain-line.ts";

/**
 * Searching from the browser's address bar. What is found is named by subject and party, which the list shows as well; no
 * letter is opened, no receipt made, and nobody is asked but the mailbox itself.
 */

interface World {
  readonly vault: Pick<Vault, "lockState">;
  readonly mailbox: Pick<Mailbox, "isOpen" | "isRunning">;
  readonly desk: Pick<Desk, "suggest" | "openInbox">;
  readonly translate: () => Promise<Translate>;
  readonly search: (query: string, limit: number) => Promise<{ readonly found: readonly FoundView[] }>;
  /** Our pages are to ask for what was entered. */
  readonly wanted: () => void;
}

export interface AddressBar {
  readonly handle: (event: AddressBarEvent) => Promise<void>;
  /** What was entered to be searched for, once. */
  readonly take: () => string | null;
  /** The mailbox was removed from this device: what was entered was meant for it. */
  readonly forget: () => void;
}

const mostSuggested = 6;
const longestQuery = 200;

const nameOf = ({ organisation, domain, userId }: PartyView): string => organisation?.name ?? domain?.domain ?? userId;

const hashOf = ({ thread, letter }: Pick<FoundView, "thread" | "letter">): string =>
  `#/thread/${encodeURIComponent(thread)}${letter === null ? "" : `/${letter}`}`;

/** The place that an entered suggestion names; null for words that were typed. */
function placeIn(text: string): string | null {
  const [, thread = "", letter] = /^#\/thread\/([^/]+)(?:\/([^/]+))?$/.exec(text) ?? [];
  if (thread === "" || parseRoomId(decoded(thread)) === null) return null;
  return letter === undefined || parseLetterId(letter) !== null ? text : null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function suggestion(found: FoundView, t: Translate): Suggestion {
  const subject = found.subject.trim() === "" ? t("letter.no_subject") : found.subject;
  const who = found.from === null ? [] : [found.mine ? t("party.you") : nameOf(found.from)];
  return { content: hashOf(found), description: [subject, ...who].map((part) => plainLine(part, 80)).join(" – ") };
}

export function createAddressBar(world: World): AddressBar {
  let wanted: string | null = null;
  // The first line says the state and not the words: Firefox shows the one that was set before they were typed.
  const answer = async (text: string): Promise<{ first: string; suggestions: readonly Suggestion[] }> => {
    const t = await world.translate();
    const { vault, mailbox } = world;
    // Asked with every key that is pressed: the whole view of the account would be built each time.
    const isLocked = vault.lockState === "locked" || (mailbox.isRunning && !mailbox.isOpen);
    if (isLocked) return { first: t("bar.locked"), suggestions: [] };
    if (!mailbox.isOpen) return { first: t("bar.no_mailbox"), suggestions: [] };
    const query = text.trim().slice(0, longestQuery);
    const { found } = query === "" ? { found: [] } : await world.search(query, mostSuggested);
    return { first: t("bar.search"), suggestions: found.map((one) => suggestion(one, t)) };
  };
  return {
    handle: async (event) => {
      if (event.kind === "searchStarted") return world.desk.suggest({ id: null, ...(await answer("")) });
      if (event.kind === "searchTyped") return world.desk.suggest({ id: event.id, ...(await answer(event.text)) });
      const place = placeIn(event.text);
      const query = event.text.trim().slice(0, longestQuery);
      wanted = place === null && query !== "" ? query : null;
      // Words never stand in the address of a page: the browser's history would keep them.
      await world.desk.openInbox({ hash: place ?? "#/" });
      if (wanted !== null) world.wanted();
    },
    take: () => {
      const query = wanted;
      wanted = null;
      return query;
    },
    forget: () => {
      wanted = null;
    },
  };
}
