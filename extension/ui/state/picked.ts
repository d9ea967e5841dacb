import { useState } from "preact/hooks";
import type { ThreadSummary } from "../../../shared/protocol/index.ts";

/** The threads that a person has picked to do something with. */
export interface Picked {
  readonly threads: readonly ThreadSummary[];
  readonly has: (thread: string) => boolean;
  readonly toggle: (thread: string) => void;
  readonly clear: () => void;
}

/** Only what is in the list counts: nothing is done to a thread that the person no longer sees. */
export function usePicked(shown: readonly ThreadSummary[]): Picked {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  return {
    threads: shown.filter(({ thread }) => picked.has(thread)),
    has: (thread) => picked.has(thread),
    toggle: (thread) =>
      setPicked((before) => {
        const after = new Set(before);
        if (!after.delete(thread)) after.add(thread);
        return after;
      }),
    clear: () => setPicked(new Set()),
  };
}
