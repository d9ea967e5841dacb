import type Browser from "webextension-polyfill";
import { extensionApi } from "./api.ts";

/** What of a page the person wants to send. */
export const menuKinds = ["selection", "link", "image", "page"] as const;
export type MenuKind = (typeof menuKinds)[number];

/** The person took an entry of ours in the menu of a page. All of it is what the page says. */
export interface MenuChoice {
  readonly kind: "menuChosen";
  readonly what: MenuKind;
  readonly selection: string;
  /** Address of the link or the picture. */
  readonly target: string | null;
  readonly page: string | null;
  readonly title: string;
}

const isKind = (id: unknown): id is MenuKind => menuKinds.some((kind) => kind === id);

// Chromium's own text of a selection has no line breaks. The click gives us access to this very page (activeTab).
async function selectionOf(info: Browser.Menus.OnClickData, tabId: number | undefined): Promise<string> {
  const flat = info.selectionText ?? "";
  if (tabId === undefined || flat === "") return flat;
  const target = { tabId, frameIds: [info.frameId ?? 0] };
  const [answer] = await extensionApi()
    .scripting.executeScript({ target, func: () => getSelection()?.toString() ?? "" })
    .catch(() => []);
  const text: unknown = answer?.result;
  const words = (from: string): string => from.replace(/\s+/g, "");
  // What was marked in a field is no selection of the page; and the page may have changed it meanwhile.
  return typeof text === "string" && words(text) === words(flat) ? text : flat;
}

/** Registers the listener of the menu. */
export function listenToMenu(listener: (event: MenuChoice) => void): void {
  extensionApi().contextMenus.onClicked.addListener((info, tab) => {
    const { menuItemId: what, linkUrl, srcUrl, pageUrl } = info;
    if (!isKind(what)) return;
    const target = what === "link" ? linkUrl : what === "image" ? srcUrl : undefined;
    const about = { what, target: target ?? null, page: pageUrl ?? tab?.url ?? null, title: tab?.title ?? "" };
    void selectionOf(info, tab?.id).then((selection) => listener({ kind: "menuChosen", selection, ...about }));
  });
}

const webPages = ["http://*/*", "https://*/*"];

/** Puts our entries into the menu of pages, in place of the ones that are there. */
export async function offerMenu({ titles }: { readonly titles: Readonly<Record<MenuKind, string>> }): Promise<void> {
  const { contextMenus } = extensionApi();
  await contextMenus.removeAll();
  for (const kind of menuKinds) {
    const item = { id: kind, title: titles[kind], contexts: [kind], documentUrlPatterns: webPages };
    // Without a callback Chromium reports an entry that is there already as an uncaught error.
    contextMenus.create(item as Browser.Menus.CreateCreatePropertiesType, () => void extensionApi().runtime.lastError);
  }
}
