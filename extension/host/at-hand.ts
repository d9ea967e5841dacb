import type { PanelEvent } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Desk, DeskEvent } from "../platform/index.ts";
import { type AddressBar, createAddressBar } from "./address-bar.ts";
import { createFromPage, type FromPage } from "./from-page.ts";
import { type LockWorld, lock } from "./lock.ts";
import type { Mailbox } from "./mailbox.ts";
import { openOwnWindow } from "./pop-out.ts";
import { searchLetters } from "./search.ts";
import { type Toolbar, translateFor } from "./toolbar.ts";

/** What is at hand anywhere in the browser: the address bar, the menu of a page, and keys. */
export interface AtHand {
  readonly bar: AddressBar;
  readonly page: FromPage;
  readonly toolbar: Toolbar;
  /** Says everything in the language that the person has now. */
  readonly relabel: () => Promise<void>;
  /** The mailbox was removed from this device: nothing that waited for it stays. */
  readonly forget: () => void;
}

interface Parts {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly desk: Desk;
  readonly toolbar: Toolbar;
  readonly now: () => number;
  readonly tell: (event: PanelEvent) => void;
}

export function createAtHand(parts: Parts): AtHand {
  const { vault, mailbox, desk, toolbar, tell } = parts;
  const translate = () => translateFor(vault);
  const search = (query: string, limit: number) =>
    searchLetters({ vault, mailbox, tell: () => undefined }, { query, limit });
  const wanted = () => tell({ kind: "changed", what: "search" });
  const bar = createAddressBar({ vault, mailbox, desk, translate, search, wanted });
  const page = createFromPage(parts);
  return {
    bar,
    page,
    toolbar,
    forget: () => {
      bar.forget();
      page.forget();
    },
    relabel: async () => {
      toolbar.refresh();
      const t = await translate();
      const titles = {
        selection: t("menu.selection"),
        link: t("menu.link"),
        image: t("menu.image"),
        page: t("menu.page"),
      };
      // Firefox shows what was said before the person began to type. Where the browser refuses one, the other is there.
      const said = bar.handle({ kind: "searchStarted" });
      await Promise.allSettled([said, desk.offerMenu({ titles })]);
    },
  };
}

type World = LockWorld & { readonly atHand: AtHand };

/** Does what the person asks for outside of our pages, and what the clock does. */
export async function handleAtHand(event: DeskEvent, world: World): Promise<void> {
  const { atHand, vault } = world;
  switch (event.kind) {
    case "started":
      return atHand.relabel();
    case "alarm":
      return atHand.toolbar.look();
    case "searchStarted":
    case "searchTyped":
    case "searchEntered":
      return atHand.bar.handle(event);
    case "menuChosen":
      return atHand.page.send(event, await translateFor(vault));
    case "command":
      return obey(event.name, world);
    default:
      return;
  }
}

/** The lock's part of the settings. */
const lockPlace = "#lock";

async function obey(name: string, world: World): Promise<void> {
  const { desk, mailbox } = world;
  if (name === "open-inbox") await desk.openInbox({ hash: "" });
  if (name === "write-letter") await desk.openInbox({ hash: "#/write" });
  if (name === "open-window") await openOwnWindow(world, { hash: "#/", screen: null });
  if (name !== "lock-mailbox" || (await lock(world)).state === "locked") return;
  // Nothing was chosen that it could be locked by: where that is done says so. Who has no mailbox yet is led to make one.
  if (mailbox.isOpen) await desk.openSettings({ hash: lockPlace });
  else await desk.openInbox({ hash: "" });
}
