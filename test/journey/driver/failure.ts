import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { stateDir } from "../../../scripts/paths.ts";

interface Attempt {
  /** What was tried, to follow "Could not". */
  readonly what: string;
  readonly url: () => Promise<string>;
  readonly screenshot: (path: string) => Promise<void>;
}

const folder = join(stateDir, "journey-failures");

/** Does `work`; when it fails, the error says what was tried on which page, and a screenshot of the moment is left. */
export const failing = async <T>({ what, url, screenshot }: Attempt, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    const at = await url().catch(() => "a page that is gone");
    const path = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.png`);
    await mkdir(folder, { recursive: true });
    const picture = await screenshot(path).then(
      () => `screenshot: ${path}`,
      () => "no screenshot could be taken",
    );
    const why = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new Error(`Could not ${what} at ${withoutQuery(at)}: ${why}\n${picture}`, { cause });
  }
};

// Room ids in fragments say nothing to the reader and make the line long.
const withoutQuery = (url: string): string => url.split(/[?#]/)[0] ?? url;
