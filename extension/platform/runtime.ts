import { extensionApi } from "./api.ts";

/** Address of a file of the extension. */
export const extensionUrl = (path: string): string => extensionApi().runtime.getURL(path);

/** Origin of the extension's own pages. */
export const extensionOrigin = (): string => extensionUrl("").replace(/\/$/, "");

const sealedPage = "sealed.html";

/** Address under which a page of a portal may frame our sealed page; null where this build has none (Firefox). */
export function sealedFrameUrl(): string | null {
  const { web_accessible_resources: open = [] } = extensionApi().runtime.getManifest();
  return open.length === 0 ? null : extensionUrl(sealedPage);
}

/** The shadow root of an element, closed ones too, as only content scripts see them. */
export function shadowRootOf(element: HTMLElement): ShadowRoot | null {
  const { dom } = extensionApi();
  return dom === undefined ? element.shadowRoot : dom.openOrClosedShadowRoot(element);
}

/** False once the extension was updated, reloaded or removed under a content script that goes on running. */
export function extensionIsAlive(): boolean {
  try {
    return extensionApi().runtime?.id !== undefined;
  } catch {
    return false;
  }
}

const isLoopback = (pattern: string): boolean => /^http:\/\/(127\.0\.0\.1|localhost)(:|\/)/.test(pattern);

let loopback: Promise<boolean> | null = null;

/**
 * Whether this build may talk to portals and homeservers on loopback: development and test manifests say so. The packed
 * manifest is read like any file of ours, since Chromium's offscreen document has no runtime.getManifest.
 */
export function allowsLoopback(): Promise<boolean> {
  loopback ??= readHosts().then((hosts) => hosts.some(isLoopback));
  return loopback;
}

async function readHosts(): Promise<readonly string[]> {
  const manifest: unknown = await (await fetch(extensionUrl("manifest.json"))).json();
  const { host_permissions: hosts = [] } = manifest as { host_permissions?: string[] };
  return hosts;
}
