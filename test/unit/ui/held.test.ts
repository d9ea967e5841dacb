import { describe, expect, test } from "vitest";
import { isTooLate } from "../../../extension/ui/state/held.ts";

describe("a letter that could not be taken back", () => {
  test("is said to be on its way after it is held no longer, until another one is", () => {
    expect(isTooLate(null, null)).toBe(false);
    expect(isTooLate(null, "a")).toBe(false);
    expect(isTooLate("a", "a")).toBe(true);
    expect(isTooLate("a", null)).toBe(true);
    expect(isTooLate("a", "b")).toBe(false);
  });
});
