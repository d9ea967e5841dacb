import { useContext, useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { type ErrorCode, errorGroups } from "../../../shared/base/index.ts";
import type { PanelEvent } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { GatheringContext } from "./gathering.ts";
import { type Answer, createReader } from "./reader.ts";

/** Something the host holds, as a view sees it. */
export type Remote<T> =
  | { readonly kind: "loading" }
  /** `stale`: the last attempt to read it again failed with this. */
  | { readonly kind: "ready"; readonly value: T; readonly stale: ErrorCode | null }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** The next state after an answer: what was once shown stays visible when reading it again fails. */
export function settle<T>(state: Remote<T>, answer: Answer<T>): Remote<T> {
  switch (answer.kind) {
    case "asked":
      return state.kind === "loading" ? state : { kind: "loading" };
    case "arrived":
      return { kind: "ready", value: answer.value, stale: null };
    case "failed":
      return state.kind === "ready" ? { ...state, stale: answer.code } : { kind: "failed", code: answer.code };
  }
}

interface Wanted<T> {
  /** Another key is another thing: what was shown before is dropped. */
  readonly key: string;
  readonly load: (signal: AbortSignal) => Promise<T>;
  /** What a view is there for is asked for while it is drawn. Anything else waits until that is on the screen. */
  readonly atOnce?: boolean;
  /** Whether the event may have changed it. */
  readonly concerns: (event: PanelEvent) => boolean;
}

export interface RemoteHandle<T> {
  readonly state: Remote<T>;
  readonly reload: () => void;
  /** Shows an answer that another call already brought. */
  readonly put: (value: T) => void;
}

/** Reads something from the host, and again whenever an event concerns it or a failed read may now succeed. */
export function useRemote<T>(wanted: Wanted<T>): RemoteHandle<T> {
  const { panel } = useUi();
  const [state, tell] = useReducer<Remote<T>, Answer<T>>(settle, { kind: "loading" });
  const newest = useRef(wanted);
  newest.current = wanted;
  const shown = useRef(state);
  shown.current = state;
  const reader = useRef<{ read: () => Promise<void> } | null>(null);
  const begin = () => {
    tell({ kind: "asked" });
    const current = createReader<T>((signal) => newest.current.load(signal), tell);
    reader.current = current;
    void current.read();
    const leave = panel.on((event) => {
      if (newest.current.concerns(event) || mayHeal(shown.current, event)) void current.read();
    });
    return () => {
      leave();
      current.stop();
    };
  };
  const gathering = useContext(GatheringContext);
  const isLoading = state.kind === "loading";
  useLayoutEffect(() => (isLoading ? gathering?.begin() : undefined), [gathering, isLoading]);
  useLayoutEffect(() => (wanted.atOnce ? begin() : undefined), [panel, wanted.key]);
  useEffect(() => (wanted.atOnce ? undefined : begin()), [panel, wanted.key]);
  return {
    state,
    reload: () => void reader.current?.read(),
    put: (value) => tell({ kind: "arrived", value }),
  };
}

/** A failed read that can succeed later is tried again when the account's connection changes. */
function mayHeal<T>(state: Remote<T>, event: PanelEvent): boolean {
  const code = state.kind === "failed" ? state.code : state.kind === "ready" ? state.stale : null;
  return code !== null && errorGroups[code] === "unavailable" && event.kind === "changed" && event.what === "account";
}
