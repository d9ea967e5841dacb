import type { PanelResults } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** The person's secret sign, as it is. */
export function useCue(): RemoteHandle<PanelResults["cue.read"]> {
  const { panel } = useUi();
  return useRemote({
    key: "cue",
    load: (signal) => panel.call("cue.read", {}, { signal }),
    concerns: changes("account"),
  });
}
