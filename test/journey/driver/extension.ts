import { join } from "node:path";
import { buildDir } from "../../../scripts/build/index.ts";
import { root } from "../../../scripts/paths.ts";
import type { BrowserName } from "../../../scripts/setup/index.ts";

/** The unpacked test build for a browser: it may reach homeservers and portals on loopback. */
export const extensionFolder = (browser: BrowserName): string =>
  join(root, buildDir({ browser: browser === "chromium" ? "chrome" : "firefox", purpose: "test" }));
