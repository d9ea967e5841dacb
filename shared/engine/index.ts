/**
 * engine: MLS (RFC 9420) as values. Takes a group's state and bytes from the wire, answers the next state and
 * what it means; stores nothing, sends nothing, reads no clock. The only room that knows ts-mls, whose known
 * limits it meets here: key packages, rights, external joins, stand-alone proposals, past epochs.
 * Secrets in `spent` are zeroed by the caller with `wipe` once the outcome is durable.
 */
export {
  type Commit,
  type CommitWish,
  decodePending,
  encodePending,
  mergePending,
  type Pending,
  prepareCommit,
} from "./commit.ts";
export {
  type CertificateCheck,
  createEngine,
  type DocumentCheck,
  type Engine,
  type GroupSuite,
  groupSuites,
  mandatorySuite,
  type ReadmissionCheck,
  wipe,
} from "./context.ts";
export type { OwnDevice } from "./credential.ts";
export {
  confirmationTag,
  createGroup,
  decodeGroup,
  encodeGroup,
  epochOf,
  type Group,
  groupSuite,
  type Joined,
  joinGroup,
  members,
  ownCertificate,
  ownLeafIndex,
  type Sealed,
  seal,
  threadInfoOf,
} from "./group.ts";
export {
  checkKeyPackage,
  type KeyPackageRecord,
  keyPackageRefsOf,
  makeKeyPackage,
  parseKeyPackageRecord,
  suiteOfWelcome,
  type VerifiedKeyPackage,
} from "./key-package.ts";
export type { Member } from "./leaf.ts";
export { type Received, receive } from "./receive.ts";
export { needsWord } from "./rules.ts";
export {
  assembleGroup,
  type GroupDelta,
  type GroupHead,
  type GroupPart,
  groupDelta,
  groupParts,
  readGroupHead,
  splitGroup,
} from "./stored-group.ts";
export type { ThreadInfo } from "./thread-info.ts";
