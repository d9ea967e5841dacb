/** What is chosen in the menu of a web page that is shown in a tab. */
export interface MenuChoice {
  readonly item: "selection" | "link" | "image" | "page";
  /** What the browser tells of the place that was clicked. */
  readonly selectionText?: string;
  readonly linkUrl?: string;
  readonly srcUrl?: string;
  readonly pageUrl: string;
}

/**
 * The browser around its pages. Firefox's own window does what a person's keys would have it do. Chromium's address bar
 * and menus are out of every debugger's reach: there the extension is told what the browser would tell it.
 */
export interface Around {
  /** Types after the extension's keyword in the address bar; what the browser shows then, the first line being Enter's. */
  suggestions(text: string): Promise<readonly string[]>;
  /** Enters a text, or takes the suggestion of that number (1 is the first below Enter's own). */
  enter(what: { readonly text: string } | { readonly suggestion: number }): Promise<void>;
  /** Titles of our entries in the menu of a page, as far as the browser tells them. */
  chooseInMenu(choice: MenuChoice): Promise<void>;
  /** Presses the keys of a command of the manifest. */
  command(name: string): Promise<void>;
}
