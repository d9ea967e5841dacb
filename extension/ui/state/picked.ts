import { useState } from "preact/hooks";
import type { ThreadSummary } from "../../../shared/protocol/index.ts";

/** The threads that a person has picked to do something with. */
export interface Picked {
  readonly threads: readonly ThreadSummary[];
  readonly has: (thread: string) => boolean;
  readonly toggle: (thread: string) => void;
  readonly clear: () => void;
}

/** A thread stays picked when it is scrolled out of sight; how many are picked is said beside what can be done with them. */
export function usePicked(shown: readonly ThreadSummary[]): Picked {
  const [picked, setPicked] = useState<ReadonlyMap<string, ThreadSummary>>(new Map());
  const newest = (thread: string) => shown.find((each) => each.thread === thread);
  return {
    threads: [...picked.values()].map((each) => newest(each.thread) ?? each),
    has: (thread) => picked.has(thread),
    toggle: (thread) =>
      setPicked((before) => {
        const after = new Map(before);
        const summary = newest(thread);
        if (!after.delete(thread) && summary !== undefined) after.set(thread, summary);
        return after;
      }),
    clear: () => setPicked(new Map()),
  };
}
