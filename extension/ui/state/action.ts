import { useRef, useState } from "preact/hooks";
import { type ErrorCode, errorCodeOf, isFederpostError } from "../../../shared/base/index.ts";

/** What went wrong, and how long to wait where the other side said so. */
export interface Failure {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
}

export interface Action {
  readonly busy: boolean;
  readonly failure: Failure | null;
  /** Runs the work unless one is running; its failure is kept for showing. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  readonly forget: () => void;
}

export const failureOf = (error: unknown): Failure => ({
  code: errorCodeOf(error),
  retryAfterMs: isFederpostError(error) ? error.retryAfterMs : null,
});

/** One thing at a time that the person started. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // The rendered flag lags behind a second click in the same frame.
  const running = useRef(false);
  const run = async (work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, failure, run, forget: () => setFailure(null) };
}
