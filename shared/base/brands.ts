/**
 * Strings that must not be mixed up. A brand is made only by its parse function, which returns null
 * for anything that is not of the kind: values from outside are checked here once and never again.
 */
declare const kind: unique symbol;
type Brand<Name extends string> = string & { readonly [kind]: Name };

/** Matrix user id, `@localpart:server`. */
export type UserId = Brand<"UserId">;
/** Matrix device id. */
export type DeviceId = Brand<"DeviceId">;
/** Matrix room id; also the id of the thread and of its MLS group. */
export type RoomId = Brand<"RoomId">;
/** Matrix event id. */
export type EventId = Brand<"EventId">;
/** Matrix media address, `mxc://server/id`. */
export type MxcUri = Brand<"MxcUri">;
/** Position in /sync. */
export type SyncToken = Brand<"SyncToken">;
/** Random id of a letter, chosen by the sender's device (UUID). */
export type LetterId = Brand<"LetterId">;
/** Web origin in its ASCII serialisation: `https://host[:port]`, or `http:` on loopback. */
export type Origin = Brand<"Origin">;

const parser =
  <Name extends string>(pattern: RegExp, longest: number) =>
  (text: unknown): Brand<Name> | null =>
    typeof text === "string" && text.length <= longest && pattern.test(text) ? (text as Brand<Name>) : null;

// Matrix appendices, "Common identifier format": 255 bytes, server name without spaces or control characters.
const server = "[A-Za-z0-9._\\-:[\\]]+";

export const parseUserId = parser<"UserId">(new RegExp(`^@[!-9;-~]+:${server}$`), 255);
export const parseDeviceId = parser<"DeviceId">(/^[!-~]+$/, 255);
// Room version 12 drops the server part of room ids (MSC4291).
export const parseRoomId = parser<"RoomId">(new RegExp(`^![!-9;-~]+(:${server})?$`), 255);
export const parseEventId = parser<"EventId">(/^\$[!-~]+$/, 255);
export const parseMxcUri = parser<"MxcUri">(new RegExp(`^mxc://${server}/[A-Za-z0-9_\\-]+$`), 512);
export const parseSyncToken = parser<"SyncToken">(/^[!-~]+$/, 4096);
export const parseLetterId = parser<"LetterId">(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 36);

/** The server part of a user id. */
export const serverOf = (user: UserId): string => user.slice(user.indexOf(":") + 1);

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An origin a portal may have: https, or http on loopback (development). Null for opaque and all other origins. */
export function parseOrigin(text: unknown): Origin | null {
  if (typeof text !== "string" || text.length > 2048 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.origin !== text) return null;
  const allowed = url.protocol === "https:" || (url.protocol === "http:" && loopback.has(url.hostname));
  return allowed ? (text as Origin) : null;
}
