import { afterEach, describe, expect, test, vi } from "vitest";
import { askAhead, firstCalls } from "../../../extension/ui/ahead.ts";
import type { Panel } from "../../../extension/ui/panel.ts";
import { firstSpan, partSize, partsQuery, type Span, wholeInbox } from "../../../extension/ui/state/first-list.ts";
import { createKeptParts, missingOf } from "../../../extension/ui/state/kept-parts.ts";
import { FederpostError, type RoomId } from "../../../shared/base/index.ts";
import type { PanelEvent, PanelResults, ThreadSummary } from "../../../shared/protocol/index.ts";

/** A line to a host that answers each call with its number, or as it is told. */
function setUp(answer: (method: string) => unknown = () => undefined) {
  const asked: string[] = [];
  const listeners = new Set<(event: PanelEvent) => void>();
  const line = {
    call: async (method: string) => {
      asked.push(method);
      const given = answer(method);
      if (given instanceof Error) throw given;
      return `${method} no. ${asked.length}`;
    },
    on: (listener: (event: PanelEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const panel = line as unknown as Panel;
  return { panel, asked, listeners, tell: (event: PanelEvent) => [...listeners].forEach((hear) => void hear(event)) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const atStart = { hash: "", height: 900 };

describe("what a page asks for before its views are there", () => {
  test("is everything that the first view draws, in one go", () => {
    const methods = firstCalls("inbox", atStart).map(({ method }) => method);
    expect(methods).toEqual(["settings.read", "storage.read", "account.read", "threads.list", "drafts.list"]);
    const thread = firstCalls("inbox", { ...atStart, hash: "#/thread/!abc%3Astadt.example" }).at(-1);
    expect(thread).toEqual({ method: "thread.read", params: { thread: "!abc:stadt.example" } });
  });

  test("is the list as the place sorts it, as far as its window sees it", () => {
    const listOf = (place: string, height: number) => firstCalls(place, { hash: "", height })[3]?.params;
    expect(listOf("popup", 600)).toEqual(partsQuery({ from: 0, to: 1 }, wholeInbox, "unread_first"));
    expect(listOf("inbox", 1_000)).toEqual({ from: 0, limit: 20, filter: wholeInbox, sort: "newest" });
    expect(listOf("inbox", 2_000)).toMatchObject({ limit: 30 });
    expect(firstSpan(0)).toEqual({ from: 0, to: 1 });
  });

  test("is given once to who asks for the same, and what else is asked goes its own way", async () => {
    const { panel, asked } = setUp();
    const ahead = askAhead(panel, firstCalls("inbox", atStart));
    const params = partsQuery(firstSpan(900), wholeInbox, "newest");
    expect(await ahead.call("threads.list", params)).toBe("threads.list no. 4");
    expect(await ahead.call("threads.list", params)).toBe("threads.list no. 6");
    expect(await ahead.call("threads.list", { ...params, from: 25 })).toBe("threads.list no. 7");
    expect(await ahead.call("lock.read", {})).toBe("lock.read no. 8");
    expect(asked.length).toBe(8);
  });

  test("is asked for anew when the host said meanwhile that something changed, and not for progress", async () => {
    const { panel, tell } = setUp();
    const ahead = askAhead(panel, firstCalls("inbox", atStart));
    tell({ kind: "progress", of: "restore", step: "letters", done: 1, total: 2 });
    expect(await ahead.call("settings.read", {})).toBe("settings.read no. 1");
    tell({ kind: "changed", what: "threads" });
    expect(await ahead.call("account.read", {})).toBe("account.read no. 6");
  });

  test("is asked for anew when it failed: a mailbox may be open by then", async () => {
    let isLocked = true;
    const { panel } = setUp((method) =>
      isLocked && method === "threads.list" ? new FederpostError("locked", "for the test") : null,
    );
    const ahead = askAhead(panel, firstCalls("inbox", atStart));
    await settled();
    isLocked = false;
    const params = partsQuery(firstSpan(900), wholeInbox, "newest");
    expect(await ahead.call("threads.list", params)).toBe("threads.list no. 6");
  });
});

describe("what somebody is about to open", () => {
  const read = { method: "thread.read", params: { thread: "!abc:stadt.example" as RoomId } } as const;
  afterEach(() => vi.useRealTimers());

  test("is asked for once, however often it is pressed, and given to the view that shows it", async () => {
    const { panel, asked } = setUp();
    const page = askAhead(panel, []);
    page.ahead?.(read, 3_000);
    page.ahead?.(read, 3_000);
    expect(await page.call(read.method, read.params)).toBe("thread.read no. 1");
    expect(await page.call(read.method, read.params)).toBe("thread.read no. 2");
    expect(asked.length).toBe(2);
  });

  test("is asked for anew when something changed since, or when it was not shown after all", async () => {
    vi.useFakeTimers();
    const { panel, tell } = setUp();
    const page = askAhead(panel, []);
    page.ahead?.(read, 3_000);
    tell({ kind: "thread", thread: read.params.thread });
    expect(await page.call(read.method, read.params)).toBe("thread.read no. 2");
    page.ahead?.(read, 3_000);
    vi.advanceTimersByTime(3_000);
    expect(await page.call(read.method, read.params)).toBe("thread.read no. 4");
  });

  test("is not old for a view that asks when it hears of a change, though it began to listen before that was asked for", async () => {
    const { panel, tell } = setUp();
    const page = askAhead(panel, []);
    const shown: Promise<unknown>[] = [];
    page.on(() => void shown.push(page.call(read.method, read.params)));
    page.ahead?.(read, 3_000);
    tell({ kind: "thread", thread: read.params.thread });
    expect(await Promise.all(shown)).toEqual(["thread.read no. 2"]);
  });

  test("is not what was before this page changed something, though the host has not said so yet", async () => {
    const { panel } = setUp();
    const page = askAhead(panel, []);
    page.ahead?.(read, 3_000);
    await page.call("threads.order", { threads: [] });
    expect(await page.call(read.method, read.params)).toBe("thread.read no. 3");
  });
});

describe("a list that is read while somebody scrolls", () => {
  const firstSeen = { from: 0, to: 1 };

  /** A host with so many threads, whose subjects tell how often the list changed. */
  function list(total: number) {
    const state = { total, version: 0 };
    const read: Span[] = [];
    const parts = createKeptParts(async (span) => {
      read.push(span);
      const [from, to] = [span.from * partSize, Math.min(span.to * partSize, state.total)];
      const threads = Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
        thread: `!${from + i}:x`,
        subject: `${state.version}`,
      }));
      const rest = { total: state.total, labels: [], apart: 0, wakesAtMs: null };
      return { ...rest, threads: threads as unknown as ThreadSummary[] } satisfies PanelResults["threads.list"];
    }, firstSeen);
    const load = (from: number, to: number) => {
      parts.want({ from, to });
      return parts.load(AbortSignal.any([]));
    };
    return { state, read, parts, load };
  }

  test("asks for the parts that are not here yet, keeps the others as they are and drops what is far", async () => {
    const { read, load } = list(1_000);
    const first = await load(0, 2);
    const next = await load(1, 3);
    expect(read).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ]);
    expect([...next.parts.keys()]).toEqual([1, 2]);
    expect(next.parts.get(1)).toBe(first.parts.get(1));
    expect([...(await load(1, 2)).parts.keys()]).toEqual([1]);
    expect(read.length).toBe(2);
  });

  test("asks for nothing behind the end of the list", async () => {
    const { read, load } = list(partSize + 5);
    await load(0, 2);
    expect([...(await load(1, 4)).parts.keys()]).toEqual([1]);
    expect(read.length).toBe(1);
  });

  test("says whether what is seen has to be loaded, once for each place", async () => {
    const { parts, load } = list(1_000);
    expect(parts.want({ from: 0, to: 2 })).toBe(true);
    await load(0, 3);
    expect(parts.want({ from: 1, to: 3 })).toBe(false);
    expect(parts.want({ from: 2, to: 4 })).toBe(true);
    expect(parts.want({ from: 2, to: 4 })).toBe(false);
    parts.forget();
    expect(parts.want({ from: 1, to: 3 })).toBe(true);
  });

  test("does not drop what is seen again when a part far away arrives that somebody scrolled past", async () => {
    const { read, parts, load } = list(1_000);
    await load(11, 13);
    const passing = load(0, 1);
    expect(parts.want({ from: 11, to: 13 })).toBe(true);
    expect([...(await passing).parts.keys()]).toEqual([11, 12]);
    expect([...(await load(11, 13)).parts.keys()]).toEqual([11, 12]);
    expect(read.length).toBe(2);
  });

  test("comes to what is seen last, whatever was read meanwhile", async () => {
    const { state, parts, load } = list(1_000);
    await load(11, 13);
    state.total = 999;
    const passing = load(20, 21);
    expect(parts.want({ from: 11, to: 13 })).toBe(true);
    await passing;
    expect([...(await load(11, 13)).parts.keys()]).toEqual([11, 12]);
  });

  test("reads everything anew after a change, also one that came while it was read", async () => {
    const { state, read, parts, load } = list(1_000);
    await load(0, 1);
    const running = load(0, 2);
    state.version = 1;
    parts.forget();
    await running;
    const after = await load(0, 2);
    expect(read.at(-1)).toEqual({ from: 0, to: 2 });
    expect([...after.parts.values()].flat().every(({ subject }) => subject === "1")).toBe(true);
  });

  test("reads everything anew when the list has another length than before", async () => {
    const { state, read, load } = list(1_000);
    await load(0, 1);
    Object.assign(state, { total: 999, version: 1 });
    const after = await load(0, 2);
    expect(read.slice(1)).toEqual([
      { from: 1, to: 2 },
      { from: 0, to: 2 },
    ]);
    expect(after.parts.get(0)?.[0]?.subject).toBe("1");
  });

  test("knows what is missing", () => {
    const here = new Map([
      [1, 0],
      [3, 0],
    ]);
    expect(missingOf(here, { from: 1, to: 2 })).toBeNull();
    expect(missingOf(here, { from: 0, to: 5 })).toEqual({ from: 0, to: 5 });
    expect(missingOf(here, { from: 1, to: 4 })).toEqual({ from: 2, to: 3 });
  });
});
