import * as v from "valibot";

/** The part of the panel channel that is about the person's secret sign: what only our own windows can show. */

/** What a sign's picture is made of. */
export const cueShapes = ["circle", "square", "triangle", "star", "heart", "moon"] as const;
export const cueColours = ["red", "orange", "green", "blue", "violet", "grey"] as const;
/** How many shapes stand in a picture. */
export const cueLength = 3;

const piece = v.strictObject({ shape: v.picklist(cueShapes), colour: v.picklist(cueColours) });

/** A phrase that fits on one line, and a picture. Either may be empty, not both. */
export const cueSchema = v.pipe(
  v.strictObject({
    phrase: v.pipe(v.string(), v.trim(), v.maxLength(40)),
    picture: v.union([v.strictTuple([]), v.strictTuple([piece, piece, piece])]),
  }),
  v.check(({ phrase, picture }) => phrase !== "" || picture.length > 0, "an empty sign shows nothing"),
);
export type Cue = v.InferOutput<typeof cueSchema>;
export type CuePiece = Cue["picture"][number];

/** Method -> schema of its parameters. */
export const cueParams = {
  "cue.read": v.strictObject({}),
  /** Null: no sign any more. */
  "cue.write": v.strictObject({ cue: v.nullable(cueSchema) }),
} as const;

export interface CueResults {
  /** Null: the person has chosen none. */
  readonly "cue.read": { readonly cue: Cue | null };
  readonly "cue.write": { readonly cue: Cue | null };
}
