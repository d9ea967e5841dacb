import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { startHost } from "../host/index.ts";

export default defineUnlistedScript({ include: ["firefox"], main: () => startHost() });
