/** English: periods in the list of threads. */
export const enList = {
  "order.deadline_only": "Only with an open deadline",
  "list.deadline.mine": "You confirm by",
  "list.deadline.mine.over": "You were to confirm by",
  "list.deadline.theirs": "Recipient confirms by",
  "list.deadline.theirs.over": "Recipient was to confirm by",
} as const;
