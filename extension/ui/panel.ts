import type { PanelEvent, PanelMethod, PanelParams, PanelResults } from "../../shared/protocol/index.ts";

/** A read of the host with its parameters. */
export type Ahead = {
  readonly [M in PanelMethod]: { readonly method: M; readonly params: PanelParams<M> };
}[PanelMethod];

/** The line from a page of ours to the engine host. */
export interface Panel {
  /** Rejects with a FederpostError. */
  readonly call: <M extends PanelMethod>(
    method: M,
    params: PanelParams<M>,
    options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ) => Promise<PanelResults[M]>;
  /**
   * Asks for what somebody is about to open: the next call like it within `keptMs` finds its answer on the way. Pages without it
   * ask then.
   */
  readonly ahead?: (call: Ahead, keptMs: number) => void;
  /** Hears the host's events until the returned function is called. */
  readonly on: (listener: (event: PanelEvent) => void) => () => void;
  /** Makes a file's bytes available to the host under `transfer` before a call names it. */
  readonly offerFile: (transfer: string, blob: Blob) => void;
  /** The bytes an answer announced under `transfer`. */
  readonly receiveFile: (transfer: string) => Promise<Blob>;
}
