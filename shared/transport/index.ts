/**
 * transport: the Matrix client-server API over fetch: discovery, login, sync batches, send, media, keys. Matrix names
 * stay inside; what leaves has been checked for shape and size, and for nothing else: every answer is the homeserver's
 * word, and the homeserver may be hostile. Must never see plaintext or MLS, touch storage, follow a redirect with a
 * token, or put a token or content into an error. One syncer per device is the courier's business.
 */

export type { ListedDevice } from "./devices.ts";
export {
  type DiscoveredHomeserver,
  type DiscoveryEnvironment,
  discoverHomeserver,
  type SsoProvider,
} from "./discover.ts";
export type { AccountData, DeviceTarget, RawEvent, RawToDevice, StrippedEvent } from "./event.ts";
export type { GapEvents, GapOptions } from "./history.ts";
export type { Fetch } from "./http.ts";
export type { Json, JsonObject } from "./json.ts";
export type { ClaimedKey, ClaimedKeys, DeviceKeys, KeyUpload, KeyWish, PublishedKey } from "./keys.ts";
export { type LoginProof, type LoginRequest, login } from "./login.ts";
export type { DownloadOptions, UploadOptions } from "./media.ts";
export { type Patience, usualPatience } from "./patience.ts";
export { askProvider } from "./provider.ts";
export type { Member, NewRoom } from "./rooms.ts";
export type { OutgoingEvent, OutgoingToDevice } from "./send.ts";
export type { Session } from "./session.ts";
export { type SsoLogin, ssoLogin } from "./sso.ts";
export type { Invitation, RoomBatch, SyncBatch, SyncOptions } from "./sync.ts";
export { createTransport, type Transport, type TransportOptions } from "./transport.ts";
export type { AccountProof, BrowserConfirmation } from "./user-auth.ts";
