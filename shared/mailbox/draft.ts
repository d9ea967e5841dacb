import * as v from "valibot";
import { parseRoomId, type RoomId } from "../base/index.ts";

/** What the rooms below our pages must know of a draft; what is written in it is the pages' business. */

/** A file that lies with a draft. Its ciphertext and its key lie where staged files lie, under `staging`. */
export const draftFile = v.object({
  /** Chosen by the page that hands the file in: handed in twice it is there once. */
  id: v.string(),
  name: v.string(),
  type: v.string(),
  sizeBytes: v.number(),
  staging: v.string(),
});

export type DraftFile = v.InferOutput<typeof draftFile>;

const draft = v.looseObject({
  draftId: v.string(),
  thread: v.nullable(v.custom<RoomId>((value) => parseRoomId(value) !== null)),
  /** Drafts from before they held files have none. */
  files: v.optional(v.array(draftFile), () => []),
  savedAtMs: v.number(),
});

export type DraftRecord = v.InferOutput<typeof draft>;

/** A draft as the vault gives it back; null where it has another form. */
export function parseDraft(value: unknown): DraftRecord | null {
  const parsed = v.safeParse(draft, value);
  return parsed.success ? parsed.output : null;
}
