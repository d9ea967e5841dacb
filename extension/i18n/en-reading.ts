/** English: looking at attachments, quoting, printing. */
export const enReading = {
  "viewer.show": "Look at it here: {name}",
  "viewer.show_short": "View",
  "viewer.hide": "Stop showing: {name}",
  "viewer.hide_short": "Close",
  "viewer.label": "Content of {name}",
  "reply.quote": "Quote the letter",
  "reply.quote_intro": "{who} wrote on {when}:",
  "thread.print": "Print",
} as const;
