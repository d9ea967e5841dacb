import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOf, changeOf, type OrderAct } from "../../../extension/ui/state/ordering.ts";
import { labelLimits, reordered, type ThreadOrder, tidyLabels } from "../../../shared/mailbox/index.ts";

const label = fc.string({ minLength: 1, maxLength: 60 });
const order: fc.Arbitrary<ThreadOrder> = fc.record({
  pinned: fc.boolean(),
  archived: fc.boolean(),
  snoozedUntilMs: fc.option(fc.nat()),
  marked: fc.boolean(),
  labels: fc.array(label, { maxLength: 30 }).map(tidyLabels),
  trashedAtMs: fc.constant(null),
});
const kinds = ["archive", "unarchive", "pin", "unpin", "mark", "unmark", "wake"] as const;
const act: fc.Arbitrary<OrderAct> = fc.oneof(
  fc.constantFrom(...kinds).map((kind) => ({ kind })),
  fc.nat().map((untilMs) => ({ kind: "snooze" as const, untilMs })),
  fc.record({ kind: fc.constantFrom("label" as const, "unlabel" as const), label }),
);

describe("what is done with threads", () => {
  it("is taken back by its way back, whatever it was", () => {
    fc.assert(
      fc.property(order, act, (before, each) => {
        expect(reordered(reordered(before, changeOf(each, before)), backOf(each, before))).toEqual(before);
      }),
    );
  });

  it("leaves what the person or a letter changed meanwhile and the act did not touch", () => {
    fc.assert(
      fc.property(order, order, (before, meanwhile) => {
        const after = reordered(meanwhile, backOf({ kind: "pin" }, before));
        expect(after).toEqual({ ...meanwhile, pinned: before.pinned });
      }),
    );
  });

  it("keeps labels tidy: tidying once is enough, and never are there more than allowed", () => {
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
        const tidy = tidyLabels(labels);
        expect(tidyLabels(tidy)).toEqual(tidy);
        expect(tidy.length).toBeLessThanOrEqual(labelLimits.count);
      }),
    );
  });
});
