import { parseRoomId } from "../../shared/base/index.ts";
import type { PanelMethod, PanelParams } from "../../shared/protocol/index.ts";
import type { Panel } from "./panel.ts";
import { firstSpan, partsQuery, sortIn, wholeInbox } from "./state/first-list.ts";
import { parseRoute } from "./state/route.ts";

/** A read of the host with its parameters. */
export type Ahead = {
  readonly [M in PanelMethod]: { readonly method: M; readonly params: PanelParams<M> };
}[PanelMethod];

const keyOf = ({ method, params }: { readonly method: string; readonly params: unknown }): string =>
  `${method} ${JSON.stringify(params)}`;

/**
 * Asks the host at once for what the first view will ask one after the other, each call when the answer before it is drawn. Every
 * answer is given out once, to the first call like it. When the host says that anything changed, answers that nobody took yet are
 * dropped and asked for anew, and so are calls that failed: what is shown is never older than what an own call would have brought.
 */
export function askAhead(panel: Panel, calls: readonly Ahead[]): Panel {
  const asked = new Map<string, Promise<unknown>>();
  let leave = (): void => {};
  const forget = (key: string): void => {
    if (asked.delete(key) && asked.size === 0) leave();
  };
  leave = panel.on((event) => {
    if (event.kind !== "progress") for (const key of [...asked.keys()]) forget(key);
  });
  for (const each of calls) {
    const key = keyOf(each);
    const answer = panel.call(each.method, each.params as never);
    asked.set(key, answer);
    answer.catch(() => {
      if (asked.get(key) === answer) forget(key);
    });
  }
  return {
    ...panel,
    call: (method, params, options) => {
      const key = keyOf({ method, params });
      const answer = asked.get(key);
      if (answer === undefined) return panel.call(method, params, options);
      forget(key);
      return answer as never;
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
