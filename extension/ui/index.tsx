/**
 * ui: the pages people see: popup, side panel, inbox, consent window, options. Views talk to the engine host
 * through the panel channel and to the browser through the shell they are given; they hold no key, decide no rule
 * and never turn what somebody wrote into markup. Each page loads its own views; the line to the host opens meanwhile.
 */
import "./theme/theme.css";
import { askAhead, firstCalls } from "./ahead.ts";
import type { Panel } from "./panel.ts";
import type { Shell } from "./shell.ts";

export { connect } from "./connect.ts";
export type { Panel } from "./panel.ts";
export type { Shell } from "./shell.ts";

/** A page that needs nothing of the browser around it. */
const bare: Shell = {
  activePage: async () => null,
  requestPortalAccess: async () => false,
  openInbox: () => {},
  openOptions: () => {},
  openHelp: () => {},
  commandKeys: async () => [],
};

async function showApp(
  root: HTMLElement,
  place: "popup" | "sidepanel" | "inbox",
  { panel, shell }: { readonly panel: Panel; readonly shell: Shell },
): Promise<() => void> {
  // The popup takes its size by it, before there is anything in it.
  root.ownerDocument.documentElement.dataset.place = place;
  // What the views will ask for is on its way while they are loaded.
  const ahead = askAhead(panel, firstCalls(place, { hash: location.hash, height: innerHeight }));
  const { mountApp } = await import("./views/mount-app.tsx");
  return mountApp(root, place, { panel: ahead, shell });
}

/** The toolbar popup: newest threads, write, connect this page. */
export const mountPopup = (root: HTMLElement, panel: Panel, shell: Shell): Promise<() => void> =>
  showApp(root, "popup", { panel, shell });

/** The side panel (sidebar): the whole mailbox in one column. */
export const mountSidePanel = (root: HTMLElement, panel: Panel, shell: Shell): Promise<() => void> =>
  showApp(root, "sidepanel", { panel, shell });

/** The full tab: first run, then the mailbox. The address fragment names the place (state/route.ts). */
export const mountInbox = (root: HTMLElement, panel: Panel, shell: Shell): Promise<() => void> =>
  showApp(root, "inbox", { panel, shell });

/** The consent window; `?request=<uuid>` in its address names the first question. */
export const mountConsent = async (
  root: HTMLElement,
  panel: Panel,
  { openHelp }: Pick<Shell, "openHelp">,
): Promise<() => void> =>
  (await import("./consent/mount-consent.tsx")).mountConsent(root, { panel, shell: { ...bare, openHelp } });

/** The options page: account, devices, portals, language, notifications. */
export const mountOptions = async (root: HTMLElement, panel: Panel, shell: Shell): Promise<() => void> =>
  (await import("./options/mount-options.tsx")).mountOptions(root, { panel, shell });

/** Help and the accessibility statement; they need no mailbox. */
export const mountHelp = async (root: HTMLElement, panel: Panel, shell: Shell): Promise<() => void> =>
  (await import("./help/mount-help.tsx")).mountHelp(root, { panel, shell });
