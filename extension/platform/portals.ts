import { type Origin, parseOrigin } from "../../shared/base/index.ts";
import { extensionApi } from "./api.ts";
import { allowsLoopback } from "./runtime.ts";

/**
 * Portals are the origins whose pages carry our two scripts. The list is the browser's own: its registered scripts and
 * its permissions, so nothing of ours can disagree with what really runs.
 */
export interface ConnectedPortal {
  readonly origin: string;
  readonly source: "person" | "policy" | "development";
}

const isolatedScript = "content-scripts/portal.js";
const mainScript = "content-scripts/portal-main.js";

// Host permissions know no ports; the scripts' patterns do, except in Firefox.
const permissionPattern = (origin: Origin): string => {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
};

const mainId = (origin: Origin): string => `main ${origin}`;
const isolatedId = (origin: Origin): string => `portal ${origin}`;

const originOfId = (id: string): Origin | null => (id.startsWith("portal ") ? parseOrigin(id.slice(7)) : null);

/** The page in the active tab, when it is of a kind that can be a portal. Needs the click that opened the popup. */
export async function activePage(): Promise<{ readonly tabId: number; readonly origin: Origin } | null> {
  const [tab] = await extensionApi().tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined || tab.url === undefined || !URL.canParse(tab.url)) return null;
  const origin = parseOrigin(new URL(tab.url).origin);
  if (origin === null || (origin.startsWith("http:") && !(await allowsLoopback()))) return null;
  return { tabId: tab.id, origin };
}

const wantedName = "wantedPortal";

/** What the person asked to connect. It outlives the popup, which the browser's own question may close. */
interface Wanted {
  readonly origin: Origin;
  readonly tabId: number;
}

/**
 * Asks the browser for access to a page's origin, then lets our scripts in and loads the page again. Must be called inside
 * the person's click. False when the person said no.
 */
export async function requestPortal(wanted: Wanted): Promise<boolean> {
  const { storage, permissions } = extensionApi();
  // Not awaited: the click is spent at the first wait, and without it the browser does not ask.
  const stored = storage.session.set({ [wantedName]: wanted });
  const given = await permissions.request({ origins: [permissionPattern(wanted.origin)] });
  await stored;
  if (given) await connectWanted();
  else await storage.session.remove(wantedName);
  return given;
}

/** Connects what the person asked for, once the browser has given its permission, whoever notices it first. */
export async function connectWanted(): Promise<void> {
  const { storage, tabs } = extensionApi();
  const { [wantedName]: stored } = await storage.session.get(wantedName);
  await storage.session.remove(wantedName);
  const { origin: text, tabId } = (stored ?? {}) as Partial<Wanted>;
  const origin = parseOrigin(text);
  if (origin === null || tabId === undefined || !(await connectPortal(origin))) return;
  // Our scripts must run before the page's own. A tab that was closed meanwhile needs no reload.
  await tabs.reload(tabId).catch(() => {});
}

const script = (origin: Origin, matches: string) => {
  const common = { matches: [matches], runAt: "document_start", allFrames: true, persistAcrossSessions: true } as const;
  return [
    { ...common, id: mainId(origin), js: [mainScript], world: "MAIN" as const },
    { ...common, id: isolatedId(origin), js: [isolatedScript], world: "ISOLATED" as const },
  ];
};

const register = (scripts: ReturnType<typeof script>): Promise<void> =>
  extensionApi().scripting.registerContentScripts(
    scripts as unknown as Parameters<ReturnType<typeof extensionApi>["scripting"]["registerContentScripts"]>[0],
  );

/** Lets our scripts run in an origin's pages from their next load on. False when the browser gave no permission for it. */
export async function connectPortal(origin: Origin): Promise<boolean> {
  const { permissions } = extensionApi();
  if (!(await permissions.contains({ origins: [permissionPattern(origin)] }))) return false;
  if ((await registeredOrigins()).includes(origin)) return true;
  try {
    await register(script(origin, `${origin}/*`));
  } catch {
    // Firefox knows no ports in patterns: there the whole host carries the scripts, and the host checks the origin.
    await register(script(origin, permissionPattern(origin)));
  }
  return true;
}

/** Takes our scripts and the permission away again. Pages that are open keep theirs until they are left. */
export async function disconnectPortal(origin: Origin): Promise<void> {
  const { scripting, permissions } = extensionApi();
  const ids = [mainId(origin), isolatedId(origin)];
  const known = await scripting.getRegisteredContentScripts({ ids });
  if (known.length > 0) await scripting.unregisterContentScripts({ ids: known.map(({ id }) => id) });
  const pattern = permissionPattern(origin);
  const shared = (await registeredOrigins()).some((other) => permissionPattern(other) === pattern);
  // What the manifest demands cannot be given back (test builds on loopback).
  if (!shared) await permissions.remove({ origins: [pattern] }).catch(() => false);
}

async function registeredOrigins(): Promise<Origin[]> {
  const scripts = await extensionApi().scripting.getRegisteredContentScripts();
  return scripts.map(({ id }) => originOfId(id)).filter((origin) => origin !== null);
}

function developmentPatterns(): readonly string[] {
  const { content_scripts: scripts = [] } = extensionApi().runtime.getManifest();
  return [...new Set(scripts.flatMap(({ matches }) => matches))];
}

/** Every origin whose pages carry our scripts. */
export async function listPortals(): Promise<ConnectedPortal[]> {
  const development = developmentPatterns().map((pattern) => pattern.replace(/\/\*$/, ""));
  return [
    ...(await registeredOrigins()).map((origin) => ({ origin, source: "person" as const })),
    ...development.map((origin) => ({ origin, source: "development" as const })),
  ];
}

/** Takes back the scripts of origins whose permission the person withdrew in the browser's own settings. */
export async function dropUnpermittedPortals(): Promise<void> {
  for (const origin of await registeredOrigins()) {
    const permitted = await extensionApi().permissions.contains({ origins: [permissionPattern(origin)] });
    if (!permitted) await disconnectPortal(origin);
  }
}

/**
 * After an update or reload of the extension, open portal pages hold content scripts of the old one that nobody answers.
 * Fresh ones are put beside them; the pages go on without being loaded again.
 */
export async function renewPortalScripts(): Promise<void> {
  const { tabs } = extensionApi();
  const patterns = [...(await registeredOrigins()).map((origin) => `${origin}/*`), ...developmentPatterns()];
  if (patterns.length === 0) return;
  for (const { id } of await tabs.query({ url: patterns })) if (id !== undefined) await inject(id);
}

async function inject(tabId: number): Promise<void> {
  const { scripting } = extensionApi();
  const target = { tabId };
  try {
    // The MAIN half of the old scripts goes on working and is first in the page; the new one serves pages without it.
    await scripting.executeScript({ target, files: [mainScript], world: "MAIN", injectImmediately: true });
    await scripting.executeScript({ target, files: [isolatedScript], injectImmediately: true });
  } catch {
    // A tab that closed or moved on meanwhile needs none, and one that shows the browser's error page can have none.
  }
}
