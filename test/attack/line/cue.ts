import type { Cue } from "../../../shared/protocol/index.ts";

/** The secret sign of the person whose mailbox is attacked. */
export const cue: Cue = {
  phrase: "Grüne Gießkanne am Fenster",
  picture: [
    { shape: "star", colour: "blue" },
    { shape: "moon", colour: "orange" },
    { shape: "heart", colour: "grey" },
  ],
};
