import { describe, expect, it } from "vitest";
import type { BrowserName } from "../../scripts/setup/index.ts";
import { createAccessLook } from "./access.ts";
import { walkJ3 } from "./j3.ts";
import { walkJ4 } from "./j4.ts";
import { walkJ6 } from "./j6.ts";
import { walkJ9 } from "./j9.ts";
import { walkJ1, walkJ2 } from "./journey.ts";
import { createStillLook } from "./still.ts";

const made = { text: null, filePath: null, keepDir: null };

const walked = async (walk: typeof walkJ1, browser: BrowserName, servers: 1 | 2): Promise<readonly string[]> => {
  const steps: string[] = [];
  const access = createAccessLook();
  const still = createStillLook();
  const look: typeof access.look = async (page, name) => {
    await still.look(page, name);
    await access.look(page, name);
  };
  await walk({ ...made, browser, servers, say: (line) => steps.push(line), look });
  expect(access.found).toEqual([]);
  expect([...still.moved]).toEqual([]);
  if (browser === "chromium") expect(access.seen.size).toBeGreaterThan(4);
  return steps;
};

describe("an application and its answer, by clicks and keys over a real homeserver", () => {
  for (const browser of ["chromium", "firefox"] as const) {
    it(`a citizen files it on the town's page, a clerk reads and answers it, the citizen reads the decision, in ${browser}`, async () => {
      const steps = await walked(walkJ2, browser, 1);
      expect(steps.at(-1)).toContain("Nothing of it stands in the homeservers' database, media or log");
    });
  }

  it("it arrives where citizen and agency are on two homeservers that federate", async () => {
    const steps = await walked(walkJ1, "chromium", 2);
    expect(steps[0]).toContain("2 homeserver(s) start");
  });
});

describe("a second device, by clicks and keys over a real homeserver", () => {
  for (const browser of ["chromium", "firefox"] as const) {
    it(`comes in beside one in ${browser}, reads and writes, is signed out from afar, and when all are lost the recovery key brings the mailbox back`, async () => {
      const steps = await walked(walkJ4, browser, 1);
      expect(steps.join()).toContain("The other side sees that it went");
      expect(steps.at(-1)).toContain("The clerk sees a new device, and both write again");
    });
  }
});

describe("a portal, by clicks and keys over a real homeserver", () => {
  for (const browser of ["chromium", "firefox"] as const) {
    it(`asks for a signature, which the citizen gives, and who somebody is, which the agency shows; its server verifies both, in ${browser}`, async () => {
      const steps = await walked(walkJ3, browser, 1);
      expect(steps.join()).toContain("It stands in the citizen's log of key uses");
      expect(steps.at(-1)).toContain("What the agency presented stands in its log of key uses");
    });
  }

  it("made from the tutorial's blocks alone sends, shows, lets write, gets a signature and asks who somebody is", async () => {
    const steps = await walked(walkJ6, "chromium", 1);
    expect(steps.join()).toContain("A declaration is signed, and the server verifies it");
    expect(steps.at(-1)).toContain("It asks who the citizen is");
  });
});

describe("proof, by clicks and keys over a real homeserver", () => {
  for (const browser of ["chromium", "firefox"] as const) {
    it(`of an agency's letter is saved and verified offline by anybody, in ${browser}`, async () => {
      const steps = await walked(walkJ9, browser, 1);
      expect(steps.join()).toContain("whose word it is");
      expect(steps.join()).toContain("one byte was changed is refused");
      expect(steps.at(-1)).toContain("refused over a changed document");
    });
  }
});
