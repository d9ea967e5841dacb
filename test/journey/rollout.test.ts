import { describe, expect, it } from "vitest";
import { createAccessLook } from "./access.ts";
import { walkJ7 } from "./j7.ts";
import { whyNotManaged } from "./managed.ts";

describe.skipIf(whyNotManaged() !== null)("an agency rolls the extension out", () => {
  for (const browser of ["chromium", "firefox"] as const) {
    it(`by policy from its own server, updates it with everything kept, and is told what is wrong with its rules, in ${browser}`, async () => {
      const steps: string[] = [];
      const access = createAccessLook();
      const say = (line: string) => steps.push(line);
      await walkJ7({ browser, servers: 1, text: null, filePath: null, keepDir: null, say, look: access.look });
      expect(access.found).toEqual([]);
      expect(steps.at(-1)).toContain("signs out");
    });
  }
});
