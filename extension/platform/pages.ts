import { extensionApi } from "./api.ts";
import { extensionUrl } from "./runtime.ts";

/** Offers a Blob to the person as a download. Needs a page; the name must be safe already. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser starts to read after the click returned; a minute is ample, and the page may be gone before.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Whether this browser writes a file where a drag with `DownloadURL` ends. Chromium alone does, on Windows and macOS only
 * (content/browser/web_contents); nothing tells a page so but which browser and system it is on.
 */
export const takesDraggedFiles = (): boolean =>
  extensionUrl("").startsWith("chrome-extension:") && /\((Windows|Macintosh)/.test(navigator.userAgent);

export const openOptions = (): Promise<void> => extensionApi().runtime.openOptionsPage();

/** Opens a tab at an address outside. */
export async function openTab(url: string): Promise<void> {
  await extensionApi().tabs.create({ url });
}

/** Keys that work anywhere in the browser, as the person has them now; empty where they took them away. */
export interface CommandKeys {
  readonly name: string;
  readonly keys: string;
}

export async function listCommands(): Promise<readonly CommandKeys[]> {
  const commands = await extensionApi().commands.getAll();
  return commands.flatMap(({ name, shortcut }) => (name === undefined ? [] : [{ name, keys: shortcut ?? "" }]));
}
