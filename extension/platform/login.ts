import { extensionApi } from "./api.ts";

/** How a login in a window of the browser ended. */
export type LoginEnd =
  /** At our return address, with whatever query the provider put there. */
  | { readonly kind: "returned"; readonly url: string }
  /** The person closed the window. */
  | { readonly kind: "cancelled" }
  /** The page could not be opened. */
  | { readonly kind: "unreachable" };

/** The extension's own return address; the browser hands what comes there to the extension and opens nothing. */
export const loginReturn = (): string => extensionApi().identity.getRedirectURL();

/** Opens a login and waits until it comes back to the return address, or the person closes the window. */
export async function launchLogin(url: string): Promise<LoginEnd> {
  try {
    const returned = await extensionApi().identity.launchWebAuthFlow({ url, interactive: true });
    return typeof returned === "string" ? { kind: "returned", url: returned } : { kind: "cancelled" };
  } catch (error) {
    // Chromium tells of a page that did not load by this sentence alone; in Firefox the person closes the window on it.
    return error instanceof Error && error.message.includes("could not be loaded")
      ? { kind: "unreachable" }
      : { kind: "cancelled" };
  }
}
