import { addDays, addMonths, type Day, germanDay, type LetterId, parseDay } from "../base/index.ts";
import { isAnswer, type ReceiptKind } from "../letter/index.ts";
import { isWorkingDay, mayBeHoliday, nextWorkingDay } from "./holidays.ts";
import type { LetterRecord, ReceiptRecord } from "./records.ts";

/** When a letter takes effect by which statute, and when a period ends that begins with it. Help, not advice: each answer says what it rests on. */

/** Why a day is an estimate and no more. */
export type Estimate =
  /** It rests on the clock of somebody's device. */
  | "claimed_time"
  /** It does not hold where the letter did not arrive, or later: whoever sent it has to prove that. */
  | "contested_receipt"
  /** It is no working day, and whether it moves to the next one is not agreed on. */
  | "no_working_day"
  /** It is a holiday in some Länder. */
  | "land_holiday"
  /** Whether this way of sending is the one that the statute means is for the agency or court to say. */
  | "way_of_sending";

export interface LegalBasis {
  /** As lawyers cite it; the same in every language. */
  readonly statute: string;
  /** In force in this wording since; what was sent before is counted by the wording of its time. */
  readonly since: Day | null;
  /** The receipt from which days are counted. */
  readonly from: Exclude<ReceiptKind, "notified" | "rejected">;
  /** The day it is effective, counted from the day of that receipt, which is not counted itself. */
  readonly days: number;
  readonly daysBefore: number;
  /** Days after the notice in which a letter must be retrieved, where it else has no effect. */
  readonly lapsesAfter: number | null;
  readonly estimates: readonly Estimate[];
}

const modern = parseDay("2025-01-01");
const usual = { since: null, lapsesAfter: null, estimates: ["claimed_time", "way_of_sending"] } as const;
const presumed = ["claimed_time", "contested_receipt", "way_of_sending"] as const;

/** State of the law: 1 January 2025 (Postrechtsmodernisierungsgesetz: the fourth day where it was the third). */
export const legalBases = {
  vwvfg_41_2: {
    statute: "VwVfG § 41 (2)",
    from: "submitted",
    days: 4,
    daysBefore: 3,
    ...usual,
    since: modern,
    estimates: presumed,
  },
  vwvfg_41_2a: { statute: "VwVfG § 41 (2a)", from: "retrieved", days: 1, daysBefore: 1, ...usual, lapsesAfter: 10 },
  ozg_9: { statute: "OZG § 9", from: "provided", days: 4, daysBefore: 3, ...usual, since: modern, estimates: presumed },
  zpo_173_3: { statute: "ZPO § 173 (3)", from: "acknowledged", days: 0, daysBefore: 0, ...usual },
  zpo_173_4: { statute: "ZPO § 173 (4)", from: "provided", days: 3, daysBefore: 3, ...usual, estimates: presumed },
  vwzg_5: { statute: "VwZG § 5 (4), (7)", from: "acknowledged", days: 0, daysBefore: 0, ...usual },
} as const satisfies Readonly<Record<string, LegalBasis>>;

export type LegalBasisId = keyof typeof legalBases;
export const legalBasisIds: readonly LegalBasisId[] = [
  "vwvfg_41_2",
  "vwvfg_41_2a",
  "ozg_9",
  "zpo_173_3",
  "zpo_173_4",
  "vwzg_5",
];

type Proof = Pick<ReceiptRecord, "kind" | "atMs" | "says" | "valid">;

export type Effect =
  | { readonly kind: "effective"; readonly day: Day; readonly counted: Day; readonly estimates: readonly Estimate[] }
  /** Nobody has stated yet what the days are counted from. `lapses`: then it can no longer take effect. */
  | { readonly kind: "waiting"; readonly from: LegalBasis["from"]; readonly lapses: Day | null };

/** When a letter takes effect, by its valid receipts. The first receipt of a kind counts. */
export function effectOf(id: LegalBasisId, receipts: readonly Proof[]): Effect {
  const basis: LegalBasis = legalBases[id];
  const first = (kind: ReceiptKind) =>
    receipts.filter((each) => each.valid && each.kind === kind).sort((a, b) => a.atMs - b.atMs)[0];
  const receipt = first(basis.from);
  const counted =
    receipt === undefined ? null : receipt.kind === "acknowledged" ? parseDay(receipt.says) : germanDay(receipt.atMs);
  if (counted === null) {
    const told = first("notified");
    const notified = told === undefined || basis.lapsesAfter === null ? null : germanDay(told.atMs);
    const lapses = notified === null || basis.lapsesAfter === null ? null : addDays(notified, basis.lapsesAfter);
    return { kind: "waiting", from: basis.from, lapses };
  }
  const day = addDays(counted, basis.since !== null && counted < basis.since ? basis.daysBefore : basis.days);
  // A presumption names a day; whether it moves off a weekend as the end of a period does is decided differently by courts.
  const estimates =
    basis.days > 1 && !isWorkingDay(day) ? [...basis.estimates, "no_working_day" as const] : basis.estimates;
  return { kind: "effective", day, counted, estimates };
}

/** A period that begins with the effect of a letter, such as that of an objection (VwGO § 70: one month). */
export type Period = "two_weeks" | "one_month" | "three_months";
export const periods: readonly Period[] = ["one_month", "two_weeks", "three_months"];

const unmoved: Readonly<Record<Period, (begins: Day) => Day>> = {
  two_weeks: (begins) => addDays(begins, 14),
  one_month: (begins) => addMonths(begins, 1),
  three_months: (begins) => addMonths(begins, 3),
};

/**
 * The last day of a period (BGB §§ 187 (1), 188 (2) and (3)): the day of the effect is not counted, and what would end on a
 * Saturday, Sunday or nationwide holiday ends on the next working day (BGB § 193, VwVfG § 31 (3), ZPO § 222 (2)).
 */
export function periodEnd(begins: Day, period: Period): { readonly day: Day; readonly estimates: readonly Estimate[] } {
  const day = nextWorkingDay(unmoved[period](begins));
  return { day, estimates: mayBeHoliday(day) ? ["land_holiday"] : [] };
}

/** A day by which somebody has to act in a thread. */
export interface Deadline {
  readonly letter: LetterId;
  readonly day: Day;
  /** Whose turn it is. */
  readonly turn: "mine" | "theirs";
}

/** The nearest day by which an acknowledgement is asked for that nobody has given; what is asked of us comes first. Null for none. */
export function nextDeadline(
  letters: readonly Pick<LetterRecord, "letter" | "mine" | "acknowledgeBy">[],
  receiptsOf: (letter: LetterId) => readonly Pick<ReceiptRecord, "kind" | "valid">[],
): Deadline | null {
  const open = letters.flatMap(({ letter, mine, acknowledgeBy }): Deadline[] => {
    const day = parseDay(acknowledgeBy);
    const answered = receiptsOf(letter).some(({ kind, valid }) => valid && isAnswer(kind));
    return day === null || answered ? [] : [{ letter, day, turn: mine ? "theirs" : "mine" }];
  });
  const nearest = (turn: Deadline["turn"]) =>
    open.filter((each) => each.turn === turn).sort((a, b) => a.day.localeCompare(b.day))[0] ?? null;
  return nearest("mine") ?? nearest("theirs");
}
