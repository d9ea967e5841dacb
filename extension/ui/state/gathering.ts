import { createContext } from "preact";

/** Counts what is being read for the first time. */
export interface Gathering {
  /** Something is being read. Returns what ends that. */
  readonly begin: () => () => void;
}

/** Around views that appear together; null where each appears by itself. */
export const GatheringContext = createContext<Gathering | null>(null);

/** Whether what stands here is shown yet: what is not can take no focus. */
export const ShownContext = createContext(true);

/** Calls `done` once: when nothing is being read any more, judged after what one answer changes is drawn. */
export function createGathering(done: () => void): Gathering & { readonly look: () => void } {
  let open = 0;
  let isDone = false;
  const look = (): void =>
    queueMicrotask(() => {
      if (open > 0 || isDone) return;
      isDone = true;
      done();
    });
  return {
    look,
    begin: () => {
      open += 1;
      return () => {
        open -= 1;
        look();
      };
    },
  };
}
