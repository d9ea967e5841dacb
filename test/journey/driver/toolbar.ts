import type { Notice, Page } from "./browser.ts";

/**
 * A picture of the extension as a page: it may ask the browser what the toolbar shows, and runs nothing of ours that
 * would wake anybody.
 */
export const quietPage = "icons/128.png";

interface ShownNotice {
  readonly title: string;
  readonly message: string;
}

interface ExtensionGlobal {
  readonly chrome: {
    readonly action: { getBadgeText(of: object): Promise<string> };
    /** Chromium says only that there is one. */
    readonly notifications: { getAll(): Promise<Readonly<Record<string, true | ShownNotice>>> };
  };
}

/** What the number on the toolbar button says. */
export const readBadge = (quiet: Page): Promise<string> =>
  quiet.evaluate(() => (globalThis as unknown as ExtensionGlobal).chrome.action.getBadgeText({}), null);

/** The notifications that are shown. */
export const readNotices = async (quiet: Page): Promise<readonly Notice[]> => {
  const all = await quiet.evaluate(
    () => (globalThis as unknown as ExtensionGlobal).chrome.notifications.getAll(),
    null,
  );
  return Object.entries(all).map(([id, notice]) => ({
    id,
    words: notice === true ? null : `${notice.title} ${notice.message}`,
  }));
};
