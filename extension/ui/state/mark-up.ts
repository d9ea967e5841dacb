/** What the buttons and keys of the writer put into a text with Markdown. */

export const marks = ["strong", "emphasis", "heading", "list", "quote", "link"] as const;
export type Mark = (typeof marks)[number];

/** A text, and what is chosen in it. */
export interface Marked {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const around: Partial<Record<Mark, string>> = { strong: "**", emphasis: "*" };
const before: Partial<Record<Mark, string>> = { heading: "## ", list: "- ", quote: "> " };

/** The text after a mark was put on what is chosen; put on again it comes off. */
export function withMark({ text, from, to }: Marked, mark: Mark): Marked {
  const sign = around[mark];
  if (sign !== undefined) return surrounded({ text, from, to }, sign);
  const prefix = before[mark];
  if (prefix !== undefined) return prefixed({ text, from, to }, prefix);
  const words = text.slice(from, to);
  const at = from + words.length + 3;
  // The address is chosen, so that it can be pasted at once.
  return { text: `${text.slice(0, from)}[${words}](https://)${text.slice(to)}`, from: at, to: at + 8 };
}

function surrounded({ text, from, to }: Marked, sign: string): Marked {
  const { length } = sign;
  const isOn = text.slice(from - length, from) === sign && text.slice(to, to + length) === sign;
  if (isOn) {
    const inside = text.slice(from, to);
    return {
      text: text.slice(0, from - length) + inside + text.slice(to + length),
      from: from - length,
      to: to - length,
    };
  }
  const marked = `${sign}${text.slice(from, to)}${sign}`;
  return { text: text.slice(0, from) + marked + text.slice(to), from: from + length, to: to + length };
}

/** Marks every line of which something is chosen. */
function prefixed({ text, from, to }: Marked, prefix: string): Marked {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const lines = text.slice(start, to).split("\n");
  const isOn = lines.every((line) => line.startsWith(prefix));
  const next = lines.map((line) => (isOn ? line.slice(prefix.length) : prefix + line)).join("\n");
  return { text: text.slice(0, start) + next + text.slice(to), from: start, to: start + next.length };
}

const keys: Readonly<Record<string, Mark>> = { b: "strong", i: "emphasis", k: "link" };

/** The mark that a stroke stands for: Ctrl or Command with B, I or K. */
export const markOf = (
  stroke: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): Mark | null =>
  (stroke.ctrlKey || stroke.metaKey) && !stroke.altKey && !stroke.shiftKey
    ? (keys[stroke.key.toLowerCase()] ?? null)
    : null;
