import type Browser from "webextension-polyfill";

/** Chromium's own parts that the shared typings lack. */
interface ChromiumApi {
  readonly dom?: { readonly openOrClosedShadowRoot: (element: HTMLElement) => ShadowRoot | null };
  readonly offscreen?: {
    readonly hasDocument: () => Promise<boolean>;
    readonly createDocument: (options: {
      readonly url: string;
      readonly reasons: readonly string[];
      readonly justification: string;
    }) => Promise<void>;
  };
}

type ExtensionApi = Omit<Browser.Browser, "dom"> & ChromiumApi;

/**
 * The browser's extension API. Both browsers give it promises in Manifest V3, so no adapter is carried into every page.
 * `chrome` and not `browser`: it is the window's own property in both, whereas a page of an older Chromium could put
 * an element named "browser" in its place.
 */
export function extensionApi(): ExtensionApi {
  return (globalThis as unknown as { readonly chrome: ExtensionApi }).chrome;
}
