import type { UpdateView } from "../../shared/protocol/index.ts";
import type { Desk } from "../platform/index.ts";

/**
 * Newer versions of the extension. The browser has one ready and would wait for the extension to be idle, which the engine host
 * never is: a mended fault would count only when the browser ends. So it takes over when none of our pages is open, and nobody
 * is interrupted; at once where the mailbox is too old to work at all.
 */
export interface Updates {
  /** The browser has one ready. */
  readonly ready: () => Promise<void>;
  /** A page of ours closed, or what an administrator prescribes changed. */
  readonly settle: () => Promise<void>;
  readonly check: () => Promise<UpdateView>;
}

export interface Surroundings {
  readonly desk: Desk;
  readonly openPages: () => number;
  readonly isTooOld: () => Promise<boolean>;
}

export function createUpdates({ desk, openPages, isTooOld }: Surroundings): Updates {
  let isReady = false;
  const settle = async (): Promise<void> => {
    if (isReady && (openPages() === 0 || (await isTooOld()))) await desk.restart({});
  };
  return {
    ready: () => {
      isReady = true;
      return settle();
    },
    settle,
    check: async () => ({ kind: await desk.checkForUpdate({}) }),
  };
}
