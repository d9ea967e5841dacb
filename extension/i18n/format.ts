import type { Language } from "./language.ts";

/** Dates in the time zone of the person's computer, numbers and sizes as the language writes them. */
export interface Format {
  /** "24. November 2026, 09:15" */
  readonly dateTime: (atMs: number) => string;
  /** "24. November 2026" */
  readonly date: (atMs: number) => string;
  /** For lists: the time of today, the day of this year, else the date. */
  readonly short: (atMs: number, nowMs: number) => string;
  /** "1,5 MB", decimal units as file managers show them. */
  readonly size: (bytes: number) => string;
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Made when it is first used: the browser looks up a language's rules for milliseconds, and most pages need few of them. */
function later<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

function createSize(language: Language): (bytes: number) => string {
  const formats = units.map((unit, step) =>
    later(
      () =>
        new Intl.NumberFormat(language, {
          style: "unit",
          unit,
          unitDisplay: step === 0 ? "long" : "short",
          maximumFractionDigits: step < 2 ? 0 : 1,
        }),
    ),
  );
  return (bytes) => {
    let step = 0;
    let value = bytes;
    // 999,999 bytes round to 1,000 kB: that reads 1 MB.
    while (step < units.length - 1 && Math.round(value) >= 1000) {
      value /= 1000;
      step++;
    }
    return formats[step]?.().format(value) ?? String(bytes);
  };
}

/** The formats of one language. `timeZone` is for tests; without it the computer's own applies. */
export function createFormat(language: Language, timeZone?: string): Format {
  // British English: day before month and 24 hours, which is what English speakers in Germany expect.
  const locale = language === "de" ? "de-DE" : "en-GB";
  const format = (options: Intl.DateTimeFormatOptions) =>
    later(() => new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone }));
  const dateTime = format({ dateStyle: "long", timeStyle: "short" });
  const date = format({ dateStyle: "long" });
  const day = format({ year: "numeric", month: "2-digit", day: "2-digit" });
  const year = format({ year: "numeric" });
  const thisYear = format({ day: "numeric", month: "short" });
  const time = format({ hour: "2-digit", minute: "2-digit" });
  return {
    dateTime: (atMs) => dateTime().format(atMs),
    date: (atMs) => date().format(atMs),
    short: (atMs, nowMs) => {
      if (day().format(atMs) === day().format(nowMs)) return time().format(atMs);
      return year().format(atMs) === year().format(nowMs) ? thisYear().format(atMs) : day().format(atMs);
    },
    size: createSize(language),
  };
}
