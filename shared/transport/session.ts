import type { DeviceId, UserId } from "../base/index.ts";

/** What a device needs to speak for its account. Both tokens are secrets; the vault keeps it under the device seal. */
export interface Session {
  readonly baseUrl: string;
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** By our own clock; null when the access token does not expire. */
  readonly expiresAtMs: number | null;
}
