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
  type GrantView,
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
export {
  type GrantableMethod,
  grantableMethods,
  isPortalMethod,
  type ParsedPortalCall,
  type PortalCall,
  type PortalDelivery,
  type PortalEvent,
  type PortalMethod,
  type PortalParams,
  type PortalResult,
  parsePortalCall,
  portalContract,
  portalLimits,
  portalMethods,
  portalResult,
  portalVersion,
} from "./portal.ts";
export {
  isPortalErrorCode,
  type PortalErrorCode,
  type PortalFailure,
  portalErrors,
  portalFailure,
  portalFailureOf,
} from "./portal-errors.ts";
export { announceEvent, requestEvent, wireVersion } from "./portal-line.ts";
