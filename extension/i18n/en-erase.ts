/** English: deleting single letters. */
export const enErase = {
  "erase_letter.button": "Delete …",
  "erase_letter.title": "Delete this letter for good?",
  "erase_letter.here":
    "The letter, its receipts and the keys of its attachments are deleted: on this device, in the archive, and on your other devices once they are online. This cannot be undone.",
  "erase_letter.deadline":
    "This letter asks for a confirmation of receipt by a day that has not passed. Delete it anyway?",
  "erase_letter.unsent": "This letter has not been sent yet. It can be deleted once it is sent.",
  "erase_letter.confirm": "Delete for good",
  "erase_letter.despite": "Delete despite the deadline",
} as const;
