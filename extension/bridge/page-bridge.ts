import { portLine } from "../../shared/rpc/index.ts";
import { PageClient } from "./client.ts";
import { lineMessage } from "./names.ts";

// A page needs one line, two with a widget; more would only cost the engine host ports.
const mostLines = 16;

/** Hands the MAIN half a control port, over which it asks for one line per client of the page. */
function offerLines(): void {
  const { port1: control, port2 } = new MessageChannel();
  const clients = new Set<PageClient>();
  const gone = () => control.postMessage("gone");
  control.onmessage = ({ ports: [port] }) => {
    if (port === undefined || clients.size >= mostLines) return port?.close();
    const line = portLine(port);
    const client = new PageClient(line, gone);
    clients.add(client);
    line.onClose(() => clients.delete(client));
  };
  // Firefox 153: a runtime port outlives its document in the back/forward cache, and with it a question that nobody sees
  // any more could still be approved.
  window.addEventListener("pagehide", ({ isTrusted }) => {
    if (isTrusted) for (const client of clients) client.renew();
  });
  // Chromium 156: a runtime port dies with the way into the back/forward cache, and this end of it never hears of that.
  window.addEventListener("pageshow", ({ isTrusted, persisted }) => {
    if (isTrusted && persisted) for (const client of clients) client.renew();
  });
  window.postMessage(lineMessage, self.origin, [port2]);
}

/**
 * Runs in the isolated world of a connected portal's page: the letter slot. It forwards what the page asks, cleaned to plain
 * data, and reads the files the page attached when the host pulls them. It decides nothing and keeps nothing.
 */
export function startPageBridge(): void {
  // Sandboxed documents carry their site's address but not its authority.
  if (self.origin === "null") return;
  // A prerendered page may never be shown: it gets its line when the person sees it.
  if ((document as { prerendering?: unknown }).prerendering === true) {
    document.addEventListener("prerenderingchange", offerLines, { once: true });
  } else {
    offerLines();
  }
}
