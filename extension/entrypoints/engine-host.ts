import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { startHost } from "../host/index.ts";

/** Chromium runs it in an offscreen document, Firefox as the background's event page (wxt.config.ts). */
export default defineUnlistedScript(startHost);
