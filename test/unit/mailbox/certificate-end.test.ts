import { describe, expect, it } from "vitest";
import { certificateEnd } from "../../../shared/mailbox/index.ts";

const day = 86_400_000;
const leftOf = (lifetimeDays: number) => (leftDays: number) =>
  certificateEnd({ notBeforeMs: 0, notAfterMs: lifetimeDays * day }, (lifetimeDays - leftDays) * day);

describe("a certificate's end", () => {
  it("is told 30, 14 and 3 days before, and afterwards", () => {
    const of = leftOf(365);
    expect([31, 30, 15, 14, 4, 3, 1, 0, -5].map(of)).toEqual([
      ...[null, "month", "month", "fortnight", "fortnight", "days", "days", "ended", "ended"],
    ]);
  });

  it("of a short one is told only when its renewal is late", () => {
    expect([30, 16, 15, 14, 3].map(leftOf(47))).toEqual([null, null, "month", "fortnight", "days"]);
    expect([6, 3, 2, 1, 0].map(leftOf(6))).toEqual([null, null, "days", "days", "ended"]);
  });
});
