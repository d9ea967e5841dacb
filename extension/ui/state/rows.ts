import type { TargetedKeyboardEvent } from "preact";

/** Arrow keys walk through the rows; Tab does too. */
export function walkRows(event: TargetedKeyboardEvent<HTMLElement>): void {
  const towards = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (towards === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("a.row")];
  const next = rows[rows.findIndex((row) => row.contains(document.activeElement)) + towards];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
