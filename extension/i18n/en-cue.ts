/** English: the secret sign. */
export const enCue = {
  "cue.title": "Your secret sign",
  "cue.text":
    "A sign that only you and Federpost know. It stands in every window in which Federpost asks you something because of a page, where you unlock the mailbox, and in sealed boxes inside pages. No page can read it. If it is missing there, or it is another one, the window is not ours: close it.",
  "cue.yours": "Your secret sign",
  "cue.none": "You have not chosen a secret sign yet.",
  "cue.none_here":
    "You have no secret sign yet. With one you can tell that this window is ours. Choose one in the settings.",
  "cue.phrase": "A few words",
  "cue.phrase_hint": "For example what hangs above your desk. No password, and nothing that others know of you.",
  "cue.picture": "Three shapes",
  "cue.piece": "Shape {number}",
  "cue.colour": "Colour {number}",
  "cue.draw": "Draw lots",
  "cue.save": "Keep this sign",
  "cue.remove": "Use no sign",
  "cue.saved":
    "The sign is kept. From now on it stands where Federpost asks you something because of a page, and where you unlock.",
  "cue.empty": "Write a few words or choose shapes.",
  "cue.no_piece": "No shapes",
  "cue.shape.circle": "Circle",
  "cue.shape.square": "Square",
  "cue.shape.triangle": "Triangle",
  "cue.shape.star": "Star",
  "cue.shape.heart": "Heart",
  "cue.shape.moon": "Moon",
  "cue.colour.red": "red",
  "cue.colour.orange": "orange",
  "cue.colour.green": "green",
  "cue.colour.blue": "blue",
  "cue.colour.violet": "violet",
  "cue.colour.grey": "grey",
} as const;
