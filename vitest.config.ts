import { defineConfig } from "vitest/config";

const minute = 60_000;

/** One project per kind of test. Which stage of `npm run check` runs which project stands in scripts/stages.ts. */
const pure = (name: string) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], testTimeout: minute },
});

/** Tests that use a homeserver, a browser or the build: one file at a time, since the machine may have two cores. */
const real = (name: string) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
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
