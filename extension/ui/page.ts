import {
  connect,
  mountConsent,
  mountHelp,
  mountInbox,
  mountOptions,
  mountPopup,
  mountSidePanel,
  type Panel,
  type Shell,
} from "./index.tsx";

/** What every page of ours begins with: one file for all of them, since each further file delays what is seen first (docs/adr/0115). */

type Mount = (root: HTMLElement, panel: Panel, shell: Shell) => Promise<() => void>;

/** By what the page's HTML calls it. */
const mounts: Readonly<Record<string, Mount>> = {
  consent: mountConsent,
  help: mountHelp,
  inbox: mountInbox,
  options: mountOptions,
  popup: mountPopup,
  sidepanel: mountSidePanel,
};

const mount = mounts[document.documentElement.dataset.page ?? ""];
// The sealed frame has this file too, for what it shares with the pages, and has no line of a page.
if (mount !== undefined) {
  const { root, panel, shell } = connect();
  void mount(root, panel, shell);
}
