import type { Found } from "../../shared/courier/index.ts";
import type { FoundView, PanelEvent, PanelParams, SearchResult } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { partyViewer } from "./party.ts";

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly tell: (event: PanelEvent) => void;
}

/** From so many letters on it is told how far the first search has come: it takes a moment. */
const fewLetters = 500;

/** Searches the letters for a page. @throws FederpostError `no_account` or `locked`. */
export async function searchLetters(
  { vault, mailbox, tell }: World,
  { query, limit }: PanelParams<"letters.search">,
): Promise<SearchResult> {
  const { courier } = mailbox;
  const { account } = courier.self();
  const progress = (done: number, total: number): void => {
    if (total > fewLetters) tell({ kind: "progress", of: "search", step: "index", done, total });
  };
  const { found, total } = await courier.search(query, limit, progress);
  const partyOf = partyViewer(vault, account);
  const viewOf = async ({ from, ...about }: Found): Promise<FoundView> => ({
    ...about,
    from: from === null ? null : await partyOf(from),
  });
  return { found: await Promise.all(found.map(viewOf)), total };
}
