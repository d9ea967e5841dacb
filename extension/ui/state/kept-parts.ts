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
  /** What is seen from now on. True where the list has to be loaded for that: a part is missing, or may be soon. */
  readonly want: (span: Span) => boolean;
  /** The list with what is wanted: parts that were read since the last change are kept, missing ones are read. */
  readonly load: (signal: AbortSignal) => Promise<ThreadList>;
  /** Something in the list may have changed: everything that is wanted is read anew, also while a read is running. */
  readonly forget: () => void;
}

/** Reads a list part by part while somebody scrolls through it. `wanted` is what they see first. */
export function createKeptParts(read: (span: Span, signal: AbortSignal) => Promise<Listed>, wanted: Span): KeptParts {
  let kept: ThreadList | null = null;
  let changes = 0;
  let running = 0;
  const readWanted = async (signal: AbortSignal): Promise<ThreadList> => {
    const { from } = wanted;
    const { threads, ...rest } = await read(wanted, signal);
    return { ...rest, parts: partsOf(threads, from) };
  };
  const add = async (before: ThreadList, signal: AbortSignal): Promise<ThreadList> => {
    const lastPart = Math.ceil(before.total / partSize);
    const missing = missingOf(before.parts, { ...wanted, to: Math.min(wanted.to, lastPart) });
    const { threads, ...rest } = missing === null ? { ...before, threads: [] } : await read(missing, signal);
    // Another length is another list, whatever was said of it.
    if (rest.total !== before.total) return readWanted(signal);
    // Whoever scrolled on meanwhile, or back, keeps what is seen now.
    const parts = [...before.parts, ...partsOf(threads, missing?.from ?? 0)];
    return { ...rest, parts: new Map(parts.filter(([part]) => part >= wanted.from && part < wanted.to)) };
  };
  return {
    want: (span) => {
      if (span.from === wanted.from && span.to === wanted.to) return false;
      wanted = span;
      return running > 0 || kept === null || missingOf(kept.parts, span) !== null;
    },
    load: async (signal) => {
      const asOf = changes;
      running += 1;
      try {
        const list = kept === null ? await readWanted(signal) : await add(kept, signal);
        if (changes === asOf) kept = list;
        return list;
      } finally {
        running -= 1;
      }
    },
    forget: () => {
      kept = null;
      changes += 1;
    },
  };
}
