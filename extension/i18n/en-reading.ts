/** English: looking at attachments, quoting, printing. */
export const enReading = {
  "viewer.show": "Look at it here: {name}",
  "viewer.show_short": "View",
  "viewer.hide": "Stop showing: {name}",
  "viewer.hide_short": "Close",
  "viewer.other": "This file cannot be shown here. Save it to look at it in another program.",
  "viewer.too_large": "This file is too large to be shown here. Save it to look at it in another program.",
  "viewer.encrypted": "This PDF is protected by a password. Save it to look at it in another program.",
  "viewer.broken": "This file is damaged and cannot be shown here. Ask the sender to send it again.",
  "viewer.not_loaded":
    "This file cannot be shown here at the moment. Save it to look at it, or close the browser and open it anew.",
  "viewer.what_counts": "This is how Federpost shows the PDF. Another program may show it differently.",
  "viewer.label": "Content of {name}",
  "reply.quote": "Quote the letter",
  "reply.quote_intro": "{who} wrote on {when}:",
  "thread.print": "Print",
} as const;
