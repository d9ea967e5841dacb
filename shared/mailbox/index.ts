/**
 * mailbox: the rules of letters, threads and receipts, without I/O. Says what a record looks like, what a new
 * letter or receipt makes of it and what still has to be done; reads no clock, no key and no network.
 */
export { type Absence, absenceSchema, absenceTextLength, hasWritten, isAway, letterToAnswer } from "./absence.ts";
export { type CertificateEnd, certificateEnd } from "./certificate-end.ts";
export {
  type ContactPolicy,
  type ContactRule,
  contactPolicySchema,
  mostContactRules,
  openContactPolicy,
  parseContactPolicy,
  ruleFor,
  withAccountRule,
} from "./contact-policy.ts";
export {
  type Deadline,
  type Effect,
  type Estimate,
  effectOf,
  type LegalBasisId,
  legalBases,
  legalBasisIds,
  nextDeadline,
  type Period,
  periodEnd,
  periods,
} from "./deadline.ts";
export { type DeliveryState, deliveryOf } from "./delivery.ts";
export { type DraftFile, type DraftRecord, parseDraft } from "./draft.ts";
export { type DeviceList, type MembershipPlan, type PresentDevice, planMembership } from "./membership.ts";
export {
  broughtBack,
  byListPlace,
  type Folder,
  folderOf,
  folders,
  type ListPlace,
  labelLimits,
  laterOrder,
  type OrderChange,
  reordered,
  type ThreadOrder,
  takenLimit,
  threadOrder,
  tidyLabels,
  usualOrder,
} from "./order.ts";
export {
  type EntryRecord,
  type Job,
  type JobFile,
  type LetterRecord,
  type NoticeRecord,
  type OutboxItem,
  parseEntry,
  parseOutboxItem,
  parseReceiptRecord,
  parseStagedFile,
  parseSummaryBlock,
  parseThread,
  type ReceiptRecord,
  type StagedFile,
  type SummaryBlock,
  type SummaryRecord,
  summaryForm,
  type ThreadRecord,
  type UnreadableRecord,
} from "./records.ts";
export {
  erasedAtMs,
  type Hold,
  holdsOf,
  isPastKeeping,
  noRetention,
  parseRetention,
  type RetentionRule,
  retentionLimits,
  trashDays,
} from "./retention.ts";
export { SearchIndex, snippetOf } from "./search.ts";
export {
  emptiedThread,
  factsOf,
  newThread,
  previewOf,
  summaryOf,
  withAnswer,
  withEntry,
  withoutLetters,
} from "./thread.ts";
