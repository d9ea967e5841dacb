import { render } from "preact";
import { FederpostError } from "../../../shared/base/index.ts";
import { chooseLanguage, createFormat, createTranslate } from "../../i18n/index.ts";
import type { Panel } from "../panel.ts";
import type { Shell } from "../shell.ts";
import { UiContext } from "../state/context.ts";
import { keepNothingTyped } from "../unkept.ts";
import { connectFrame } from "./line.ts";
import { SealedPage } from "./sealed-page.tsx";

/** A frame has no panel: whatever a view would ask by it does not exist here. */
const noPanel: Panel = {
  call: () => Promise.reject(new FederpostError("unsupported", "a sealed frame has no panel")),
  on: () => () => {},
  offerFile: () => {},
  receiveFile: () => Promise.reject(new FederpostError("unsupported", "a sealed frame has no panel")),
};

const noShell: Shell = {
  activePage: async () => null,
  requestPortalAccess: async () => false,
  openInbox: () => {},
  openOptions: () => {},
  openHelp: () => {},
  commandKeys: async () => [],
};

/** The sealed frame inside a portal's page. Without a content script that greets it and a host that seats it, it stays empty. */
export function mountSealed(root: HTMLElement, port: Promise<MessagePort>): void {
  root.ownerDocument.documentElement.dataset.place = "sealed";
  keepNothingTyped();
  void port.then(connectFrame).then(
    (line) => {
      const language = chooseLanguage(line.language, navigator.languages);
      root.ownerDocument.documentElement.lang = language;
      const words = { language, t: createTranslate(language), format: createFormat(language) };
      root.ownerDocument.title = words.t("sealed.title");
      const ui = { ...words, panel: noPanel, shell: noShell, applySettings: () => {} };
      render(
        <UiContext.Provider value={ui}>
          <SealedPage line={line} />
        </UiContext.Provider>,
        root,
      );
    },
    // Refused: the content script gives up waiting and a window is the place.
    () => undefined,
  );
}
