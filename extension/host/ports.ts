import { type Origin, parseOrigin } from "../../shared/base/index.ts";
import { type Line, runtimeLine } from "../../shared/rpc/index.ts";
import { allowsLoopback, extensionOrigin, extensionUrl, onPort, type PortSender } from "../platform/index.ts";

/** A portal's document on the other end of a line, as the browser describes it. No field comes from a message. */
export interface PortalCaller {
  readonly origin: Origin;
  /** Names this very document: after a navigation it is another. */
  readonly documentId: string;
  readonly tabId: number;
  /** 0 for a tab's top page. */
  readonly frameId: number;
  /** Origin of the tab's top page. */
  readonly topOrigin: Origin;
}

/** One of our frames in a portal's page, as the browser describes it. What is around it, the frame itself must say. */
export interface SealedFrame {
  readonly tabId: number;
}

const panelPages = ["popup", "sidepanel", "inbox", "consent", "options", "help"] as const;
/** One of our own pages. */
export type PanelPage = (typeof panelPages)[number];

/** Who hears of new lines. */
export interface PortListeners {
  readonly onPanel: (line: Line, page: PanelPage) => void;
  readonly onPortal: (line: Line, caller: PortalCaller) => void;
  readonly onSealed: (line: Line, frame: SealedFrame) => void;
}

/** The page of ours a port comes from, or null. A page that is framed by anything is not taken for ours. */
export function panelPageOf({ ourExtension, origin, url, frameId }: PortSender): PanelPage | null {
  if (!ourExtension || origin !== extensionOrigin() || url === null || (frameId ?? 0) !== 0) return null;
  const [address] = url.split(/[?#]/);
  return panelPages.find((page) => address === extensionUrl(`${page}.html`)) ?? null;
}

/** The sealed frame a port comes from, or null: our own page, framed, shown. Any other page of ours is none, framed or not. */
export function sealedFrameOf(sender: PortSender): SealedFrame | null {
  const { ourExtension, origin, url, tabId, frameId, lifecycle } = sender;
  if (!ourExtension || origin !== extensionOrigin() || url === null || tabId === null) return null;
  if (frameId === null || frameId === 0 || (lifecycle !== null && lifecycle !== "active")) return null;
  const [address] = url.split(/[?#]/);
  // getURL would answer the address by which pages load it, which changes; the browser names the sender by the lasting one.
  return address === `${extensionOrigin()}/sealed.html` ? { tabId } : null;
}

/** What a portal's origin may begin with. Only development and test builds know loopback. */
export type PortalSchemes = "https" | "https and loopback";

/**
 * The portal a port comes from, or null: opaque and http origins (loopback aside in development builds), documents that
 * are not shown (prerendered, in the back/forward cache), and frames whose top page the browser does not tell us.
 */
export function portalCallerOf(sender: PortSender, schemes: PortalSchemes): PortalCaller | null {
  const { ourExtension, tabId, frameId, lifecycle } = sender;
  const origin = portalOrigin(sender.origin, schemes);
  if (!ourExtension || origin === null || tabId === null || frameId === null) return null;
  if (lifecycle !== null && lifecycle !== "active") return null;
  const topOrigin = frameId === 0 ? origin : portalOrigin(originOfUrl(sender.tabUrl), schemes);
  if (topOrigin === null) return null;
  // Firefox before 150 names no documents. A port ends with its document, so it can stand for it.
  return { origin, documentId: sender.documentId ?? crypto.randomUUID(), tabId, frameId, topOrigin };
}

const originOfUrl = (url: string | null): string | null =>
  url !== null && URL.canParse(url) ? new URL(url).origin : null;

function portalOrigin(text: string | null, schemes: PortalSchemes): Origin | null {
  const origin = parseOrigin(text);
  return origin !== null && (origin.startsWith("https:") || schemes === "https and loopback") ? origin : null;
}

/**
 * Accepts the ports that our pages and content scripts open; every other port is closed. Call it synchronously when the
 * host starts. What a line carries is still unchecked: only who is on its other end is known.
 */
export function acceptPorts({ onPanel, onPortal, onSealed }: PortListeners): void {
  onPort((port) => {
    const page = port.name === "panel" ? panelPageOf(port.sender) : null;
    if (page !== null) return onPanel(runtimeLine(port), page);
    const frame = port.name === "sealed" ? sealedFrameOf(port.sender) : null;
    if (frame !== null) return onSealed(runtimeLine(port), frame);
    if (port.name !== "portal") return port.disconnect();
    // The line is there at once and keeps what comes meanwhile.
    const line = runtimeLine(port);
    const accept = (schemes: PortalSchemes) => {
      const caller = portalCallerOf(port.sender, schemes);
      if (caller === null) line.close();
      else onPortal(line, caller);
    };
    void allowsLoopback().then(
      (allowed) => accept(allowed ? "https and loopback" : "https"),
      () => accept("https"),
    );
  });
}
