import { defineContentScript } from "wxt/utils/define-content-script";
import { startPageBridge } from "../bridge/index.ts";

// It runs in the isolated world (platform/portals.ts registers it there). "MAIN" only keeps WXT's content script context out,
// which tells the page the extension's id by an event on the document.
export default defineContentScript({ registration: "runtime", world: "MAIN", main: () => startPageBridge() });
