import type { PanelParams, ThreadFilter } from "../../../shared/protocol/index.ts";

/** How the list is asked for, and what of it is asked for before there is a page to show it in. */

/** The list that a page begins with. */
export const wholeInbox: ThreadFilter = {
  folder: "inbox",
  unread: false,
  deadline: false,
  label: null,
  files: false,
  turn: null,
};

/** Threads of a part of the list. A part is drawn as a whole or not at all: few enough that drawing one fits into a frame. */
export const partSize = 10;

/** The first part that is wanted, and the first behind it that is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Pixels. Until a row was measured. */
export const usualRowHeight = 96;

/** What a window of that height (in pixels) sees of a list's beginning. What lies below is asked for when that is drawn. */
export const firstSpan = (height: number): Span => ({
  from: 0,
  to: Math.max(1, Math.ceil(height / (partSize * usualRowHeight))),
});

export type Sort = PanelParams<"threads.list">["sort"];

/** The toolbar popup shows what is unread first, as the list itself asks. */
export const sortIn = (place: string): Sort => (place === "popup" ? "unread_first" : "newest");

/** Parameters of the call for some parts of the list. */
export const partsQuery = ({ from, to }: Span, filter: ThreadFilter, sort: Sort): PanelParams<"threads.list"> => ({
  from: from * partSize,
  limit: (to - from) * partSize,
  filter,
  sort,
});
