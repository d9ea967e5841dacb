import { withoutHidden } from "../../shared/base/index.ts";
import type { PanelEvent } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Translate } from "../i18n/index.ts";
import type { Desk, MenuChoice } from "../platform/index.ts";
import { putDraft } from "./drafts.ts";
import type { Mailbox } from "./mailbox.ts";
import { plainLine } from "./plain-line.ts";

/** "Send securely" in the menu of a web page: what the person pointed at becomes a draft, which they address and send. */

const longestSelection = 100_000;
const longestAddress = 2000;
const longestTitle = 200;

/** The address as it may be passed on: of a web page, without a user name or password in it. Null for others. */
function webAddress(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  url.username = "";
  url.password = "";
  return url.href.length > longestAddress ? null : url.href;
}

// What hides or reorders text goes: the person must see all that they send.
const visibleText = (text: string): string => withoutHidden(text.replace(/\r\n?|[\u2028\u2029]/gu, "\n"), "text");

/** As people quote (RFC 3676 section 4.5). */
const quoted = (text: string): string =>
  visibleText(text)
    .trim()
    .split("\n")
    .map((line) => `> ${line.trimEnd()}`.trimEnd())
    .join("\n");

/** Subject and text of a letter about something on a web page. */
export function letterAbout(choice: Omit<MenuChoice, "kind">, t: Translate): { subject: string; text: string } {
  const { what, selection, title } = choice;
  const [page, target] = [webAddress(choice.page), webAddress(choice.target)];
  const cut = selection.slice(0, longestSelection);
  const parts = [
    ...(what === "selection" && cut.trim() !== "" ? [quoted(cut)] : []),
    ...(what === "link" && target !== null ? [target] : []),
    ...(what === "image" && target !== null ? [t("menu.picture_at", { address: target })] : []),
    ...(page === null ? [] : [t("menu.from_page", { address: page })]),
  ];
  return { subject: plainLine(title, longestTitle), text: parts.length === 0 ? "" : `\n\n${parts.join("\n\n")}\n` };
}

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly desk: Pick<Desk, "openInbox">;
  readonly now: () => number;
  readonly tell: (event: PanelEvent) => void;
}

export interface FromPage {
  /** Makes a draft of what the person chose and shows it. */
  readonly send: (choice: MenuChoice, t: Translate) => Promise<void>;
  /** The lock opened: what was chosen meanwhile is stored, unless there is no mailbox any more that it was meant for. */
  readonly unlocked: () => Promise<void>;
  /** The mailbox was removed from this device: what waited for it must not reach the next one. */
  readonly forget: () => void;
}

/** While the mailbox is locked nothing can be stored: what was chosen waits here, in memory, for as long as the browser runs. */
export function createFromPage(world: World): FromPage {
  const kept = new Map<string, { readonly subject: string; readonly text: string }>();
  const store = async (draftId: string, letter: { subject: string; text: string }): Promise<void> => {
    const { vault, now, tell } = world;
    await vault.commit([putDraft({ draftId, to: null, thread: null, ...letter }, now())]);
    tell({ kind: "draft", draftId, ended: false });
    tell({ kind: "changed", what: "drafts" });
  };
  return {
    send: async (choice, t) => {
      const draftId = crypto.randomUUID();
      const letter = letterAbout(choice, t);
      const { kind } = await world.mailbox.view();
      if (kind === "ready") await store(draftId, letter);
      if (kind === "locked") kept.set(draftId, letter);
      // Who has no mailbox yet is led to make one.
      await world.desk.openInbox({ hash: kind === "ready" || kind === "locked" ? `#/write/${draftId}` : "" });
    },
    unlocked: async () => {
      const { kind } = await world.mailbox.view();
      // Locked again already: it goes on waiting.
      if (kind === "locked") return;
      if (kind !== "ready") return kept.clear();
      for (const [draftId, letter] of kept) {
        // What cannot be stored now is tried again with the next unlocking.
        await store(draftId, letter);
        kept.delete(draftId);
      }
    },
    forget: () => kept.clear(),
  };
}
