import { type AddressBarEvent, listenToAddressBar } from "./address-bar.ts";
import { extensionApi } from "./api.ts";
import { listenToMenu, type MenuChoice } from "./page-menu.ts";
import { connectWanted, dropUnpermittedPortals, renewPortalScripts } from "./portals.ts";

/** What happens in the browser that the engine host wants to know. */
export type DeskEvent =
  /** The extension was installed or updated, or the browser started. */
  | { readonly kind: "started" }
  | { readonly kind: "alarm"; readonly name: string }
  | { readonly kind: "windowClosed"; readonly windowId: number }
  | { readonly kind: "notificationClicked"; readonly id: string }
  /** The person has not touched the computer for as long as `setIdleAfter` said, locked its screen, or is back. */
  | { readonly kind: "idle"; readonly state: "active" | "idle" | "locked" }
  /** The person gave or withdrew access to origins in the browser's own settings. */
  | { readonly kind: "permissionsChanged" }
  /** The person pressed keys of ours, anywhere in the browser; the name stands in the manifest. */
  | { readonly kind: "command"; readonly name: string }
  | AddressBarEvent
  | MenuChoice
  /** An administrator's policy came, changed or went. */
  | { readonly kind: "policyChanged" }
  /** The browser has a newer version of the extension ready and waits for it to restart. */
  | { readonly kind: "updateReady" };

/** Wakes the host when nothing else does. */
const wakeAlarm = "wake";

/** Registers every listener at once, as Manifest V3 demands: the browser starts the context for events it asked for. */
export function listenToBrowser(listener: (event: DeskEvent) => void): void {
  const { runtime, alarms, windows, notifications, permissions, idle, storage, commands } = extensionApi();
  runtime.onInstalled.addListener(() => listener({ kind: "started" }));
  runtime.onUpdateAvailable.addListener(() => listener({ kind: "updateReady" }));
  runtime.onStartup.addListener(() => listener({ kind: "started" }));
  alarms.onAlarm.addListener(({ name }) => listener({ kind: "alarm", name }));
  windows.onRemoved.addListener((windowId) => listener({ kind: "windowClosed", windowId }));
  notifications.onClicked.addListener((id) => listener({ kind: "notificationClicked", id }));
  idle.onStateChanged.addListener((state) => listener({ kind: "idle", state }));
  commands.onCommand.addListener((name) => listener({ kind: "command", name }));
  listenToAddressBar(listener);
  listenToMenu(listener);
  storage.onChanged.addListener((_changes, area) => area === "managed" && listener({ kind: "policyChanged" }));
  permissions.onAdded.addListener(() => listener({ kind: "permissionsChanged" }));
  permissions.onRemoved.addListener(() => listener({ kind: "permissionsChanged" }));
}

// The alarm outlives the worker; setting it anew at every start would put it off for ever.
async function keepAwake(): Promise<void> {
  const { alarms } = extensionApi();
  if ((await alarms.get(wakeAlarm)) === undefined) await alarms.create(wakeAlarm, { periodInMinutes: 1 });
}

/** What an event asks of the browser itself, whether or not the host runs: the alarm, and portals' scripts that fit its permissions. */
export async function tend(event: DeskEvent): Promise<void> {
  if (event.kind === "started") await keepAwake();
  if (event.kind === "started" || event.kind === "permissionsChanged") await dropUnpermittedPortals();
  if (event.kind === "permissionsChanged") await connectWanted();
  if (event.kind === "started") await renewPortalScripts();
}
