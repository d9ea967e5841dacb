import type { Page } from "../test/journey/driver/index.ts";
import type { BrowserName } from "./setup/index.ts";

export interface JourneyOptions {
  readonly browser: BrowserName;
  /** 1: citizen and agency on one homeserver; 2: on two that federate. */
  readonly servers: 1 | 2;
  /** The letter's text; the journey makes one up when it is null. */
  readonly text: string | null;
  /** The attachment; the journey makes one up when it is null. */
  readonly filePath: string | null;
  /** Where server state, profiles, screenshots and the exported letters stay; null leaves nothing behind. */
  readonly keepDir: string | null;
  readonly say: (line: string) => void;
  /** Looks at each page that is shown in a picture. */
  readonly look?: (page: Page, name: string) => Promise<void>;
}

/** Walks one journey on real parts, by clicks and keys. Throws with the reason when it does not arrive. */
export type Journey = (options: JourneyOptions) => Promise<void>;

/** The journeys that exist, by name. What is not in here cannot be walked, and the command says so. */
export const journeys: ReadonlyMap<string, () => Promise<Journey>> = new Map([
  ["J1", async () => (await import("../test/journey/journey.ts")).walkJ1],
  ["J2", async () => (await import("../test/journey/journey.ts")).walkJ2],
  ["J3", async () => (await import("../test/journey/j3.ts")).walkJ3],
  ["J4", async () => (await import("../test/journey/j4.ts")).walkJ4],
  ["J6", async () => (await import("../test/journey/j6.ts")).walkJ6],
  ["J7", async () => (await import("../test/journey/j7.ts")).walkJ7],
  ["J9", async () => (await import("../test/journey/j9.ts")).walkJ9],
]);
