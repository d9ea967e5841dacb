import { useEffect, useState } from "preact/hooks";
import type { ArchiveStateView } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** The archive as the host knows it. */
export function useArchive(): RemoteHandle<ArchiveStateView> {
  const { panel } = useUi();
  return useRemote({
    key: "archive",
    load: (signal) => panel.call("archive.read", {}, { signal }),
    concerns: changes("account"),
  });
}

/** How many letters have come back, as the host reports it; null before the first report. */
export function useRestoreProgress(): { readonly done: number; readonly total: number } | null {
  const { panel } = useUi();
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
  useEffect(
    () =>
      panel.on((event) => {
        if (event.kind === "progress" && event.of === "restore") setProgress({ done: event.done, total: event.total });
      }),
    [panel],
  );
  return progress;
}
