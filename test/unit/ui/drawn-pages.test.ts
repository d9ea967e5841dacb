import { describe, expect, test } from "vitest";
import { createDrawnPages } from "../../../extension/ui/viewer/drawn-pages.ts";

describe("the pages of a long document", () => {
  const read = (most: number, numbers: readonly number[]) => {
    const pages = createDrawnPages(most);
    const cleared: number[] = [];
    for (const number of numbers) pages.inSight(number, () => void cleared.push(number));
    return cleared;
  };

  test("are drawn up to so many: those that were out of sight longest go", () => {
    expect(read(3, [1, 2, 3])).toEqual([]);
    expect(read(3, [1, 2, 3, 4, 5])).toEqual([1, 2]);
  });

  test("stay while somebody goes back to them", () => {
    expect(read(3, [1, 2, 3, 1, 4])).toEqual([2]);
    expect(read(3, [1, 1, 1, 1, 2, 3])).toEqual([]);
  });
});
