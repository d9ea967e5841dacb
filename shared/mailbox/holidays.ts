import { addDays, type Day, parseDay, weekdayOf } from "../base/index.ts";

/** Days on which no period ends in Germany (BGB § 193), as far as they are the same in every Land. */

const fixed = new Set(["01-01", "05-01", "10-03", "12-25", "12-26"]);
/** Good Friday, Easter Monday, Ascension Day and Whit Monday, in days from Easter Sunday. */
const fromEaster = [-2, 1, 39, 50];
/** Holidays of one Land or some: Epiphany, Women's Day, Augsburg, Assumption, Children's Day, Reformation, All Saints. */
const fixedInSomeLands = new Set(["01-06", "03-08", "08-08", "08-15", "09-20", "10-31", "11-01"]);
const corpusChristi = 60;

/** Easter Sunday of a year in the Gregorian calendar (the anonymous algorithm of 1876). */
export function easterOf(year: number): Day | null {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  const pad = (value: number) => String(value).padStart(2, "0");
  return parseDay(`${String(year).padStart(4, "0")}-${pad(Math.floor(sum / 31))}-${pad((sum % 31) + 1)}`);
}

const easterFor = (day: Day): Day | null => easterOf(Number(day.slice(0, 4)));

/** Whether a day is a holiday in all of Germany. */
export function isNationwideHoliday(day: Day): boolean {
  const easter = easterFor(day);
  return fixed.has(day.slice(5)) || (easter !== null && fromEaster.some((count) => addDays(easter, count) === day));
}

/** Whether a day is a holiday somewhere in Germany and not everywhere. */
export function mayBeHoliday(day: Day): boolean {
  const easter = easterFor(day);
  // Repentance Day in Saxony: the Wednesday before 23 November.
  const repentance = day.slice(5) >= "11-16" && day.slice(5) <= "11-22" && weekdayOf(day) === 3;
  return (
    fixedInSomeLands.has(day.slice(5)) || repentance || (easter !== null && addDays(easter, corpusChristi) === day)
  );
}

/** Whether a period may end on a day everywhere but in the Länder of `mayBeHoliday`. */
export const isWorkingDay = (day: Day): boolean =>
  weekdayOf(day) !== 0 && weekdayOf(day) !== 6 && !isNationwideHoliday(day);

/** The day itself where it is a working day, else the next one. */
export function nextWorkingDay(day: Day): Day {
  let at = day;
  while (!isWorkingDay(at) && addDays(at, 1) !== at) at = addDays(at, 1);
  return at;
}
