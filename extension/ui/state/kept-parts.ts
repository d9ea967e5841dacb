import type { PanelResults, ThreadSummary } from "../../../shared/protocol/index.ts";
import { partSize, type Span } from "./first-list.ts";

type Listed = PanelResults["threads.list"];

export interface ThreadList extends Pick<Listed, "total" | "labels" | "wakesAtMs" | "apart"> {
  /** The threads that were read, by part. */
  readonly parts: ReadonlyMap<number, readonly ThreadSummary[]>;
}

/** Cuts what was read from the beginning of `from` on into its parts. */
export function partsOf(threads: readonly ThreadSummary[], from: number): Map<number, readonly ThreadSummary[]> {
  const parts = new Map<number, readonly ThreadSummary[]>();
  for (let at = 0; at < threads.length; at += partSize)
    parts.set(from + at / partSize, threads.slice(at, at + partSize));
  return parts;
}

/** The parts of a span that are not here, from the first to behind the last; null where all of them are. */
export function missingOf(here: ReadonlyMap<number, unknown>, { from, to }: Span): Span | null {
  const missing = Array.from({ length: to - from }, (_, at) => from + at).filter((part) => !here.has(part));
  const [first, last] = [missing[0], missing.at(-1)];
  return first === undefined || last === undefined ? null : { from: first, to: last + 1 };
}

export interface KeptParts {
  /** The list with the parts of a span: what was read since the last change is kept, what is missing is read. */
  readonly load: (wanted: Span, signal: AbortSignal) => Promise<ThreadList>;
  /** Something in the list may have changed: everything that is wanted is read anew, also while a read is running. */
  readonly forget: () => void;
}

/** Reads a list part by part while somebody scrolls through it. */
export function createKeptParts(read: (span: Span, signal: AbortSignal) => Promise<Listed>): KeptParts {
  let kept: ThreadList | null = null;
  let changes = 0;
  const readParts = async (span: Span, signal: AbortSignal): Promise<ThreadList> => {
    const { threads, ...rest } = await read(span, signal);
    return { ...rest, parts: partsOf(threads, span.from) };
  };
  const add = async (before: ThreadList, wanted: Span, signal: AbortSignal): Promise<ThreadList> => {
    const lastPart = Math.ceil(before.total / partSize);
    const missing = missingOf(before.parts, { ...wanted, to: Math.min(wanted.to, lastPart) });
    const listed = missing === null ? before : await readParts(missing, signal);
    // Another length is another list, whatever was said of it.
    if (listed.total !== before.total) return readParts(wanted, signal);
    const parts = [...before.parts, ...listed.parts].filter(([part]) => part >= wanted.from && part < wanted.to);
    return { ...listed, parts: new Map(parts) };
  };
  return {
    load: async (wanted, signal) => {
      const asOf = changes;
      const list = kept === null ? await readParts(wanted, signal) : await add(kept, wanted, signal);
      if (changes === asOf) kept = list;
      return list;
    },
    forget: () => {
      kept = null;
      changes += 1;
    },
  };
}
