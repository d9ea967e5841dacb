/**
 * acme: certificates for agencies by RFC 8555. Speaks to a certificate authority and turns what it issues into evidence that vouches for
 * a mailbox's identity key. Runs on an agency's server (cli.ts); the extension takes the words, the enrolment file and the published
 * file from here and never speaks to an authority. Must never hold an identity key.
 */

export { type Enrolment, encodeEnrolment, enrolmentFaults, parseEnrolment } from "./enrolment.ts";
export { type AcmeFailure, acmeFailures } from "./failure.ts";
export { type Published, parsePublished, publishedPath, renewalDueMs } from "./published.ts";
export { failureTexts } from "./texts.ts";
