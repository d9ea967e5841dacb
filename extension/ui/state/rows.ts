import type { TargetedKeyboardEvent } from "preact";

/** What a row and what belongs to it stand in. */
export const rowPlace = "li, [role=listitem]";

/** Goes to the next or previous row in there. Answers whether there was one. */
export function stepRows(rowsIn: ParentNode, towards: 1 | -1): boolean {
  const rows = [...rowsIn.querySelectorAll<HTMLElement>("a.row")];
  const at = rows.findIndex((row) => row.closest(rowPlace)?.contains(document.activeElement));
  const next = at === -1 && towards === -1 ? undefined : rows[at + towards];
  next?.focus();
  return next !== undefined;
}

/** Arrow keys walk through the rows; Tab does too. */
export function walkRows(event: TargetedKeyboardEvent<HTMLElement>): void {
  const towards = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
  if (towards !== null && stepRows(event.currentTarget, towards)) event.preventDefault();
}
