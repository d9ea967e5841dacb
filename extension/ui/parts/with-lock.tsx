import type { ComponentChildren, JSX } from "preact";
import type { LockView } from "../../../shared/protocol/index.ts";
import { useLock } from "../state/way.ts";
import { RemoteView } from "./remote.tsx";

/** Shows what needs to know by which ways in the mailbox opens, as soon as that is known. */
export function WithLock({ children }: { readonly children: (lock: LockView) => ComponentChildren }): JSX.Element {
  return <RemoteView of={useLock()}>{children}</RemoteView>;
}
