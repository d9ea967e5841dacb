/**
 * bridge: the letter slot in a portal's page, in two halves. The isolated half forwards between the page and the engine
 * host; the MAIN half keeps the ports out of other scripts' sight. Must never hold a key, touch storage, decide a question
 * of permission, or leave a mark in the page's document.
 */
export { startMainHalf } from "./main-half.ts";
export { startPageBridge } from "./page-bridge.ts";
