import { describe, expect, test } from "vitest";
import { absenceOf, fieldsOf, stateOf } from "../../../extension/ui/state/absence.ts";
import type { AbsenceView } from "../../../shared/protocol/index.ts";

const fields = { from: "2026-12-24", until: "2026-12-31", text: " Ich bin weg. ", audience: "known" as const };

describe("an absence as it is typed", () => {
  test("counts whole days by the calendar of the device, the last one included", () => {
    const absence = absenceOf(fields) as AbsenceView;
    expect(absence).toEqual({
      fromMs: new Date(2026, 11, 24).getTime(),
      untilMs: new Date(2027, 0, 1).getTime(),
      text: "Ich bin weg.",
      audience: "known",
    });
    expect(fieldsOf(absence, 0)).toMatchObject({ from: "2026-12-24", until: "2026-12-31" });
    expect(absenceOf({ ...fields, until: fields.from })).toMatchObject({ untilMs: new Date(2026, 11, 25).getTime() });
  });

  test.each([
    [{ from: "" }, "day"],
    [{ until: "2026-02-30" }, "day"],
    [{ until: "2026-12-23" }, "order"],
    [{ text: "  " }, "text"],
  ])("with %j is refused for its %s", (wrong, problem) => {
    expect(absenceOf({ ...fields, ...wrong })).toBe(problem);
  });

  test("is planned, runs and is over", () => {
    const absence = absenceOf(fields) as AbsenceView;
    const at = [absence.fromMs - 1, absence.fromMs, absence.untilMs - 1, absence.untilMs];
    expect(at.map((nowMs) => stateOf(absence, nowMs))).toEqual(["planned", "running", "running", "over"]);
  });
});
