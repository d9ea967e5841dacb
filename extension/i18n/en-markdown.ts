/** English: letters with formatted text. */
export const enMarkdown = {
  "markdown.use": "Formatted text (Markdown)",
  "markdown.use_hint": "For headings, lists and emphasis. Who cannot show it reads the same text with its signs.",
  "markdown.preview": "Preview",
  "markdown.marks": "Formatting",
  "markdown.mark.strong": "Bold",
  "markdown.mark.emphasis": "Italic",
  "markdown.mark.heading": "Heading",
  "markdown.mark.list": "List",
  "markdown.mark.quote": "Quote",
  "markdown.mark.link": "Link",
  "markdown.show_raw": "Show as plain text",
  "markdown.show_formatted": "Show formatted",
  "markdown.too_much": "This text is too long or too nested to be shown formatted. You see it as it was written.",
  "markdown.picture": "Picture from elsewhere, not loaded:",
} as const;
