/**
 * protocol: one contract table per channel. Says what may be asked and what the answer looks like;
 * does nothing itself. Parameters from the other side are `unknown` until their schema has spoken.
 */

export {
  type AccountView,
  type Connection,
  type ContactPolicyView,
  type DeviceView,
  type PanelEvent,
  type PanelMethod,
  type PanelParams,
  type PanelParamsTable,
  type PanelResults,
  panelParams,
  type SettingsView,
  undoSendSeconds,
} from "./panel.ts";
export type { AbsenceView } from "./panel-absence.ts";
export { type AcmeField, type AcmeFinding, type AcmeResults, type AcmeView, acmeFields } from "./panel-acme.ts";
export type { ArchiveStateView, RestoringView } from "./panel-archive.ts";
export { type Cue, type CuePiece, cueColours, cueLength, cueSchema, cueShapes } from "./panel-cue.ts";
export type {
  AgenciesAnswer,
  AreaView,
  DirectoryFailure,
  FederationView,
  SourceKind,
  SourcesView,
  SourceView,
} from "./panel-directory.ts";
export type {
  AskingView,
  DraftFileView,
  DraftSaved,
  DraftView,
  DraftWords,
  FillingView,
  HeldLetterView,
} from "./panel-drafts.ts";
export { draftWords, portalFormName } from "./panel-drafts.ts";
export type { EvidenceView, RootView } from "./panel-evidence.ts";
export type { ScreenRoom, WindowBox } from "./panel-hand.ts";
export type {
  AttachmentView,
  Delivery,
  FoundContact,
  FoundView,
  LetterView,
  ReceiptView,
  SearchResult,
  ThreadSummary,
  ThreadView,
} from "./panel-letters.ts";
export type { LockView, NewWayParam, PresentedWayParam, SetUp, WayView } from "./panel-lock.ts";
export type { AccountProofParam, ConfirmationView } from "./panel-login.ts";
export type { FolderView, HeldView, OrderChangeView, OrderView, ThreadFilter } from "./panel-order.ts";
export type { IssuerView, LevelView, OwnPersonView, PersonView } from "./panel-person.ts";
export type { BlockView, FeatureView, PolicyView, UpdateView } from "./panel-policy.ts";
export type {
  ConsentView,
  GrantView,
  KeyUseView,
  PortalView,
  PresentedView,
  SigningCertificateView,
} from "./panel-portals.ts";
export { type QuietHours, quietHours } from "./panel-settings.ts";
export type {
  Assurance,
  ComparisonOutcome,
  ComparisonView,
  DemandView,
  DomainView,
  OrganisationView,
  PartyView,
  TrustView,
} from "./panel-trust.ts";
export type { PairingsView, PairingView, StorageView } from "./panel-views.ts";
export {
  isPortalMethod,
  type ParsedPortalCall,
  type PortalCall,
  type PortalContract,
  type PortalEvent,
  type PortalEventName,
  type PortalMethod,
  type PortalParams,
  type PortalResult,
  parsePortalCall,
  portalContract,
  portalEvents,
  portalMethods,
  portalResult,
} from "./portal.ts";
export {
  isPortalErrorCode,
  type PortalErrorCode,
  type PortalFailure,
  portalErrors,
  portalFailure,
  portalFailureOf,
} from "./portal-errors.ts";
export { formOfFields } from "./portal-form.ts";
export {
  fileParameterOf,
  type PortalEvidenceKind,
  portalEvidenceKinds,
  portalLimits,
  portalVersion,
  type SignatureFormat,
  signatureFormats,
} from "./portal-limits.ts";
export { announceEvent, requestEvent, wireVersion } from "./portal-line.ts";
export {
  type FormField,
  type GrantableMethod,
  grantableMethods,
  type PortalDelivery,
  type PortalSignature,
} from "./portal-schemas.ts";
export {
  parseSealedCall,
  type SealedCall,
  type SealedMethod,
  type SealedParamsTable,
  type SealedResults,
  type SealedShown,
  type SealedView,
  sealedEvent,
} from "./sealed.ts";
export {
  type FrameWord,
  frameHeight,
  leastHeightPx,
  leastWidthPx,
  parseFrameWord,
  type SlotLook,
  sealedGreeting,
  slotAttribute,
  type Trouble,
} from "./sealed-line.ts";
