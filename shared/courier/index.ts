/**
 * courier: the journeys. Each file is one: sign in, sync, take, commit, send, open. Brings engine, vault, transport and
 * identity together and keeps one rule above all: what follows from an event or a wish is stored in one vault commit, so
 * that a crash at any moment loses nothing, doubles nothing and uses no epoch or nonce twice.
 */

export { changedSafetyCode } from "./accept-identity.ts";
export {
  identityField,
  readAccount,
  type SignedIn,
  type SignInProof,
  type SignInStep,
  signIn,
  signInSteps,
} from "./account.ts";
export { admitByIdentityKey } from "./admit.ts";
export type { ArchiveView } from "./archive/view.ts";
export { type Courier, type CourierOptions, openCourier } from "./courier.ts";
export { type DemandedLevel, isProvedAt, readDemand, writeDemand } from "./demand.ts";
export type { CourierEvent, Self } from "./desk.ts";
export type { OwnDeviceView } from "./devices.ts";
export {
  addDraftFile,
  discardDraft,
  handInDraft,
  listDrafts,
  listStoredDrafts,
  readStoredDraft,
  removeDraftFile,
  type StoredDraft,
  saveDraftWords,
  wholeDraft,
} from "./drafts.ts";
export { eraseMailbox } from "./erase.ts";
export {
  addTrustedRoots,
  describeRoots,
  type OrganisationVerdict,
  type OwnEvidence,
  organisationOf,
  removeTrustedRoot,
  type TrustedRoot,
  trustedRoots,
  writePolicyRoots,
  writeTrustedRoots,
} from "./evidence.ts";
export type { ProvenLetter } from "./export-proof.ts";
export {
  type FederationFault,
  type FederationRecord,
  readFederation,
  writeFederation,
} from "./federation.ts";
export { hasRecoveryElsewhere } from "./handover.ts";
export type { HeldLetter, Holding } from "./hold.ts";
export { needsWayIn, withIdentityKey } from "./identity-key.ts";
export { uploadProgress } from "./job.ts";
export type { OpenedAttachment } from "./open.ts";
export type { PairingView } from "./pairing.ts";
export { parsePairingCode } from "./pairing-code.ts";
export type { PairingEnd } from "./pairing-messages.ts";
export { countParked } from "./park.ts";
export { openParking, type Parking } from "./parking.ts";
export {
  addIssuers,
  type BelievedIssuer,
  believedIssuers,
  listIssuers,
  lookAtIssuers,
  type OwnPerson,
  type PersonTasks,
  personOf,
  removeIssuer,
  writePolicyIssuers,
} from "./person.ts";
export { type Prescribed, readPrescribed, writePrescribed } from "./prescribed.ts";
export type { Demand, EvidencePresenting, Presentable, ToPresent } from "./present.ts";
export type { Line } from "./receive-loop.ts";
export { rejoinThreads } from "./rejoin.ts";
export type { ProfileMode } from "./run.ts";
export type { Found, Search } from "./search.ts";
export type { Accepted, HandedFile, NewLetter, Staging } from "./send.ts";
export { readSession } from "./session.ts";
export type { CertifiedSignature } from "./sign-by-certificate.ts";
export type { DocumentSignature, ToSign } from "./sign-documents.ts";
export { listEntries, listOutbox, listReceipts, listThreads, readContact, readLetter, readThread } from "./store.ts";
export type { ComparisonResult } from "./trust.ts";
export { openWaiting, type Waiting, type WaitingOptions, type WaitingView } from "./waiting.ts";
export { readWaiting } from "./waiting-record.ts";
