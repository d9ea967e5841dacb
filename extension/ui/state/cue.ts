import { createContext } from "preact";
import type { PanelResults } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** The sign where a page has read it before it shows anything. */
export const CueContext = createContext<RemoteHandle<PanelResults["cue.read"]> | null>(null);

/** The person's secret sign, as it is. */
export function useCue(): RemoteHandle<PanelResults["cue.read"]> {
  const { panel } = useUi();
  return useRemote({
    key: "cue",
    load: (signal) => panel.call("cue.read", {}, { signal }),
    concerns: changes("account"),
  });
}
