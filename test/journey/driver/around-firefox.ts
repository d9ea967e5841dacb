import type { Around } from "./around.ts";

/** Runs a function in Firefox's own window. The first argument is the extension's id. */
export type InBrowser = (source: string, argument?: unknown) => Promise<unknown>;

const keyword = "fp";

/** See {@link Around}: the window's own address bar; its menu's choice is handed to the extension by the browser. */
export const aroundFirefox = (inBrowser: InBrowser): Around => ({
  suggestions: async (text) =>
    (await inBrowser(
      `async (_id, typed) => {
        gURLBar.focus();
        // As fingers do: one sign after the keyword, then the rest.
        gURLBar.search(typed.slice(0, 4), { focus: true });
        await gURLBar.lastQueryContextPromise;
        gURLBar.search(typed, { focus: true });
        const { results } = await gURLBar.lastQueryContextPromise;
        return results.filter(({ source, payload }) => payload.keyword === "${keyword}").map(({ payload }) => payload.title ?? payload.content);
      }`,
      `${keyword} ${text}`,
    )) as readonly string[],
  enter: async (what) => {
    if ("text" in what)
      await inBrowser(
        `async (_id, typed) => {
          gURLBar.focus();
          gURLBar.search(typed, { focus: true });
          await gURLBar.lastQueryContextPromise;
          gURLBar.handleCommand();
          return null;
        }`,
        `${keyword} ${what.text}`,
      );
    else
      await inBrowser(
        `async (_id, number) => {
          gURLBar.view.selectBy(number);
          gURLBar.handleCommand();
          return null;
        }`,
        what.suggestion,
      );
  },
  chooseInMenu: async ({ item, ...about }) => {
    await inBrowser(
      `async (id, info) => {
        const { extension } = WebExtensionPolicy.getByID(id);
        const tab = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.currentURI.spec === info.pageUrl);
        extension.tabManager.addActiveTabPermission(tab);
        extension.emit("webext-menu-menuitem-click", { modifiers: [], editable: false, frameId: 0, ...info }, tab);
        return null;
      }`,
      { menuItemId: item, ...about },
    );
  },
  command: async (name) => {
    await inBrowser(
      `async (id, name) => {
        const { extension } = WebExtensionPolicy.getByID(id);
        extension.shortcuts.onCommand(name);
        return null;
      }`,
      name,
    );
  },
});
