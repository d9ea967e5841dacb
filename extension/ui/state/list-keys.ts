import { useEffect, useRef } from "preact/hooks";
import type { ThreadSummary } from "../../../shared/protocol/index.ts";
import { isMarkable, type Ordering, usualAct } from "./ordering.ts";
import type { Picked } from "./picked.ts";
import { rowPlace, stepRows } from "./rows.ts";
import { type ShortcutId, shortcutOf } from "./shortcuts.ts";

interface ListKeys {
  readonly list: { readonly current: HTMLElement | null };
  readonly threads: readonly ThreadSummary[];
  readonly picked: Picked;
  readonly ordering: Ordering;
  /** Does something with threads, and knows afterwards where the focus was. */
  readonly act: (act: ReturnType<typeof usualAct>, threads: readonly ThreadSummary[]) => void;
  /** Goes to a field of the actions once they are there. */
  readonly toField: (field: "snooze" | "label") => void;
}

/**
 * The keys of the list. They work only where the focus is in the list: single letters must not act for who dictates or
 * slips elsewhere in the page (WCAG 2.2, 2.1.4).
 */
export function useListKeys(keys: ListKeys): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const inList = event.target instanceof Node && newest.current.list.current?.contains(event.target);
      const shortcut = event.defaultPrevented || !inList ? null : shortcutOf(event);
      if (shortcut === null || (event.key === " " && !isRow(event.target))) return;
      if (obey(newest.current, shortcut)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

// Space is for buttons, boxes and scrolling everywhere else.
const isRow = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.dataset.testid === "thread-row";

/** Does what the shortcut stands for; false where it stands for nothing here. */
function obey({ list, threads, picked, ordering, act, toField }: ListKeys, shortcut: ShortcutId): boolean {
  const focused = focusedThread(list.current, threads);
  const meant = picked.threads.length > 0 ? picked.threads : focused === null ? [] : [focused];
  switch (shortcut) {
    case "help":
    case "manual":
    case "search":
      return false;
    case "next":
    case "previous":
      return list.current !== null && stepRows(list.current, shortcut === "next" ? 1 : -1);
    case "choose":
      if (focused !== null) picked.toggle(focused.thread);
      return focused !== null;
    case "take":
    case "archive":
    case "pin":
      if (meant.length > 0) act(usualAct(shortcut, meant), meant);
      return meant.length > 0;
    case "mark": {
      const markable = meant.filter(isMarkable);
      if (markable.length > 0) act(usualAct(shortcut, markable), markable);
      return markable.length > 0;
    }
    case "snooze":
    case "label":
      if (picked.threads.length === 0 && focused !== null) picked.toggle(focused.thread);
      if (meant.length > 0) toField(shortcut);
      return meant.length > 0;
    case "undo":
      if (ordering.done !== null) void ordering.undo();
      return ordering.done !== null;
  }
}

function focusedThread(list: HTMLElement | null, threads: readonly ThreadSummary[]): ThreadSummary | null {
  const place = document.activeElement?.closest(rowPlace) ?? null;
  if (list === null || place === null || !list.contains(place)) return null;
  const thread = place.querySelector<HTMLElement>("a.row")?.dataset.thread;
  return threads.find((each) => each.thread === thread) ?? null;
}
