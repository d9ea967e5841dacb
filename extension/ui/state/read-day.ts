import { type Day, parseDay } from "../../../shared/base/index.ts";

/** A day as people write it, `31.12.2026`, or as machines do, `2026-12-31`; null for anything else. */
export function readDay(text: string): Day | null {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
  const [, day = "", month = "", year = ""] = german ?? [];
  return parseDay(german === null ? text.trim() : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}

/** A day as it stands in a field for it: `31.12.2026`. */
export const writeDay = (day: Day): string => day.split("-").reverse().join(".");
