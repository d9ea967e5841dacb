/** The text of a letter as it is quoted in an answer (RFC 3676 section 4.5): each line behind a sign, deeper ones behind more. */
export const quoted = (text: string): string =>
  text
    .replace(/\r\n?/gu, "\n")
    .trimEnd()
    .split("\n")
    .map((line) => (line.startsWith(">") ? `>${line}` : line === "" ? ">" : `> ${line}`))
    .join("\n");

/** What stands in the field, with the quoted text behind it. */
export const withQuote = (written: string, introduction: string, text: string): string =>
  `${written.trim() === "" ? "" : `${written.trimEnd()}\n\n`}${introduction}\n${quoted(text)}\n\n`;
