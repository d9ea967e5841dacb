import { createHash } from "node:crypto";

/**
 * Where an identity provider sends the browser back to: an address of its own for each browser, made of the extension's id,
 * that the browser hands to the extension and opens for nobody. `key` is the `key` of Chromium's manifest.
 */
export const chromiumReturnUrl = (key: string): string => {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
  // Chromium writes ids with the letters a to p.
  const id = [...digest].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join("");
  return `https://${id}.chromiumapp.org/`;
};

/** The same for Firefox, of the add-on's id. */
export const firefoxReturnUrl = (addonId: string): string =>
  `https://${createHash("sha1").update(addonId).digest("hex")}.extensions.allizom.org/`;
