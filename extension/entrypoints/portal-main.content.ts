import { defineContentScript } from "wxt/utils/define-content-script";
import { startMainHalf } from "../bridge/index.ts";

export default defineContentScript({ registration: "runtime", world: "MAIN", main: () => startMainHalf() });
