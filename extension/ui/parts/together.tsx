import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { createGathering, GatheringContext, ShownContext } from "../state/gathering.ts";
import { Loading } from "./remote.tsx";

// A homeserver that does not answer must not keep back what is there.
const longestMs = 3_000;

interface TogetherProps {
  /** Whoever shows it is reading something itself. */
  readonly waiting: boolean;
  readonly children: ComponentChildren;
}

/**
 * Shows all of it at once, when each part has been read: what comes in one after the other would move away under the pointer.
 * What takes longer than three seconds is shown as on its way.
 */
export function Together({ waiting, children }: TogetherProps): JSX.Element {
  const [shown, show] = useState(false);
  const gathering = useMemo(() => createGathering(() => show(true)), []);
  useLayoutEffect(() => (waiting ? gathering.begin() : undefined), [gathering, waiting]);
  // Children have begun to read by now: theirs run before.
  useLayoutEffect(() => {
    gathering.look();
    const timer = setTimeout(() => show(true), longestMs);
    return () => clearTimeout(timer);
  }, [gathering]);
  return (
    <GatheringContext.Provider value={gathering}>
      {!shown && <Loading />}
      <ShownContext.Provider value={shown}>
        <div class={shown ? "together" : "together together-waiting"}>{children}</div>
      </ShownContext.Provider>
    </GatheringContext.Provider>
  );
}
