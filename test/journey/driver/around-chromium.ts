import type { Worker } from "@playwright/test";
import type { Around } from "./around.ts";

interface Heard {
  readonly dispatch: (...about: readonly unknown[]) => void;
}

interface WorkerGlobal {
  readonly chrome: {
    readonly omnibox: {
      readonly onInputChanged: Heard;
      readonly onInputEntered: Heard;
      setDefaultSuggestion: (first: { readonly description: string }) => void;
    };
    readonly contextMenus: { readonly onClicked: Heard };
    readonly commands: { readonly onCommand: Heard };
    readonly tabs: { query(of: object): Promise<readonly { readonly id: number; readonly url?: string }[]> };
  };
}

/** See {@link Around}: the worker hears its events as the browser would have it hear them. */
export const aroundChromium = (worker: () => Promise<Worker>): Around => {
  let shown: readonly { readonly content: string; readonly description: string }[] = [];
  const plain = (markup: string): string =>
    markup.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  return {
    suggestions: async (text) => {
      const answer = await (await worker()).evaluate((typed) => {
        const { omnibox } = (globalThis as unknown as WorkerGlobal).chrome;
        return new Promise<{ first: string; shown: { content: string; description: string }[] }>((resolve) => {
          let first = "";
          const real = omnibox.setDefaultSuggestion;
          omnibox.setDefaultSuggestion = (suggestion) => {
            first = suggestion.description;
            real.call(omnibox, suggestion);
          };
          omnibox.onInputChanged.dispatch(typed, (list: { content: string; description: string }[]) => {
            omnibox.setDefaultSuggestion = real;
            resolve({ first, shown: list });
          });
        });
      }, text);
      shown = answer.shown;
      return [answer.first, ...shown.map(({ description }) => description)].map(plain);
    },
    enter: async (what) => {
      const text = "text" in what ? what.text : (shown[what.suggestion - 1]?.content ?? "");
      await (await worker()).evaluate((entered) => {
        (globalThis as unknown as WorkerGlobal).chrome.omnibox.onInputEntered.dispatch(entered, "currentTab");
      }, text);
    },
    chooseInMenu: async (choice) => {
      await (await worker()).evaluate(async ({ item, ...about }) => {
        const { contextMenus, tabs } = (globalThis as unknown as WorkerGlobal).chrome;
        const tab = (await tabs.query({})).find(({ url }) => url === about.pageUrl);
        contextMenus.onClicked.dispatch({ menuItemId: item, frameId: 0, editable: false, ...about }, tab);
      }, choice);
    },
    command: async (name) => {
      await (await worker()).evaluate((wanted) => {
        (globalThis as unknown as WorkerGlobal).chrome.commands.onCommand.dispatch(wanted);
      }, name);
    },
  };
};
