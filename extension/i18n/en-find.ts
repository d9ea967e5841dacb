/** English: searching letters. */
export const enFind = {
  "find.label": "Search letters",
  "find.placeholder": "Search",
  "find.title": "Found",
  "find.none":
    "Nothing found. Try other words, or only a part of one. Letters that you have not opened are found by their subject only.",
  "find.count": { one: "{count} letter", other: "{count} letters" },
  "find.newest": { one: "The newest is shown.", other: "The newest {count} are shown." },
  "find.thread": "Conversation",
  "find.progress": "Looking through your letters: {done} of {total}",
} as const;
