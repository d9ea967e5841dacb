import * as v from "valibot";

/** What our pages ask for windows of their own, and for what was begun outside of them. */

const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(-100_000), v.maxValue(100_000));
const length = v.pipe(pixels, v.minValue(1));

/** Where a window is and how large, in the browser's own pixels. */
const box = v.strictObject({ left: pixels, top: pixels, width: length, height: length });

/** The room for windows on the screen that a page is on. */
const screen = v.strictObject({
  ...box.entries,
  /** There is more than this screen: a place beside it may be one, too. */
  extended: v.boolean(),
});

export const handParams = {
  /** Opens the mailbox at a place in a window of its own. */
  "window.open": v.strictObject({ hash: v.pipe(v.string(), v.maxLength(1000), v.regex(/^(#\/.*)?$/)), screen }),
  /** A window of its own says where it is, so that the next one is there. */
  "window.place": box,
  /** What somebody entered in the address bar to search for; told once. */
  "search.takeWanted": v.strictObject({}),
} as const;

export type WindowBox = v.InferOutput<typeof box>;
export type ScreenRoom = v.InferOutput<typeof screen>;

export interface HandResults {
  readonly "window.open": Record<string, never>;
  readonly "window.place": Record<string, never>;
  readonly "search.takeWanted": { readonly query: string | null };
}
