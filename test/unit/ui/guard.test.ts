import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createGuard,
  type Disturbance,
  disturb,
  isLive,
  remainingMs,
  stillForMs,
} from "../../../extension/ui/consent/guard.ts";

describe("the consent window's buttons", () => {
  test("are dead for half a second after the window is shown", () => {
    const guard = createGuard(1000, "focused");
    expect(isLive(guard, 1000)).toBe(false);
    expect(isLive(guard, 1499)).toBe(false);
    expect(isLive(guard, 1500)).toBe(true);
  });

  test.each(["shown", "moved", "resized", "focused"] as const)("are dead for half a second after being %s", (what) => {
    const guard = disturb(createGuard(0, "focused"), what, 10_000);
    expect(isLive(guard, 10_499)).toBe(false);
    expect(isLive(guard, 10_500)).toBe(true);
  });

  test("are dead as long as the window is not in front", () => {
    const guard = createGuard(0, "blurred");
    expect(isLive(guard, 1_000_000)).toBe(false);
    expect(remainingMs(guard, 1_000_000)).toBeNull();
    expect(isLive(disturb(createGuard(0, "focused"), "blurred", 5000), 1_000_000)).toBe(false);
  });

  test("come back only half a second after the focus does", () => {
    const guard = disturb(disturb(createGuard(0, "focused"), "blurred", 5000), "focused", 6000);
    expect(isLive(guard, 6499)).toBe(false);
    expect(isLive(guard, 6500)).toBe(true);
  });

  test("stay dead when the window is moved while it is not in front", () => {
    expect(isLive(disturb(createGuard(0, "blurred"), "moved", 100), 100_000)).toBe(false);
  });

  test("say how long it still takes", () => {
    const guard = createGuard(0, "focused");
    expect(remainingMs(guard, 200)).toBe(300);
    expect(remainingMs(guard, 900)).toBe(0);
  });

  test("never live within half a second of anything that happened", () => {
    const what = fc.constantFrom<Disturbance>("shown", "moved", "resized", "focused", "blurred");
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.nat(2000))), fc.nat(2000), (happenings, wait) => {
        let now = 0;
        let guard = createGuard(now, "focused");
        let focused = true;
        for (const [happening, later] of happenings) {
          now += later;
          guard = disturb(guard, happening, now);
          if (happening === "focused") focused = true;
          if (happening === "blurred") focused = false;
        }
        expect(isLive(guard, now + wait)).toBe(focused && wait >= stillForMs);
      }),
    );
  });
});
