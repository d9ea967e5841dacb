import type { TestOutcome } from "../check/outcome-reporter.ts";
import type { Attack, Target } from "./catalogue.ts";

/** What came of one attack at one target. */
export interface Verdict {
  readonly id: string;
  readonly target: Target;
  readonly outcome: "withstood" | "succeeded" | "not run";
  /** Why it was not run; empty otherwise. */
  readonly why: string;
  /** Whether docs/testing.md says that and why it is not run. */
  readonly excused: boolean;
}

/** A test's name as in test/attack: `A1 B15 chromium: what happens`, `A4 firefox undefended: what happens`. */
const named = /^((?:[A-ES]\d+ )+)(chromium|firefox|node)( undefended)?: /;

interface Claim {
  readonly ids: readonly string[];
  readonly target: string;
  /** Carried out with the defence taken out: then it must succeed, else it was no attack. */
  readonly undefended: boolean;
  readonly test: TestOutcome;
}

const claimOf = (test: TestOutcome): Claim | null => {
  const [, ids, target, undefended] = named.exec(test.title) ?? [];
  if (ids === undefined || target === undefined) return null;
  return { ids: ids.trim().split(" "), target, undefended: undefended !== undefined, test };
};

/** How docs/testing.md names an attack that is not run. */
export const excuseName = (id: string, target: Target): string => `attack > ${id} ${target}`;

/**
 * One verdict for each attack and target of the catalogue. `excuse` gives the reason for which one may be not run, or null.
 * Throws when a test names an attack or target that the catalogue does not have: its result would be seen by nobody.
 */
export const judge = (
  catalogue: readonly Attack[],
  tests: readonly TestOutcome[],
  excuse: (name: string) => string | null,
): readonly Verdict[] => {
  const claims = tests.map(claimOf).filter((claim) => claim !== null);
  for (const { ids, target, test } of claims) {
    const known = (id: string) =>
      catalogue.some((attack) => attack.id === id && attack.targets.some((t) => t === target));
    const stray = ids.find((id) => !known(id));
    if (stray !== undefined)
      throw new Error(`The catalogue has no ${stray} for ${target}, which "${test.title}" is about`);
  }
  return catalogue.flatMap((attack) =>
    attack.targets.map((target) => verdictOn({ attack, target, claims, tests, excuse })),
  );
};

interface Case {
  readonly attack: Attack;
  readonly target: Target;
  readonly claims: readonly Claim[];
  readonly tests: readonly TestOutcome[];
  readonly excuse: (name: string) => string | null;
}

const verdictOn = (given: Case): Verdict => {
  const { id } = given.attack;
  const { target } = given;
  const mine = given.claims.filter((claim) => claim.ids.includes(id) && claim.target === target);
  const elsewhere = target === "node" ? elsewhereOf(given) : { found: [], missing: [] };
  const attacks = [...mine.filter(({ undefended }) => !undefended).map(({ test }) => test), ...elsewhere.found];
  const proofs = mine.filter(({ undefended }) => undefended).map(({ test }) => test);
  const verdict = (outcome: Verdict["outcome"], why = "", excused = false) => ({ id, target, outcome, why, excused });
  if (attacks.some(({ status }) => status === "failed")) return verdict("succeeded");
  if (proofs.some(({ status }) => status === "failed"))
    return verdict("not run", "it does not succeed without its defence either");
  if (elsewhere.missing.length > 0) return verdict("not run", `there is no test ${elsewhere.missing.join(", ")}`);
  if (attacks.some(({ status }) => status === "passed")) return verdict("withstood");
  const reason = given.excuse(excuseName(id, target));
  return reason === null ? verdict("not run", "no test of it ran") : verdict("not run", reason, true);
};

/** The tests elsewhere, and what the catalogue names that did not run or is no longer there. */
const elsewhereOf = ({ attack, tests }: Case) => {
  const named = (attack.elsewhere ?? []).map(({ file, named: part = "" }) => ({
    what: `${file} > ${part === "" ? "*" : part}`,
    found: tests.filter((test) => test.file === file && test.fullName.includes(part)),
  }));
  return {
    found: named.flatMap(({ found }) => found),
    missing: named.filter(({ found }) => found.length === 0).map(({ what }) => what),
  };
};

/** `A1 chromium: withstood`. */
export const lineOf = ({ id, target, outcome, why }: Verdict): string =>
  `${id} ${target}: ${outcome}${why === "" ? "" : `: ${why}`}`;

/** An attack succeeded when it did so anywhere, and was withstood when it was run somewhere. */
export const summaryOf = (verdicts: readonly Verdict[]): string => {
  const ids = [...new Set(verdicts.map(({ id }) => id))];
  const of = (id: string) => verdicts.filter((verdict) => verdict.id === id).map(({ outcome }) => outcome);
  const succeeded = ids.filter((id) => of(id).includes("succeeded")).length;
  const notRun = ids.filter((id) => of(id).every((outcome) => outcome === "not run")).length;
  const withstood = ids.length - succeeded - notRun;
  return `attack: ${ids.length} IDs, ${withstood} withstood, ${succeeded} succeeded, ${notRun} not run`;
};
