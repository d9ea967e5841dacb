import { describe, expect, test } from "vitest";
import { createFormat } from "../../../extension/i18n/index.ts";

const de = createFormat("de", "Europe/Berlin");
const en = createFormat("en", "Europe/Berlin");
// Intl separates numbers and units with a no-break space.
const plain = (text: string) => text.replace(/\s/g, " ");

describe("sizes", () => {
  test.each([
    [0, "0 Byte", "0 bytes"],
    [1, "1 Byte", "1 byte"],
    [999, "999 Byte", "999 bytes"],
    [1000, "1 kB", "1 kB"],
    [999_499, "999 kB", "999 kB"],
    [999_500, "1 MB", "1 MB"],
    [1_482_000, "1,5 MB", "1.5 MB"],
    [200_000_000, "200 MB", "200 MB"],
    [3_250_000_000, "3,3 GB", "3.3 GB"],
    [5_000_000_000_000, "5.000 GB", "5,000 GB"],
  ])("%d bytes read %s and %s", (bytes, german, english) => {
    expect(plain(de.size(bytes))).toBe(german);
    expect(plain(en.size(bytes))).toBe(english);
  });
});

describe("dates", () => {
  const now = Date.UTC(2026, 10, 24, 11, 30);

  test("are written in full with the time of the person's zone", () => {
    expect(de.dateTime(now)).toBe("24. November 2026 um 12:30");
    expect(en.dateTime(now)).toBe("24 November 2026 at 12:30");
    expect(createFormat("en", "America/New_York").dateTime(now)).toBe("24 November 2026 at 06:30");
  });

  test("in lists are the time today, the day this year, the date before that", () => {
    expect(de.short(now, now)).toBe("12:30");
    expect(plain(de.short(Date.UTC(2026, 0, 5, 12), now))).toBe("5. Jan.");
    expect(de.short(Date.UTC(2025, 0, 5, 12), now)).toBe("05.01.2025");
    expect(en.short(Date.UTC(2025, 0, 5, 12), now)).toBe("05/01/2025");
  });

  test("count as today by the person's zone, not by UTC", () => {
    const justAfterMidnightInBerlin = Date.UTC(2026, 10, 23, 23, 30);
    expect(de.short(justAfterMidnightInBerlin, now)).toBe("00:30");
    const beforeMidnightInBerlin = Date.UTC(2026, 10, 23, 22, 30);
    expect(plain(de.short(beforeMidnightInBerlin, now))).toBe("23. Nov.");
  });

  test("without a zone follow the computer's", () => {
    const here = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(now);
    expect(createFormat("en").dateTime(now)).toContain(here);
  });
});
