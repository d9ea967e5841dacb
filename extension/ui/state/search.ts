import { useEffect, useState } from "preact/hooks";
import type { SearchResult } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

const mostShown = 50;

export interface SearchHandle {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  readonly result: RemoteHandle<SearchResult>;
  /** How much of the mailbox has been looked through, while that takes a moment. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

const nothing: SearchResult = { found: [], total: 0 };

/** What somebody entered in the browser's address bar to search for, now or before this page was there. */
function useWanted(search: (query: string) => void): void {
  const { panel } = useUi();
  useEffect(() => {
    const take = () =>
      panel.call("search.takeWanted", {}).then(
        ({ query }) => query !== null && search(query),
        () => undefined,
      );
    void take();
    const isWanted = changes("search");
    return panel.on((event) => {
      // One page takes it: the one that was brought to the front.
      if (isWanted(event) && document.visibilityState === "visible") void take();
    });
  }, [panel]);
}

/** Searches as the person types; what changes in the mailbox meanwhile is found too. */
export function useSearch(): SearchHandle {
  const { panel } = useUi();
  const [query, setQuery] = useState("");
  const [progress, setProgress] = useState<SearchHandle["progress"]>(null);
  useWanted(setQuery);
  const wanted = query.trim();
  const result = useRemote({
    key: wanted,
    load: async (signal) => {
      if (wanted === "") return nothing;
      try {
        return await panel.call("letters.search", { query: wanted, limit: mostShown }, { signal });
      } finally {
        setProgress(null);
      }
    },
    concerns: (event) => wanted !== "" && event.kind === "thread",
  });
  useEffect(
    () =>
      panel.on((event) => {
        if (event.kind === "progress" && event.of === "search") setProgress({ done: event.done, total: event.total });
      }),
    [panel],
  );
  return { query, setQuery, result, progress };
}
