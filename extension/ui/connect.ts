import { connectPanel, offerFile, receiveFile } from "../../shared/rpc/index.ts";
import {
  activePage,
  extensionUrl,
  listCommands,
  localDesk,
  openEarlyPort,
  openOptions,
  openTab,
  requestPortal,
} from "../platform/index.ts";
import type { Panel } from "./panel.ts";
import type { Shell } from "./shell.ts";

const fileTimeoutMs = 10 * 60_000;

function connectedPanel(): Panel {
  const panel = connectPanel(() => openEarlyPort("panel"));
  return {
    call: panel.call.bind(panel),
    on: panel.on.bind(panel),
    offerFile: (transfer, blob) => void offerFile(transfer, blob),
    receiveFile: (transfer) => receiveFile(transfer, { timeoutMs: fileTimeoutMs }),
  };
}

function browserShell(): Shell {
  // The page the popup was opened over; asking again inside the click would spend the click.
  let active: Awaited<ReturnType<typeof activePage>> = null;
  return {
    activePage: async () => {
      active = await activePage();
      return active?.origin ?? null;
    },
    requestPortalAccess: async (origin) => active?.origin === origin && (await requestPortal(active)),
    openInbox: (hash) => void localDesk.openInbox({ hash }).catch(() => window.open(extensionUrl(`inbox.html${hash}`))),
    openOptions: () => void openOptions(),
    openHelp: (hash) => void openTab(extensionUrl(`help.html${hash}`)),
    commandKeys: listCommands,
  };
}

/** What a page of ours needs: the element to show itself in, its line to the engine host, and the browser around it. */
export function connect(): { readonly root: HTMLElement; readonly panel: Panel; readonly shell: Shell } {
  return { root: document.body, panel: connectedPanel(), shell: browserShell() };
}
