import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { serveDrawing } from "../drawing/frame.ts";

/** It runs in the sandboxed frame that drawing.html is (wxt.config.ts). */
export default defineUnlistedScript({ exclude: ["firefox"], main: serveDrawing });
