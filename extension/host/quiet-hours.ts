import type { QuietHours } from "../../shared/protocol/index.ts";

/**
 * When nothing is announced. Counted by the wall clock of the device, whatever its zone: the period begins and ends when
 * its clock shows those times, also in nights that have 23 or 25 hours.
 */

/** Milliseconds since the epoch of a time of the wall clock, `days` after the day that `at` lies in. */
function wallTime(at: Date, days: number, minutes: number): number {
  // What Date makes of a time that a night leaves out lies an hour later; of one that comes twice, it takes the first.
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days, 0, minutes).getTime();
}

/** ISO 8601: Monday is 1. */
const weekdayOf = (ms: number): number => new Date(ms).getDay() || 7;

/** When the quiet time that `nowMs` lies in ends; null outside of one. A period belongs to the day on which it begins. */
export function quietUntil(hours: QuietHours | null, nowMs: number): number | null {
  if (hours === null) return null;
  const { days, fromMinutes, toMinutes } = hours;
  const now = new Date(nowMs);
  const ends = [-1, 0].flatMap((day) => {
    const from = wallTime(now, day, fromMinutes);
    const to = wallTime(now, fromMinutes < toMinutes ? day : day + 1, toMinutes);
    return days.includes(weekdayOf(wallTime(now, day, 12 * 60))) && from <= nowMs && nowMs < to ? [to] : [];
  });
  return ends.length === 0 ? null : Math.max(...ends);
}
