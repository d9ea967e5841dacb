/**
 * consent: may this origin do this now? Grants with an end, questions to the person in a window of the extension, refusals
 * that slow a page down, and limits on how often. Asks first; the caller acts afterwards. Must never take an origin from a
 * message, decide for the person, or touch a letter.
 */
export {
  type Approval,
  type Consent,
  type ConsentChange,
  type ConsentEnvironment,
  createConsent,
} from "./consent.ts";
export type { Granted } from "./grants.ts";
export type { ConsentWindows, Decision } from "./queue.ts";
export type { RateName } from "./rates.ts";
export type { Asker, Question, Written } from "./requests.ts";
