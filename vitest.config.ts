import { defineConfig } from "vitest/config";

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

/** Tests that use a homeserver, a browser or the build: one file at a time, since the machine may have two cores. */
const real = (name: string) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    globalSetup: ["test/setup/homeserver.ts"],
    fileParallelism: false,
    testTimeout: 10 * minute,
    hookTimeout: 5 * minute,
  },
});

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    projects: [
      pure("unit"),
      pure("property"),
      pure("vectors"),
      pure("storage"),
      real("house"),
      real("courier"),
      real("bundle"),
      real("journey"),
      real("attack"),
    ],
  },
});
