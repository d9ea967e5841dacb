import { describe, expect, test } from "vitest";
import { type Attack, catalogue, judge, lineOf, summaryOf } from "../../scripts/attack/index.ts";

const attacks: readonly Attack[] = [
  { id: "A1", what: "one", targets: ["chromium", "firefox"] },
  {
    id: "C6",
    what: "another",
    targets: ["node"],
    elsewhere: [{ project: "unit", file: "test/unit/x.test.ts", named: "kills" }],
  },
];

const came = (title: string, status: string, file = "test/attack/x.test.ts") => ({
  file,
  title,
  fullName: title,
  status,
  why: status === "failed" ? "it differs" : null,
});
const killed = came("kills", "passed", "test/unit/x.test.ts");
const report = (...tests: ReturnType<typeof came>[]): string[] =>
  judge(attacks, [killed, ...tests], (name) => (name === "attack > A1 firefox" ? "there is no frame" : null)).map(
    lineOf,
  );

describe("the report of the attacks", () => {
  test("has a line for each attack and target", () => {
    expect(report(came("A1 chromium: tries", "passed"))).toEqual([
      "A1 chromium: withstood",
      "A1 firefox: not run: there is no frame",
      "C6 node: withstood",
    ]);
  });

  test("says that an attack succeeded as soon as one test of it failed", () => {
    const lines = report(came("A1 chromium: tries", "passed"), came("A1 chromium: tries again", "failed"));
    expect(lines[0]).toBe("A1 chromium: succeeded");
  });

  test("believes no attack that does not succeed without its defence", () => {
    const lines = report(came("A1 chromium: tries", "passed"), came("A1 chromium undefended: tries", "failed"));
    expect(lines[0]).toBe("A1 chromium: not run: it does not succeed without its defence either");
  });

  test("takes no skipped test and no missing one for a defence", () => {
    expect(report(came("A1 chromium: tries", "skipped"))[0]).toBe("A1 chromium: not run: no test of it ran");
    expect(report()[0]).toBe("A1 chromium: not run: no test of it ran");
  });

  test("says where a test that the catalogue names is gone", () => {
    const lines = judge(attacks, [], () => null).map(lineOf);
    expect(lines[2]).toBe("C6 node: not run: there is no test test/unit/x.test.ts > kills");
  });

  test("refuses a test of an attack that the catalogue does not have", () => {
    expect(() => report(came("A77 chromium: tries", "passed"))).toThrow("A77");
  });

  test("counts each attack once", () => {
    const verdicts = judge(attacks, [killed, came("A1 chromium: tries", "failed")], () => null);
    expect(summaryOf(verdicts)).toBe("attack: 2 IDs, 1 withstood, 1 succeeded, 0 not run");
  });
});

describe("the catalogue of attacks", () => {
  test("has each id once, and every one of those in docs/requirements.md", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const ranges = { A: 12, B: 16, C: 12, D: 4, E: 6 };
    for (const [letter, count] of Object.entries(ranges))
      for (let number = 1; number <= count; number++) expect(ids).toContain(`${letter}${number}`);
  });
});
