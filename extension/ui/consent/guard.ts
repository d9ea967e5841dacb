/**
 * When a decision counts. A window that has just come up, moved or changed its size may have come up under a click
 * or a key that was meant for something else (double-click-jacking): until it was still, in front and focused for a
 * while, nothing in it decides anything. A value and its transitions; time comes in.
 */
export interface Guard {
  /** Since when nothing disturbed the window. */
  readonly stillSinceMs: number;
  readonly focused: boolean;
}

export type Disturbance = "shown" | "moved" | "resized" | "focused" | "blurred";

export const stillForMs = 500;

export const createGuard = (nowMs: number, focus: "focused" | "blurred"): Guard => ({
  stillSinceMs: nowMs,
  focused: focus === "focused",
});

/** Everything that happens to the window starts the wait anew. */
export function disturb(guard: Guard, what: Disturbance, nowMs: number): Guard {
  const focused = what === "focused" ? true : what === "blurred" ? false : guard.focused;
  return { stillSinceMs: nowMs, focused };
}

/** How long it still takes, if nothing more happens; null while the window is not focused. */
export const remainingMs = (guard: Guard, nowMs: number): number | null =>
  guard.focused ? Math.max(0, guard.stillSinceMs + stillForMs - nowMs) : null;

export const isLive = (guard: Guard, nowMs: number): boolean => remainingMs(guard, nowMs) === 0;
