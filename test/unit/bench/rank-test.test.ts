import { describe, expect, it } from "vitest";
import { rankTest } from "../../bench/rank-test.ts";

describe("the rank test of the benches", () => {
  it("has the values of a worked example", () => {
    // Values as SciPy 1.14 gives them: mannwhitneyu(x, y, use_continuity=False, method="asymptotic").
    const x = [19, 22, 16, 29, 24];
    const y = [20, 11, 17, 12];
    expect(rankTest(x, y).larger).toBeCloseTo(17 / 20, 10);
    expect(rankTest(x, y).p).toBeCloseTo(0.0864107, 5);
  });

  it("finds no difference where there is none, counts ties half, and finds a large one", () => {
    const same = Array.from({ length: 50 }, (_, i) => i % 7);
    expect(rankTest(same, same)).toMatchObject({ larger: 0.5 });
    expect(rankTest(same, same).p).toBeCloseTo(1, 6);
    expect(rankTest([1, 1, 1], [1, 1, 1])).toEqual({ larger: 0.5, p: expect.closeTo(1, 6) });
    const later = same.map((value) => value + 10);
    expect(rankTest(later, same).larger).toBe(1);
    expect(rankTest(later, same).p).toBeLessThan(1e-9);
  });
});
