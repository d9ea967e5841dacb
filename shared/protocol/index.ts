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
  type Delivery,
  type DeviceView,
  type DraftView,
  type GrantView,
  type LetterView,
  type PanelEvent,
  type PanelMethod,
  type PanelParams,
  type PanelResults,
  type PartyView,
  type PortalView,
  panelParams,
  type ReceiptView,
  type SettingsView,
  type ThreadSummary,
  type ThreadView,
} from "./panel.ts";
