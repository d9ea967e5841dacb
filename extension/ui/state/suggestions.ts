import { useEffect, useState } from "preact/hooks";
import { type ErrorCode, errorCodeOf } from "../../../shared/base/index.ts";
import type { DirectoryFailure, SourcesView } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

/** What a directory suggests while a person types. */
export type Suggestions<T> =
  | { readonly kind: "idle" }
  | { readonly kind: "searching" }
  | { readonly kind: "found"; readonly options: readonly T[]; readonly notSigned: number }
  | { readonly kind: "failed"; readonly why: DirectoryFailure["kind"] | ErrorCode };

/** Shortest text that a directory is asked for: every key tells it a letter more. */
const shortest = 3;
const pauseMs = 350;

type Ask<T> = (
  text: string,
  signal: AbortSignal,
) => Promise<{ readonly kind: "found"; readonly options: readonly T[]; readonly notSigned: number } | DirectoryFailure>;

/** Asks after a pause in typing; null asks nothing. `ask` may change with every call and is not asked again for it. */
export function useSuggestions<T>(text: string | null, ask: Ask<T>): Suggestions<T> {
  const [suggestions, setSuggestions] = useState<Suggestions<T>>({ kind: "idle" });
  const wanted = text === null || text.trim().length < shortest ? null : text.trim();
  useEffect(() => {
    if (wanted === null) return setSuggestions({ kind: "idle" });
    setSuggestions({ kind: "searching" });
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (answer: Suggestions<T>) => {
      if (!signal.aborted) setSuggestions(answer);
    };
    const find = () =>
      ask(wanted, signal).then(
        (answer) => tell(answer.kind === "found" ? answer : { kind: "failed", why: answer.kind }),
        (error: unknown) => tell({ kind: "failed", why: errorCodeOf(error) }),
      );
    const timer = setTimeout(() => void find(), pauseMs);
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [wanted]);
  return suggestions;
}

/** Whose directory and federation list this mailbox goes by, kept up to date. */
export function useSources(): RemoteHandle<SourcesView> {
  const { panel } = useUi();
  return useRemote({
    key: "sources",
    load: (signal) => panel.call("sources.read", {}, { signal }),
    concerns: changes("contacts"),
  });
}
