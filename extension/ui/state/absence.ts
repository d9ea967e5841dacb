import type { AbsenceView } from "../../../shared/protocol/index.ts";

/** An absence as it is typed: days as ISO 8601 by the calendar of this device, the last one included. */
export interface AbsenceFields {
  readonly from: string;
  readonly until: string;
  readonly text: string;
  readonly audience: AbsenceView["audience"];
}

export type AbsenceProblem = "day" | "order" | "text";

const isoDay = (ms: number): string => {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Midnight by the device's clock, `days` after a day; null where the text names none. */
function midnight(day: string, days: number): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(date) + days);
  return Number.isNaN(at.getTime()) || isoDay(new Date(Number(year), Number(month) - 1, Number(date)).getTime()) !== day
    ? null
    : at.getTime();
}

/** What stands in the form at first: what is entered, or today. */
export const fieldsOf = (absence: AbsenceView | null, nowMs: number): AbsenceFields =>
  absence === null
    ? { from: isoDay(nowMs), until: "", text: "", audience: "known" }
    : { ...absence, from: isoDay(absence.fromMs), until: isoDay(absence.untilMs - 1) };

/** The absence that the fields say, or what is wrong with them. */
export function absenceOf(fields: AbsenceFields): AbsenceView | AbsenceProblem {
  const [fromMs, untilMs] = [midnight(fields.from, 0), midnight(fields.until, 1)];
  if (fromMs === null || untilMs === null) return "day";
  if (untilMs <= fromMs) return "order";
  const text = fields.text.trim();
  return text === "" ? "text" : { fromMs, untilMs, text, audience: fields.audience };
}

export type AbsenceState = "running" | "planned" | "over";

export const stateOf = ({ fromMs, untilMs }: AbsenceView, nowMs: number): AbsenceState =>
  nowMs < fromMs ? "planned" : nowMs < untilMs ? "running" : "over";
