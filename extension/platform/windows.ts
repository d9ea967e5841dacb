import { extensionApi } from "./api.ts";
import { extensionUrl } from "./runtime.ts";

/** A window of ours. */
export interface WindowRequest {
  /** Page of the extension with its query, for instance `consent.html?request=...`. */
  readonly page: string;
  readonly width: number;
  readonly height: number;
  /** Where its corner is to be; the browser finds a place where there is none. */
  readonly left?: number;
  readonly top?: number;
}

/** The query by which the inbox knows that it has a window of its own. */
export const ownWindow = "?window";

interface Place {
  readonly hash: string;
}

/** Opens the full inbox at a place, or brings it to the front. */
export const openInbox = (place: Place): Promise<void> => openPage("inbox.html", place);

/** Opens the settings at a place, or brings them to the front. */
export const openSettings = (place: Place): Promise<void> => openPage("options.html", place);

async function openPage(name: string, { hash }: Place): Promise<void> {
  const { tabs, windows } = extensionApi();
  const page = extensionUrl(name);
  const isIt = (url: string | undefined) => url?.startsWith(page) === true && !url.startsWith(`${page}${ownWindow}`);
  const known = (await tabs.query({})).find(({ url }) => isIt(url));
  if (known?.id === undefined) {
    await tabs.create({ url: `${page}${hash}` });
    return;
  }
  await tabs.update(known.id, hash === "" ? { active: true } : { active: true, url: `${page}${hash}` });
  if (known.windowId !== undefined) await windows.update(known.windowId, { focused: true });
}

/** Opens a window and answers its id. */
export async function openWindow({ page, left, top, ...size }: WindowRequest): Promise<number> {
  const { windows } = extensionApi();
  const wanted = { url: extensionUrl(page), type: "popup", ...size } as const;
  const placed = left === undefined || top === undefined ? wanted : { ...wanted, left, top };
  // Chromium refuses a place of which less than half is on any screen: the screen of last time may be unplugged.
  const opened = await windows.create(placed).catch(() => windows.create(wanted));
  if (opened.id === undefined) throw new Error("the window has no id");
  return opened.id;
}
