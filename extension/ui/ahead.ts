import { parseRoomId } from "../../shared/base/index.ts";
import type { Ahead, Panel } from "./panel.ts";
import { firstSpan, partsQuery, sortIn, wholeInbox } from "./state/first-list.ts";
import { parseRoute } from "./state/route.ts";

const keyOf = ({ method, params }: { readonly method: string; readonly params: unknown }): string =>
  `${method} ${JSON.stringify(params)}`;

const isRead = (method: string): boolean => /\.(read|list)$/.test(method);

/**
 * Asks the host at once for what the first view will ask one after the other, each call when the answer before it is drawn; and, by
 * `ahead`, for what somebody is about to open. Every answer is given out once, to the first call like it. When the host said that
 * anything changed, or this page asked for more than to read, answers that nobody took yet are dropped, and so are calls that failed:
 * what is shown is never older than what an own call would have brought.
 */
export function askAhead(panel: Panel, calls: readonly Ahead[]): Panel {
  const asked = new Map<string, Promise<unknown>>();
  // Before any view hears of it and asks anew: it would be given what is old.
  panel.on((event) => {
    if (event.kind !== "progress") asked.clear();
  });
  const ahead = (each: Ahead): void => {
    const key = keyOf(each);
    if (asked.has(key)) return;
    const answer = panel.call(each.method, each.params as never);
    asked.set(key, answer);
    answer.catch(() => {
      if (asked.get(key) === answer) asked.delete(key);
    });
  };
  for (const each of calls) ahead(each);
  return {
    ...panel,
    call: (method, params, options) => {
      const key = keyOf({ method, params });
      const answer = asked.get(key);
      if (!isRead(method)) asked.clear();
      if (answer === undefined) return panel.call(method, params, options);
      asked.delete(key);
      return answer as never;
    },
    ahead: (each, keptMs) => {
      ahead(each);
      const answer = asked.get(keyOf(each));
      setTimeout(() => {
        if (asked.get(keyOf(each)) === answer) asked.delete(keyOf(each));
      }, keptMs);
    },
  };
}

/** What a page with the mailbox begins with, at an address fragment and in a window of that height in pixels. */
export function firstCalls(place: string, at: { readonly hash: string; readonly height: number }): readonly Ahead[] {
  const route = parseRoute(at.hash);
  const thread = route.kind === "thread" ? parseRoomId(route.thread) : null;
  return [
    { method: "settings.read", params: {} },
    { method: "storage.read", params: {} },
    { method: "account.read", params: {} },
    { method: "threads.list", params: partsQuery(firstSpan(at.height), wholeInbox, sortIn(place)) },
    { method: "drafts.list", params: {} },
    ...(thread === null ? [] : [{ method: "thread.read" as const, params: { thread } }]),
  ];
}
