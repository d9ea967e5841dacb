import type { Clock, DeviceId, EventId, MxcUri, Random, RoomId, UserId } from "../base/index.ts";
import { Connection } from "./connection.ts";
import { deactivate, deleteDevice, devices, type ListedDevice, logout, whoami } from "./devices.ts";
import type { AccountData } from "./event.ts";
import { type GapEvents, type GapOptions, hasEvent, messagesBetween } from "./history.ts";
import type { Fetch } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import {
  type ClaimedKeys,
  claimKeys,
  type DeviceKeys,
  type KeyUpload,
  type KeyWish,
  queryKeys,
  uploadKeys,
} from "./keys.ts";
import { type DownloadOptions, MediaStore, type UploadOptions } from "./media.ts";
import { type Patience, usualPatience } from "./patience.ts";
import { listAccountData, readAccountData, readProfile, writeAccountData, writeProfile } from "./profile.ts";
import {
  createRoom,
  forget,
  invite,
  join,
  joinedRooms,
  kick,
  leave,
  type Member,
  members,
  type NewRoom,
} from "./rooms.ts";
import { type OutgoingEvent, type OutgoingToDevice, sendEvent, sendToDevice } from "./send.ts";
import type { Session } from "./session.ts";
import { type SyncBatch, type SyncOptions, sync } from "./sync.ts";
import type { AccountProof, BrowserConfirmation } from "./user-auth.ts";

export interface TransportOptions {
  readonly session: Session;
  /** Stores a renewed session; it is used only after this resolves. When it throws, the call that needed it fails. */
  readonly onSessionChanged: (session: Session) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: Fetch;
  /** Our own limit for one upload; the homeserver's is asked for and heeded besides. */
  readonly maxUploadBytes?: number;
  readonly patience?: Patience;
}

/**
 * One device's way to its homeserver. Every call throws FederpostError: `offline`, `timed_out`, `server_error`,
 * `rate_limited` (with retryAfterMs), `signed_out`, `not_permitted`, `too_large`, `unsupported`, `invalid_request`,
 * `invalid_response`; a cancelled call throws its signal's reason. What else a call throws stands at its function.
 */
export interface Transport {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  sync(options: SyncOptions): Promise<SyncBatch>;
  messagesBetween(options: GapOptions): Promise<GapEvents>;
  hasEvent(room: RoomId, event: EventId): Promise<boolean>;
  sendEvent(event: OutgoingEvent): Promise<EventId>;
  sendToDevice(message: OutgoingToDevice): Promise<void>;
  uploadKeys(keys: KeyUpload): Promise<Record<string, number>>;
  queryKeys(users: readonly UserId[]): Promise<DeviceKeys>;
  claimKeys(wishes: readonly KeyWish[]): Promise<ClaimedKeys>;
  createRoom(room: NewRoom): Promise<RoomId>;
  invite(room: RoomId, user: UserId): Promise<void>;
  join(room: RoomId, via?: readonly string[]): Promise<RoomId>;
  leave(room: RoomId): Promise<void>;
  forget(room: RoomId): Promise<void>;
  kick(room: RoomId, user: UserId): Promise<void>;
  members(room: RoomId): Promise<readonly Member[]>;
  joinedRooms(): Promise<readonly RoomId[]>;
  readProfile(user: UserId, field: string): Promise<Json | null>;
  writeProfile(field: string, value: Json): Promise<void>;
  readAccountData(type: string): Promise<JsonObject | null>;
  listAccountData(prefix: string): Promise<readonly AccountData[]>;
  writeAccountData(type: string, content: JsonObject): Promise<void>;
  uploadMedia(bytes: Uint8Array<ArrayBuffer>, options?: UploadOptions): Promise<MxcUri>;
  downloadMedia(uri: MxcUri, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer> | null>;
  uploadLimit(): Promise<number>;
  devices(): Promise<readonly ListedDevice[]>;
  deleteDevice(device: DeviceId, proof: AccountProof): Promise<BrowserConfirmation | null>;
  deactivate(proof: AccountProof): Promise<BrowserConfirmation | null>;
  logout(): Promise<void>;
  whoami(): Promise<{ readonly userId: UserId; readonly deviceId: DeviceId | null }>;
}

/** The calls of a signed-in device. Holds no connection open by itself, so there is nothing to close. */
export function createTransport(options: TransportOptions): Transport {
  const { session, onSessionChanged, clock, random, fetch, patience = usualPatience } = options;
  const line = new Connection({ session, onSessionChanged, clock, random, patience, fetch });
  const media = new MediaStore(line, options.maxUploadBytes ?? Number.POSITIVE_INFINITY);
  return {
    userId: line.userId,
    deviceId: line.deviceId,
    sync: (wanted) => sync(line, wanted),
    messagesBetween: (gap) => messagesBetween(line, gap),
    hasEvent: (room, event) => hasEvent(line, room, event),
    sendEvent: (event) => sendEvent(line, event),
    sendToDevice: (message) => sendToDevice(line, message),
    uploadKeys: (keys) => uploadKeys(line, keys),
    queryKeys: (users) => queryKeys(line, users),
    claimKeys: (wishes) => claimKeys(line, wishes),
    createRoom: (room) => createRoom(line, room),
    invite: (room, user) => invite(line, room, user),
    join: (room, via = []) => join(line, room, via),
    leave: (room) => leave(line, room),
    forget: (room) => forget(line, room),
    kick: (room, user) => kick(line, room, user),
    members: (room) => members(line, room),
    joinedRooms: () => joinedRooms(line),
    readProfile: (user, field) => readProfile(line, user, field),
    writeProfile: (field, value) => writeProfile(line, field, value),
    readAccountData: (type) => readAccountData(line, type),
    listAccountData: (prefix) => listAccountData(line, { prefix, random }),
    writeAccountData: (type, content) => writeAccountData(line, type, content),
    uploadMedia: (bytes, wanted) => media.upload(bytes, wanted),
    downloadMedia: (uri, wanted) => media.download(uri, wanted),
    uploadLimit: () => media.limit(),
    devices: () => devices(line),
    deleteDevice: (device, proof) => deleteDevice(line, device, { baseUrl: session.baseUrl, proof }),
    deactivate: (proof) => deactivate(line, { baseUrl: session.baseUrl, proof }),
    logout: () => logout(line),
    whoami: () => whoami(line),
  };
}
