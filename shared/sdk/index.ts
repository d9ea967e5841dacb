/**
 * sdk: what a portal's page imports. Finds the extension, asks it to find mailboxes, send letters and tell their status.
 * Holds no key and no state of the person's; has no dependencies. Published as `@federpost/sdk` (README.md).
 */
export { connect } from "./connect.ts";
export { PortalError } from "./portal-error.ts";
export type {
  CallOptions,
  Connected,
  Delivery,
  Federpost,
  FederpostEvents,
  Grant,
  LetterStatus,
  LetterToSend,
  Mailbox,
  Permission,
  PortalErrorCode,
  SentLetter,
} from "./types.ts";
