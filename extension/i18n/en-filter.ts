/** English: more filters of the list. */
export const enFilter = {
  "filter.more": "More filters",
  "filter.files": "Only with attachments",
  "filter.turn": "Whose turn",
  "filter.any_turn": "Whoever’s turn it is",
  "filter.turn.mine": "My turn",
  "filter.turn.theirs": "The other side’s turn",
  "filter.woken": "What was put off is back in the inbox.",
} as const;
