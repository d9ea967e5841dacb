export type { ChromiumFrame } from "./chromium-frame.ts";

/**
 * Drives a real browser with our extension the way a person does: looks, clicks, types. One interface over Chromium
 * (Playwright) and Firefox (WebDriver BiDi). It holds no knowledge of any page.
 */
import type { JourneyBrowser, LaunchOptions } from "./browser.ts";
import { launchChromium } from "./chromium.ts";
import { launchFirefox } from "./firefox.ts";

export type { Hand, JourneyBrowser, LaunchOptions, Page } from "./browser.ts";
export { ChromiumPage } from "./chromium-page.ts";
export type { Spot } from "./spot.ts";
export { until } from "./wait.ts";

/** Starts a browser with the test build of the extension. Throws with what the browser said when it does not start. */
export const launchBrowser = (options: LaunchOptions): Promise<JourneyBrowser> =>
  options.browser === "chromium" ? launchChromium(options) : launchFirefox(options);
