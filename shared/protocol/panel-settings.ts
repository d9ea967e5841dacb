import * as v from "valibot";

/** Settings that have a shape of their own. */

const minutesOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60 - 1));

/**
 * When nothing is announced. `days` (ISO 8601, Monday is 1) are those on which a quiet time begins; one whose end is not
 * after its beginning goes on into the next day. Minutes count from midnight by the device's own clock.
 */
export const quietHours = v.strictObject({
  days: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))),
    v.minLength(1),
    v.maxLength(7),
    v.check((days) => new Set(days).size === days.length, "a day twice"),
  ),
  fromMinutes: minutesOfDay,
  toMinutes: minutesOfDay,
});

export type QuietHours = v.InferOutput<typeof quietHours>;
