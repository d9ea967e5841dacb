import type { PanelEvent, PanelMethod, PanelParams, PanelResults } from "../../shared/protocol/index.ts";

/** The line from a page of ours to the engine host. */
export interface Panel {
  /** Rejects with a FederpostError. */
  readonly call: <M extends PanelMethod>(
    method: M,
    params: PanelParams<M>,
    options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ) => Promise<PanelResults[M]>;
  /** Hears the host's events until the returned function is called. */
  readonly on: (listener: (event: PanelEvent) => void) => () => void;
  /** Makes a file's bytes available to the host under `transfer` before a call names it. */
  readonly offerFile: (transfer: string, blob: Blob) => void;
  /** The bytes an answer announced under `transfer`. */
  readonly receiveFile: (transfer: string) => Promise<Blob>;
}
