import { type ErrorCode, errorCodeOf } from "../../../shared/base/index.ts";

export type Answer<T> =
  | { readonly kind: "asked" }
  | { readonly kind: "arrived"; readonly value: T }
  | { readonly kind: "failed"; readonly code: ErrorCode };

export interface Reader {
  /** Reads, or reads once more after the read that is running. Resolves when nothing is wished any more. */
  readonly read: () => Promise<void>;
  /** Nothing is told from now on; a running read is told to stop. */
  readonly stop: () => void;
}

/** A read that can be asked for again at any time; while one runs, further wishes become one more run. */
export function createReader<T>(load: (signal: AbortSignal) => Promise<T>, tell: (answer: Answer<T>) => void): Reader {
  const controller = new AbortController();
  const { signal } = controller;
  let running = false;
  let again = false;
  const once = async () => {
    try {
      const value = await load(signal);
      if (!signal.aborted) tell({ kind: "arrived", value });
    } catch (error) {
      if (!signal.aborted) tell({ kind: "failed", code: errorCodeOf(error) });
    }
  };
  const read = async () => {
    again = true;
    if (running) return;
    running = true;
    while (again && !signal.aborted) {
      again = false;
      await once();
    }
    running = false;
  };
  return { read, stop: () => controller.abort() };
}
