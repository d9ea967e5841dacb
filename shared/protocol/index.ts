/**
 * protocol: one contract table per channel. Says what may be asked and what the answer looks like;
 * does nothing itself. Parameters from the other side are `unknown` until their schema has spoken.
 */
export {
  type AccountView,
  type Assurance,
  type AttachmentView,
  type Connection,
  type ConsentView,
  type ContactPolicyView,
  type Delivery,
  type DeviceView,
  type DraftView,
  type FoundContact,
  type GrantView,
  type KeyUseView,
  type LetterView,
  type PanelEvent,
  type PanelMethod,
  type PanelParams,
  type PanelParamsTable,
  type PanelResults,
  type PartyView,
  type PortalView,
  panelParams,
  type ReceiptView,
  type SettingsView,
  type ThreadSummary,
  type ThreadView,
} from "./panel.ts";
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
export {
  fileParameterOf,
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
