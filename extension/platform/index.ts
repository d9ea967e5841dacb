/**
 * platform: the only caller of the browser's extension API. Ports, windows, alarms, badge, notifications, portals'
 * scripts and permissions, the session key. Decides nothing; knows nothing of letters. Must stay free of side effects
 * when imported, since content scripts carry what they use of it.
 */

export type { AddressBarEvent, Suggestion } from "./address-bar.ts";
export {
  type Desk,
  localDesk,
  type SessionKeys,
  sessionKeysAt,
  type UpdateAnswer,
} from "./desk.ts";
export { type HostDesk, openHostDesk, serveDesk, tellHost } from "./desk-line.ts";
export { type DeskEvent, listenToBrowser, tend } from "./events.ts";
export type { LoginEnd } from "./login.ts";
export { ensureOffscreen } from "./offscreen.ts";
export { type MenuChoice, type MenuKind, menuKinds } from "./page-menu.ts";
export { type CommandKeys, listCommands, openOptions, openTab, saveFile, takesDraggedFiles } from "./pages.ts";
export {
  activePage,
  type ConnectedPortal,
  requestPortal,
} from "./portals.ts";
export { onPort, openEarlyPort, openHostPort, type PlatformPort, type PortSender } from "./ports.ts";
export {
  allowsLoopback,
  extensionIsAlive,
  extensionOrigin,
  extensionUrl,
  sealedFrameUrl,
  shadowRootOf,
} from "./runtime.ts";
export { ownWindow, type WindowRequest } from "./windows.ts";
