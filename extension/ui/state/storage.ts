import type { StorageView } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { useRemote } from "./remote.ts";

/** The place where the mailbox is stored; null while nobody has said anything of it. */
export function useStorage(): StorageView | null {
  const { panel } = useUi();
  const { state } = useRemote({
    key: "storage",
    load: (signal) => panel.call("storage.read", {}, { signal }),
    concerns: changes("storage"),
  });
  return state.kind === "ready" ? state.value : null;
}
