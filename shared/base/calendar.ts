/** Days as people and statutes count them: in Germany, without a time of day. */

declare const brand: unique symbol;
/** A day of the calendar in the form of ISO 8601, such as `2026-12-31`. Days compare like their texts. */
export type Day = string & { readonly [brand]: "Day" };

const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** A day that the calendar has, or null. */
export function parseDay(value: unknown): Day | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const at = noonOf(value);
  // 30 February would roll over into March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) ? (value as Day) : null;
}

const berlin = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Europe/Berlin",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The day in Germany at a moment; null outside of the years 0000 to 9999. */
export function germanDay(atMs: number): Day | null {
  const at = new Date(atMs);
  if (Number.isNaN(at.getTime())) return null;
  const part = new Map(berlin.formatToParts(at).map(({ type, value }) => [type, value]));
  return parseDay(`${part.get("year")?.padStart(4, "0")}-${part.get("month")}-${part.get("day")}`);
}

const dayMs = 86_400_000;
const ofNoon = (atMs: number): Day | null => parseDay(new Date(atMs).toISOString().slice(0, 10));

/** So many days later, or earlier; the day itself where the calendar ends. */
export const addDays = (day: Day, count: number): Day => ofNoon(noonOf(day).getTime() + count * dayMs) ?? day;

/** The day of the same number so many months later, or the last one of that month where it has none (BGB § 188 (3)). */
export function addMonths(day: Day, count: number): Day {
  const at = noonOf(day);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + count + 1, 0, 12));
  const number = Math.min(at.getUTCDate(), last.getUTCDate());
  return ofNoon(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), number, 12)) ?? day;
}

/** 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: Day): number => noonOf(day).getUTCDay();
