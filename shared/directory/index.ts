/**
 * directory: from what people know of an agency (its domain, its name, a service and a place) to its mailbox. Fetches statements
 * and checks their signatures; whether the mailbox agrees, the caller asks the mailbox's own identity document. Sends nothing
 * that tells who asks, and asks only hosts that the person or a policy named.
 */

export { type DirectoryAccess, lookUpDomain, parseDomain } from "./domain.ts";
export { type FederationList, fetchFederationList, verifyFederationList } from "./federation-list.ts";
export { type AgencyQuestion, findOneAgency, type OneAgency } from "./one-agency.ts";
export type { RoutedAgency } from "./route.ts";
export {
  type Area,
  findByName,
  findResponsible,
  type RoutedAgencies,
  type RoutingAccess,
  type Service,
  searchAreas,
  searchServices,
} from "./routing.ts";
export { fetchSmallFile } from "./small-file.ts";
export { mayAsk, readSource, type SignedSource } from "./source.ts";
