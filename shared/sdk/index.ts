/**
 * sdk: what a portal's page imports. Finds the extension and asks it, method by method of the portal contract.
 * Holds no key and no state of the person's; has no dependencies. Published as `@federpost/portal` (README.md).
 */
export { connect } from "./connect.ts";
export { PortalError } from "./portal-error.ts";
export type {
  CallOptions,
  Connected,
  Delivery,
  DocumentSignature,
  Evidence,
  Federpost,
  FederpostEvents,
  Form,
  Grant,
  IdentityRequest,
  LetterStatus,
  LetterToCompose,
  LetterToSend,
  Mailbox,
  MailboxQuery,
  Permission,
  Place,
  PlaceOptions,
  PortalErrorCode,
  SentLetter,
  ToSign,
} from "./types.ts";
