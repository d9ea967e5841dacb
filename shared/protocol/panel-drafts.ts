import * as v from "valibot";
import { assuranceLevels } from "../base/index.ts";
import { letterId, offeredFile, text, textFormat, threadId, userId, uuid } from "./panel-parts.ts";

/** Drafts with all that is in them, letters that can still be taken back, and forwarding. */

/** A form that the writer adds from a file of their own. */
const ownForm = v.strictObject({
  name: text(255),
  data: v.strictObject({ schema: v.pipe(text(512), v.minLength(1)), json: v.unknown() }),
});

/** What the recipient is asked for, as it stands in the fields: `acknowledgeBy` as it was typed. */
const asking = v.strictObject({
  acknowledgeBy: text(10),
  adding: text(100),
  own: v.nullable(ownForm),
  demands: v.optional(v.nullable(v.picklist(assuranceLevels)), null),
});

/** What stands in the fields of a form, by path. */
export const filledFields = v.pipe(
  v.array(v.tuple([text(1000), v.union([text(200_000), v.boolean()])])),
  v.maxLength(5000),
);

/** Answers to a form that are being filled in. `form` says which form it is. */
const filling = v.strictObject({ form: text(1000), values: filledFields });

/** Names the form that a page asks for, so that what was filled in is found when the same page asks for the same again. */
export const portalFormName = (origin: string, form: { readonly schema: string } | null): string =>
  `${origin} ${form?.schema ?? ""}`.slice(0, 1000);

/** What is written in a draft. Its files are handed in one by one. What came later has a default: older drafts lack it. */
export const draftWords = v.strictObject({
  draftId: uuid,
  to: v.nullable(userId),
  thread: v.nullable(threadId),
  subject: text(1000),
  text: text(200_000),
  format: v.optional(textFormat, null),
  asking: v.optional(v.nullable(asking), null),
  filling: v.optional(v.nullable(filling), null),
  showPerson: v.optional(v.boolean(), false),
});

const revision = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));

const letterAt = v.strictObject({ thread: threadId, letter: letterId });

export const draftParams = {
  "drafts.list": v.strictObject({}),
  /** Stores a draft unless another page stored one meanwhile: `basedOn` is the revision that the page knows, null for none. */
  "drafts.save": v.strictObject({ ...draftWords.entries, basedOn: revision }),
  /** Removes a draft. With `basedOn` only that very one: what another page wrote meanwhile stays. */
  "drafts.discard": v.strictObject({ draftId: uuid, basedOn: v.exactOptional(revision) }),
  /** Puts a file into a draft, which begins with it where there is none. `id` names the file: given twice it is there once. */
  "drafts.attach": v.strictObject({ draftId: uuid, thread: v.nullable(threadId), id: uuid, file: offeredFile }),
  "drafts.detach": v.strictObject({ draftId: uuid, id: uuid }),
  /** Makes a draft of an opened letter, with copies of these of its files; `proof` adds its evidence bundle. */
  "drafts.forward": v.strictObject({
    ...letterAt.entries,
    subject: text(1000),
    text: text(200_000),
    format: textFormat,
    attachments: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999))), v.maxLength(1000)),
    proof: v.boolean(),
  }),
  /** Letters that can still be taken back. */
  "held.list": v.strictObject({}),
  "held.takeBack": letterAt,
  "held.sendNow": letterAt,
} as const;

export type DraftWords = v.InferOutput<typeof draftWords>;
export type AskingView = v.InferOutput<typeof asking>;
export type FillingView = v.InferOutput<typeof filling>;

/** A file of a draft. `there`: its bytes lie on this device; a draft that came back from the archive has its files' names alone. */
export interface DraftFileView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly there: boolean;
}

export interface DraftView extends DraftWords {
  readonly files: readonly DraftFileView[];
  readonly savedAtMs: number;
  /** Counts how often it was stored; see `basedOn`. */
  readonly revision: number;
}

/** A draft was stored, or another page had stored one before: then that is the answer, null where it is gone. */
export type DraftSaved =
  | { readonly kind: "stored"; readonly revision: number | null }
  | { readonly kind: "overtaken"; readonly by: DraftView | null };

export interface HeldLetterView {
  readonly thread: string;
  readonly letter: string;
  readonly subject: string;
  readonly to: readonly string[];
  /** For how many milliseconds it can still be taken back, as of the answer. */
  readonly leftMs: number;
}

export interface DraftResults {
  readonly "drafts.list": { readonly drafts: readonly DraftView[] };
  readonly "drafts.save": DraftSaved;
  readonly "drafts.discard": DraftSaved;
  readonly "drafts.attach": { readonly files: readonly DraftFileView[] };
  readonly "drafts.detach": { readonly files: readonly DraftFileView[] };
  readonly "drafts.forward": { readonly draftId: string };
  readonly "held.list": { readonly held: readonly HeldLetterView[] };
  /** The draft that it has become; null where it is on its way already. */
  readonly "held.takeBack": { readonly draft: { readonly draftId: string; readonly thread: string | null } | null };
  readonly "held.sendNow": Record<string, never>;
}
