import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOf, changeOf, type OrderAct } from "../../../extension/ui/state/ordering.ts";
import {
  broughtBack,
  labelLimits,
  laterOrder,
  reordered,
  type ThreadOrder,
  tidyLabels,
} from "../../../shared/mailbox/index.ts";
import type { OrderChangeView } from "../../../shared/protocol/index.ts";

const label = fc.string({ minLength: 1, maxLength: 60 });
const order: fc.Arbitrary<ThreadOrder> = fc.record({
  pinned: fc.boolean(),
  archived: fc.boolean(),
  snoozedUntilMs: fc.option(fc.nat()),
  marked: fc.boolean(),
  labels: fc.array(label, { maxLength: 30 }).map(tidyLabels),
  trashedAtMs: fc.option(fc.nat()),
  changedAtMs: fc.nat(),
  apart: fc.option(fc.boolean()),
  taken: fc.option(fc.record({ device: label, by: label, atMs: fc.nat() })),
});
/** As the host understands it at the device "Büro". */
const understood = ({ taken, ...change }: OrderChangeView) => ({
  ...change,
  ...(taken !== undefined && { taken: taken === "here" ? { device: "D1", by: "Büro", atMs: 1 } : taken }),
});
const kinds = ["take", "release", "archive", "unarchive", "pin", "unpin", "mark", "unmark", "wake"] as const;
const act: fc.Arbitrary<OrderAct> = fc.oneof(
  fc.constantFrom(...kinds).map((kind) => ({ kind })),
  fc.nat().map((untilMs) => ({ kind: "snooze" as const, untilMs })),
  fc.record({ kind: fc.constantFrom("label" as const, "unlabel" as const), label }),
);

describe("what is done with threads", () => {
  it("is taken back by its way back, whatever it was", () => {
    fc.assert(
      fc.property(order, act, (before, each) => {
        const done = reordered(before, understood(changeOf(each, before)), 0);
        const back = reordered(done, understood(backOf(each, before)), 0);
        expect({ ...back, changedAtMs: before.changedAtMs }).toEqual(before);
      }),
    );
  });

  it("leaves what the person or a letter changed meanwhile and the act did not touch", () => {
    fc.assert(
      fc.property(order, order, (before, meanwhile) => {
        const after = reordered(meanwhile, understood(backOf({ kind: "pin" }, before)), 0);
        expect(after).toEqual({ ...meanwhile, pinned: before.pinned, changedAtMs: meanwhile.changedAtMs + 1 });
      }),
    );
  });

  it("is later than all it knows, whatever the clock says, so that another device takes it", () => {
    fc.assert(
      fc.property(order, fc.nat(), (before, nowMs) => {
        const after = reordered(before, { pinned: !before.pinned }, nowMs);
        expect(laterOrder(before, after)).toBe(after);
        expect(laterOrder(after, before)).toBe(after);
      }),
    );
  });

  it("comes to the same on two devices, in whatever order and how often they hear of each other", () => {
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 6 }), fc.array(fc.nat()), (said, picks) => {
        const again = picks.map((pick) => said[pick % said.length]!);
        const heard = (all: readonly ThreadOrder[]) => all.reduce((known, told) => laterOrder(known, told));
        expect(heard([...said, ...again])).toEqual(heard([...again.reverse(), ...said.toReversed()]));
      }),
    );
  });

  it("that was put away after a letter was written stays away at the device that gets the letter late", () => {
    fc.assert(
      fc.property(order, fc.nat(), (before, sentAtMs) => {
        const away = reordered(before, { archived: true }, sentAtMs + 1);
        expect(laterOrder(broughtBack(before, sentAtMs), away)).toBe(away);
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
