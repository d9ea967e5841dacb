import { withoutHidden } from "../../shared/base/index.ts";

/** Text of others for places of the browser that draw it as it comes: nothing in it may hide, reorder or break the line. */
export function plainLine(text: string, longest: number): string {
  const line = withoutHidden(text.replace(/\s+/gu, " "), "line").trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}
