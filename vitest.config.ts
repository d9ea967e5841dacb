import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const minute = 60_000;
const isLongRun = process.env.FEDERPOST_RUNS !== undefined;

/** One project per kind of test. Which stage of `npm run check` runs which project stands in scripts/check/stages.ts. */
const pure = (name: string) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    setupFiles: ["test/setup/fast-check.ts"],
    testTimeout: isLongRun ? 600 * minute : minute,
  },
});

/** Tests that use a browser or the build: one file at a time, since the machine may have two cores. */
const real = (name: string, globalSetup: string[] = [], maxWorkers = 1) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    globalSetup,
    maxWorkers,
    testTimeout: 10 * minute,
    hookTimeout: 5 * minute,
  },
});

const homeserver = ["test/setup/homeserver.ts"];

/** Files that take minutes begin first: what comes last keeps one worker busy while the other has nothing left to do. */
const longest = ["journey/journeys", "courier/kill", "courier/kill-devices"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      pure("unit"),
      pure("property"),
      pure("vectors"),
      real("storage"),
      real("house", homeserver),
      real("acme", ["test/setup/acme.ts"]),
      // Mailboxes in Node and a homeserver of each file's own, which mostly wait for one another: two fill two cores.
      real("courier", homeserver, 2),
      real("bundle"),
      // They wait for homeserver and pages more than they work; each file has its own of both.
      real("journey", homeserver, 2),
      real("attack", homeserver),
    ],
  },
});
