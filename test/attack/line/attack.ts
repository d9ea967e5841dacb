import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { BrowserName } from "../../../scripts/setup/index.ts";
import { openRig, type Rig } from "./rig.ts";
import type { Defence } from "./undefended.ts";

/** An attack on the line between pages and the mailbox, for both browsers. */
export interface LineAttack {
  /** Its ids in the catalogue, with spaces between. */
  readonly ids: string;
  readonly what: string;
  /** Where it is carried out; everywhere when it is left out. */
  readonly only?: BrowserName;
  /**
   * What stops it. Without that the attack must succeed. `build`: what an undefended build never has; `none` where what
   * stops it is the browser's own, or cannot be taken out alone.
   */
  readonly stoppedBy: Defence | "build" | "none";
  /** Where it was proven that it succeeds without; everywhere when it is left out. */
  readonly provenOnlyIn?: BrowserName;
  /** Carries it out. Answers what the attacker got, or null. */
  readonly run: (rig: Rig) => Promise<string | null>;
}

/** Carries out each attack on a proper build, and each that can be proven so on an undefended one. */
export function carryOut(browser: BrowserName, attacks: readonly LineAttack[]): void {
  const here = attacks.filter(({ only }) => only === undefined || only === browser);
  describe("against the build", () => {
    const rig = rigFor(browser, false);
    for (const { ids, what, run } of here) {
      it(`${ids} ${browser}: ${what}`, async () => expect(await run(rig())).toBeNull());
    }
  });
  const proven = here.filter(
    ({ stoppedBy, provenOnlyIn = browser }) => stoppedBy !== "none" && provenOnlyIn === browser,
  );
  // A place where none of these can be proven has no second build.
  if (proven.length === 0) return;
  describe("without the defence", () => {
    const rig = rigFor(browser, true);
    for (const { ids, what, stoppedBy, run } of proven) {
      it(`${ids} ${browser} undefended: ${what}`, async () => {
        if (stoppedBy !== "build" && stoppedBy !== "none") await rig().without(stoppedBy);
        expect(await run(rig())).not.toBeNull();
      });
    }
    afterEach(() => rig().without(null));
  });
}

function rigFor(browser: BrowserName, undefended: boolean): () => Rig {
  let rig: Rig | null = null;
  beforeAll(async () => {
    rig = await openRig(browser, { undefended });
  });
  afterEach(() => rig?.tidy());
  afterAll(() => rig?.close());
  return () => {
    if (rig === null) throw new Error("the browser did not start");
    return rig;
  };
}
