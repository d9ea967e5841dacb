import { extensionApi } from "./api.ts";
import { extensionUrl } from "./runtime.ts";

export const offscreenPage = "offscreen.html";

let starting: Promise<void> | null = null;

async function create(): Promise<void> {
  const { offscreen } = extensionApi();
  if (offscreen === undefined || (await offscreen.hasDocument())) return;
  await offscreen.createDocument({
    url: extensionUrl(offscreenPage),
    // Chromium keeps a document with this reason alive for as long as the browser runs (measured: over 400 s idle).
    reasons: ["WORKERS"],
    justification: "Receives letters while no window of Federpost is open and encrypts them in workers.",
  });
}

/** Starts the offscreen document unless it runs. Where the browser has none, the caller is the host itself. */
export function ensureOffscreen(): Promise<void> {
  starting ??= create().finally(() => {
    starting = null;
  });
  return starting;
}
