/**
 * ui: the pages people see: popup, side panel, inbox, consent window, options. Views talk to the engine host
 * through the panel channel and to the browser through the shell they are given; they hold no key, decide no rule
 * and never turn what somebody wrote into markup.
 */
import "./theme/theme.css";
import { ConsentPage } from "./consent/consent-page.tsx";
import { HelpPage } from "./help/help-page.tsx";
import { mount } from "./mount.tsx";
import { OptionsPage } from "./options/options-page.tsx";
import type { Panel } from "./panel.ts";
import type { Shell } from "./shell.ts";
import { App } from "./views/app.tsx";

export { connect } from "./connect.ts";
export type { Panel } from "./panel.ts";
export { mountSealed } from "./sealed/mount-sealed.tsx";
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

/** The toolbar popup: newest threads, write, connect this page. */
export const mountPopup = (root: HTMLElement, panel: Panel, shell: Shell): (() => void) =>
  mount({ root, place: "popup", view: <App place="popup" />, panel, shell });

/** The side panel (sidebar): the whole mailbox in one column. */
export const mountSidePanel = (root: HTMLElement, panel: Panel, shell: Shell): (() => void) =>
  mount({ root, place: "sidepanel", view: <App place="sidepanel" />, panel, shell });

/** The full tab: first run, then the mailbox. The address fragment names the place (state/route.ts). */
export const mountInbox = (root: HTMLElement, panel: Panel, shell: Shell): (() => void) =>
  mount({ root, place: "inbox", view: <App place="inbox" />, panel, shell });

/** The consent window; `?request=<uuid>` in its address names the first question. */
export const mountConsent = (root: HTMLElement, panel: Panel, { openHelp }: Pick<Shell, "openHelp">): (() => void) =>
  mount({ root, place: "consent", view: <ConsentPage />, panel, shell: { ...bare, openHelp } });

/** The options page: account, devices, portals, language, notifications. */
export const mountOptions = (root: HTMLElement, panel: Panel, shell: Shell): (() => void) =>
  mount({ root, place: "options", view: <OptionsPage />, panel, shell });

/** Help and the accessibility statement; they need no mailbox. */
export const mountHelp = (root: HTMLElement, panel: Panel, shell: Shell): (() => void) =>
  mount({ root, place: "help", view: <HelpPage />, panel, shell });
