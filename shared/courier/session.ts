import * as v from "valibot";
import {
  type DeviceId,
  type EventId,
  FederpostError,
  labelled,
  parseDeviceId,
  parseEventId,
  parseRoomId,
  parseSyncToken,
  parseUserId,
  type RoomId,
  type SyncToken,
  type UserId,
} from "../base/index.ts";
import type { Session } from "../transport/index.ts";
import type { Change, Vault } from "../vault/index.ts";

/** What opens while the vault is locked: the homeserver session and the position in /sync. */

const sessionSchema = v.object({
  baseUrl: v.string(),
  userId: v.custom<UserId>((value) => parseUserId(value) !== null),
  deviceId: v.custom<DeviceId>((value) => parseDeviceId(value) !== null),
  accessToken: v.string(),
  refreshToken: v.nullable(v.string()),
  expiresAtMs: v.nullable(v.number()),
});

/** The stored session. @throws FederpostError `internal` when it is not one. */
export function parseSession(stored: unknown): Session {
  const parsed = v.safeParse(sessionSchema, stored);
  if (!parsed.success) throw new FederpostError("internal", "The stored session has an unknown form.");
  return labelled(parsed.output, "session");
}

const positionSchema = v.object({
  token: v.nullable(v.custom<SyncToken>((value) => parseSyncToken(value) !== null)),
  /** Number of the next parked item. */
  next: v.number(),
});

/** The stored homeserver session, or null when nobody is signed in. Opens while the vault is locked. */
export async function readSession(vault: Vault): Promise<Session | null> {
  const entry = await vault.read("session", "matrix");
  return entry === null ? null : parseSession(entry.value);
}

/** Where /sync stands: after which token, and how many items were parked so far. */
export interface Position {
  readonly token: SyncToken | null;
  readonly next: number;
  /** Revision of the stored record; null while there is none. */
  readonly revision: number | null;
}

export async function readPosition(vault: Vault): Promise<Position> {
  const entry = await vault.read("session", "position");
  if (entry === null) return { token: null, next: 1, revision: null };
  const parsed = v.safeParse(positionSchema, entry.value);
  if (!parsed.success) throw new FederpostError("internal", "The stored position has an unknown form.");
  return { ...parsed.output, revision: entry.revision };
}

const landmarkSchema = v.object({
  room: v.custom<RoomId>((value) => parseRoomId(value) !== null),
  event: v.custom<EventId>((value) => parseEventId(value) !== null),
});

/** The newest event that we have seen or sent: a homeserver that no longer has it was restored from an older backup. */
export type Landmark = v.InferOutput<typeof landmarkSchema>;

export async function readLandmark(vault: Vault): Promise<Landmark | null> {
  const parsed = v.safeParse(landmarkSchema, (await vault.read("session", "landmark"))?.value);
  return parsed.success ? parsed.output : null;
}

export const putLandmark = ({ room, event }: Landmark): Change => ({
  store: "session",
  key: "landmark",
  put: { room, event },
});
