/**
 * directory: from what people know of an agency (its domain) to its mailbox. Fetches statements and checks their
 * signatures; whether the mailbox agrees, the caller asks the mailbox's own identity document. Sends nothing that tells
 * who asks, and asks only hosts that the person or a policy named.
 */
export { type DirectoryAccess, lookUpDomain, parseDomain } from "./domain.ts";
