import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ErrorCode, errorGroups, FederpostError, systemRandom } from "../../../shared/base/index.ts";
import { pause, type Repeat, unlessCancelled, withPatience } from "../../../shared/transport/patience.ts";

const quick = { attempts: 4, firstDelayMs: 1, longestDelayMs: 20 };
const codes = Object.keys(errorGroups) as ErrorCode[];

async function triesFor(code: ErrorCode, repeat: Repeat, retryAfterMs?: number): Promise<number> {
  let tries = 0;
  const details = retryAfterMs === undefined ? {} : { retryAfterMs };
  const attempt = async () => {
    tries += 1;
    throw new FederpostError(code, "no", details);
  };
  const plan = { repeat, patience: quick, random: systemRandom, signal: null };
  await expect(withPatience(plan, attempt)).rejects.toMatchObject({ code });
  return tries;
}

describe("repeating", () => {
  test.each(codes)("%s is repeated only where a repetition can help and cannot harm", async (code) => {
    const passing = ["offline", "timed_out", "server_error", "rate_limited"].includes(code);
    expect(await triesFor(code, "idempotent")).toBe(passing ? 4 : 1);
    expect(await triesFor(code, "once")).toBe(code === "rate_limited" ? 4 : 1);
    expect(await triesFor(code, "never")).toBe(1);
  });

  test("a pause longer than patience is reported instead of slept through", async () => {
    expect(await triesFor("rate_limited", "idempotent", 21)).toBe(1);
    expect(await triesFor("rate_limited", "idempotent", 3)).toBe(4);
  });

  test("success ends it, and a foreign error is never repeated", async () => {
    let tries = 0;
    const plan = { repeat: "idempotent", patience: quick, random: systemRandom, signal: null } as const;
    const thirdTime = async () => {
      tries += 1;
      if (tries < 3) throw new FederpostError("offline", "no");
      return "there";
    };
    expect(await withPatience(plan, thirdTime)).toBe("there");
    expect(tries).toBe(3);
    let foreign = 0;
    const bug = async () => {
      foreign += 1;
      throw new RangeError("bug");
    };
    await expect(withPatience(plan, bug)).rejects.toThrow(RangeError);
    expect(foreign).toBe(1);
  });

  test("waits at least as long as the server said, and back-off grows with jitter that never exceeds its bound", async () => {
    const asked = fc.record({
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
      first: fc.integer({ min: 0, max: 4 }),
      byte: fc.integer({ min: 0, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ retryAfterMs, first, byte }) => {
        const slept: number[] = [];
        const original = globalThis.setTimeout;
        globalThis.setTimeout = ((work: () => void, ms: number) => {
          slept.push(ms);
          return original(work, 0);
        }) as typeof setTimeout;
        const random = { bytes: (length: number) => new Uint8Array(length).fill(byte), uuid: () => "" };
        const patience = { attempts: 6, firstDelayMs: first, longestDelayMs: 15 };
        const failing = async () => {
          throw new FederpostError("rate_limited", "no", retryAfterMs === undefined ? {} : { retryAfterMs });
        };
        try {
          await withPatience({ repeat: "once", patience, random, signal: null }, failing).catch(() => undefined);
        } finally {
          globalThis.setTimeout = original;
        }
        expect(slept).toHaveLength(5);
        for (const [i, ms] of slept.entries()) {
          const backOff = Math.min(first * 2 ** i, 15);
          expect(ms).toBeGreaterThanOrEqual(retryAfterMs ?? backOff / 2);
          expect(ms).toBeLessThanOrEqual((retryAfterMs ?? backOff / 2) + backOff / 2);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("cancelling ends the pause at once with the caller's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("signed out");
    const long = { attempts: 2, firstDelayMs: 3_600_000, longestDelayMs: 3_600_000 };
    const failing = async () => {
      throw new FederpostError("offline", "no");
    };
    const waiting = withPatience(
      { repeat: "idempotent", patience: long, random: systemRandom, signal: stop.signal },
      failing,
    );
    setTimeout(() => stop.abort(reason), 5);
    await expect(waiting).rejects.toBe(reason);
    await expect(pause(3_600_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("shared work goes on when one of those who wait for it cancels", async () => {
    const stop = new AbortController();
    let finish: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => (finish = resolve));
    const [leaving, staying] = [unlessCancelled(work, stop.signal), unlessCancelled(work, null)];
    stop.abort(new Error("gone"));
    await expect(leaving).rejects.toThrow("gone");
    finish("done");
    expect(await staying).toBe("done");
  });
});
