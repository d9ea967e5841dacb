import * as v from "valibot";
import { text } from "./panel-parts.ts";

/** When the person is away, and what their device says then. */

const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const absence = v.strictObject({
  /** Milliseconds since the epoch: from then, and up to but not at then. */
  fromMs: moment,
  untilMs: moment,
  text: v.pipe(text(5000), v.trim(), v.minLength(1)),
  /** `known`: only to who was written to before. */
  audience: v.picklist(["known", "everyone"]),
});

export const absenceParams = {
  "absence.read": v.strictObject({}),
  /** Null: the person is not away. */
  "absence.set": v.strictObject({
    absence: v.nullable(
      v.pipe(
        absence,
        v.check(({ fromMs, untilMs }) => fromMs < untilMs, "ends before it begins"),
      ),
    ),
  }),
} as const;

export type AbsenceView = v.InferOutput<typeof absence>;

export interface AbsenceResults {
  readonly "absence.read": { readonly absence: AbsenceView | null };
  readonly "absence.set": { readonly absence: AbsenceView | null };
}
