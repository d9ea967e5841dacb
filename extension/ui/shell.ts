/** What a view needs from the browser around it. The platform gives it; a view never calls the browser API itself. */
export interface Shell {
  /** Origin of the page in the active tab when it can be connected, else null. */
  readonly activePage: () => Promise<string | null>;
  /** Asks the browser for access to the origin's pages; must be called inside the click. False: the person said no. */
  readonly requestPortalAccess: (origin: string) => Promise<boolean>;
  /** Opens or focuses the full inbox at a place (see route.ts), for instance `#/write`. */
  readonly openInbox: (hash: string) => void;
  readonly openOptions: () => void;
  /** Opens the help in a tab, at a topic (`#opening`) or at its beginning. */
  readonly openHelp: (hash: string) => void;
  /** Keys that work anywhere in the browser, as the person has them now; `keys` is empty where there are none. */
  readonly commandKeys: () => Promise<readonly { readonly name: string; readonly keys: string }[]>;
}
