/**
 * base: what every room may lean on and what leans on nothing: bytes, brands, errors, hidden characters, clock and random.
 * Must never import another room or touch I/O; time and randomness come in as interfaces so that a
 * test (or a replay) can hand in its own.
 */

export { type AssuranceLevel, assuranceLevels, isAtLeast } from "./assurance.ts";
export {
  type DeviceId,
  type EventId,
  type LetterId,
  type MxcUri,
  type Origin,
  parseDeviceId,
  parseEventId,
  parseLetterId,
  parseMxcUri,
  parseOrigin,
  parseRoomId,
  parseSyncToken,
  parseUserId,
  type RoomId,
  type SyncToken,
  serverOf,
  type UserId,
} from "./brands.ts";
export {
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64,
  toBase64Url,
  toHex,
  toPaddedBase64,
  utf8,
} from "./bytes.ts";
export { addDays, addMonths, type Day, germanDay, parseDay, weekdayOf } from "./calendar.ts";
export { type Clock, type Random, systemClock, systemRandom } from "./environment.ts";
export {
  type ErrorCode,
  type ErrorGroup,
  errorCodeOf,
  errorGroups,
  FederpostError,
  isFederpostError,
} from "./error.ts";
export { type Extent, findHidden, withoutAnyHidden, withoutHidden } from "./hidden.ts";
export { labelled } from "./label.ts";
export { formatRecoveryKey, type ParsedRecoveryKey, parseRecoveryKey, recoveryKeyGroups } from "./recovery-key.ts";
