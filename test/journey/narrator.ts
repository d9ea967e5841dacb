import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "./driver/index.ts";

/** Says what happens with its time, and takes numbered pictures of it. */
export interface Narrator {
  /** Does `work` and says what it was and how long it took. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Keeps a picture of the page as it is now; nothing where no pictures are wanted. */
  picture(page: Page, name: string): Promise<void>;
}

interface NarratorOptions {
  readonly say: (line: string) => void;
  /** Null takes no pictures. */
  readonly picturesDir: string | null;
  /** Looks at each page of which a picture is, or would be, taken. */
  readonly look?: (page: Page, name: string) => Promise<void>;
}

export const createNarrator = ({ say, picturesDir, look }: NarratorOptions): Narrator => {
  let pictures = 0;
  return {
    step: async (what, work) => {
      const started = performance.now();
      const result = await work();
      say(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
      return result;
    },
    picture: async (page, name) => {
      await look?.(page, name);
      if (picturesDir === null) return;
      await mkdir(picturesDir, { recursive: true });
      await page.screenshot(join(picturesDir, `${String(++pictures).padStart(2, "0")}-${name}.png`));
    },
  };
};
