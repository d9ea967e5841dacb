import { fromBase64, type Origin, parseOrigin, toBase64 } from "../../shared/base/index.ts";
import { type Suggestion, suggest } from "./address-bar.ts";
import { extensionApi } from "./api.ts";
import { type LoginEnd, launchLogin, loginReturn } from "./login.ts";
import { type MenuKind, offerMenu } from "./page-menu.ts";
import { type ConnectedPortal, connectPortal, disconnectPortal, listPortals } from "./portals.ts";
import { extensionUrl } from "./runtime.ts";
import { openInbox, openSettings, openWindow, type WindowRequest } from "./windows.ts";

/**
 * What the engine host needs of the browser and cannot have itself in Chromium, where an offscreen document has only
 * chrome.runtime: there each method travels to the service worker. Firefox's event page calls the browser directly.
 */
export interface Desk {
  /** The number on the toolbar button (an empty text takes it away), what it stands for in words, and how loud it is. */
  readonly setBadge: (badge: {
    readonly text: string;
    readonly title: string;
    readonly tone: "usual" | "calm" | "alarm";
  }) => Promise<void>;
  /** After how long without a key or a click the browser says so. */
  readonly setIdleAfter: (idle: { readonly seconds: number }) => Promise<void>;
  /** Shows a notification. Must carry no content of letters. */
  readonly notify: (notice: { readonly id: string; readonly title: string; readonly message: string }) => Promise<void>;
  readonly clearNotification: (notice: { readonly id: string }) => Promise<void>;
  /** Opens a window and answers its id. */
  readonly openWindow: (request: WindowRequest) => Promise<number>;
  /** Brings a window to the front. False when it is gone. */
  readonly focusWindow: (window: { readonly windowId: number }) => Promise<boolean>;
  readonly closeWindow: (window: { readonly windowId: number }) => Promise<void>;
  /** Opens the full inbox at a place, or brings it to the front. */
  readonly openInbox: (place: { readonly hash: string }) => Promise<void>;
  /** Opens the settings at a place, or brings them to the front. */
  readonly openSettings: (place: { readonly hash: string }) => Promise<void>;
  /** Answers what was typed into the address bar; see `AddressBarEvent`. */
  readonly suggest: (answer: {
    readonly id: number | null;
    readonly first: string;
    readonly suggestions: readonly Suggestion[];
  }) => Promise<void>;
  /** Puts our entries into the menu of web pages. */
  readonly offerMenu: (menu: { readonly titles: Readonly<Record<MenuKind, string>> }) => Promise<void>;
  /** The session key as standard base64; it is forgotten when the browser ends. */
  readonly readSessionKey: (none: object) => Promise<string | null>;
  readonly writeSessionKey: (session: { readonly key: string }) => Promise<void>;
  readonly removeSessionKey: (none: object) => Promise<void>;
  readonly listPortals: (none: object) => Promise<readonly ConnectedPortal[]>;
  /** False when the browser gave no permission for the origin. */
  readonly connectPortal: (portal: { readonly origin: string }) => Promise<boolean>;
  readonly disconnectPortal: (portal: { readonly origin: string }) => Promise<void>;
  /** Where an identity provider sends the browser when a login ends: an address that is opened by nobody. */
  readonly loginReturn: (none: object) => Promise<string>;
  /** Opens a window of the browser at a login and waits for its end. */
  readonly launchLogin: (login: { readonly url: string }) => Promise<LoginEnd>;
  /**
   * What an administrator prescribes, as the browser hands it over, and the version that reads it.
   * @throws what the browser says where it does not tell whether anything is prescribed.
   */
  readonly readManaged: (none: object) => Promise<Managed>;
  /** Has the browser look for a newer version. `by_browser`: it does so by itself only, as Firefox does. */
  readonly checkForUpdate: (none: object) => Promise<UpdateAnswer>;
  /** Starts the extension anew, in the version that is ready; closes all of its pages. */
  readonly restart: (none: object) => Promise<void>;
}

export interface Managed {
  readonly values: object;
  readonly version: string;
  /** An administrator had the browser install the extension. */
  readonly installedByPolicy: boolean;
}

export type UpdateAnswer = "coming" | "current" | "too_often" | "by_browser";

async function checkForUpdate(): Promise<UpdateAnswer> {
  const { runtime } = extensionApi();
  // Firefox has no such function.
  if (typeof runtime.requestUpdateCheck !== "function") return "by_browser";
  const answer: unknown = await runtime.requestUpdateCheck();
  // The typings know a pair; Chromium's promise gives an object.
  const status = typeof answer === "object" && answer !== null && "status" in answer ? answer.status : null;
  if (status === "update_available") return "coming";
  return status === "throttled" ? "too_often" : "current";
}

// White text stands on each of them at 4.5:1 and more.
const badgeColors = { usual: "#1d4f91", calm: "#565d66", alarm: "#8c1d40" } as const;

/** Firefox rejects with these words where there is no policy for the extension; anything else says nothing about one. */
const isWithoutPolicy = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("Managed storage manifest not found");

const sessionKeyName = "sessionKey";

function originOf(text: string): Origin {
  const origin = parseOrigin(text);
  if (origin === null) throw new TypeError("not an origin that can be a portal");
  return origin;
}

/** The desk of a context that has the whole API: the service worker, the event page. */
export const localDesk: Desk = {
  setBadge: async ({ text, title, tone }) => {
    const { action } = extensionApi();
    await action.setBadgeText({ text });
    await action.setBadgeBackgroundColor({ color: badgeColors[tone] });
    await action.setTitle({ title });
  },
  setIdleAfter: async ({ seconds }) => extensionApi().idle.setDetectionInterval(seconds),
  notify: async ({ id, title, message }) => {
    const iconUrl = extensionUrl("icons/128.png");
    await extensionApi().notifications.create(id, { type: "basic", iconUrl, title, message });
  },
  clearNotification: async ({ id }) => {
    await extensionApi().notifications.clear(id);
  },
  openWindow,
  focusWindow: async ({ windowId }) => {
    try {
      await extensionApi().windows.update(windowId, { focused: true });
      return true;
    } catch {
      return false;
    }
  },
  closeWindow: async ({ windowId }) => {
    // A window that the person closed meanwhile is as closed as it can be.
    await extensionApi()
      .windows.remove(windowId)
      .catch(() => {});
  },
  openInbox,
  openSettings,
  suggest: async (answer) => suggest(answer),
  offerMenu,
  readSessionKey: async () => {
    const { [sessionKeyName]: key } = await extensionApi().storage.session.get(sessionKeyName);
    return typeof key === "string" ? key : null;
  },
  writeSessionKey: ({ key }) => extensionApi().storage.session.set({ [sessionKeyName]: key }),
  removeSessionKey: () => extensionApi().storage.session.remove(sessionKeyName),
  listPortals: () => listPortals(),
  connectPortal: ({ origin }) => connectPortal(originOf(origin)),
  disconnectPortal: ({ origin }) => disconnectPortal(originOf(origin)),
  loginReturn: async () => loginReturn(),
  launchLogin: ({ url }) => launchLogin(url),
  readManaged: async () => {
    const { storage, runtime, management } = extensionApi();
    const values = await storage.managed.get(null).catch((error: unknown) => {
      if (isWithoutPolicy(error)) return {};
      throw error;
    });
    const { version } = runtime.getManifest();
    const self = await management.getSelf().catch((error: unknown) => {
      // Who installed us counts only where nothing is prescribed; a policy that is there is obeyed all the same.
      if (Object.keys(values).length === 0) throw error;
      return null;
    });
    return { values, version, installedByPolicy: self?.installType === "admin" };
  },
  checkForUpdate,
  restart: async () => extensionApi().runtime.reload(),
};

/** Where the vault keeps the random key of an unlocked session. */
export interface SessionKeys {
  readonly read: () => Promise<Uint8Array | null>;
  readonly write: (sessionKey: Uint8Array) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The session key behind a desk, in storage.session. */
export const sessionKeysAt = (desk: Desk): SessionKeys => ({
  read: async () => {
    const key = await desk.readSessionKey({});
    return key === null ? null : fromBase64(key);
  },
  write: (sessionKey) => desk.writeSessionKey({ key: toBase64(sessionKey) }),
  remove: () => desk.removeSessionKey({}),
});
