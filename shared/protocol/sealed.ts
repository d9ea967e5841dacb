import * as v from "valibot";
import type { Cue } from "./panel-cue.ts";
import { filledFields } from "./panel-drafts.ts";
import type { LetterView } from "./panel-letters.ts";
import type { PartyView } from "./panel-trust.ts";
import type { FormField } from "./portal-schemas.ts";

/**
 * The channel between a sealed frame (sealed.html inside a portal's page) and the engine host. A frame gets what is shown in it
 * and nothing else: it cannot list, search, unlock or decide.
 */

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const address = text(2048);

/** Method -> schema of its parameters. */
export const sealedParams = {
  /** Once, first: the origins around the frame, innermost first, as its own browser context says (`location.ancestorOrigins`). */
  "seat.take": v.strictObject({ ancestors: v.pipe(v.array(address), v.maxLength(16)) }),
  /** Shows the thread of the letter in the inbox. */
  "seat.inbox": v.strictObject({}),
  /** Keeps what is being written among the person's drafts. */
  "seat.save": v.strictObject({ subject: text(1000), text: text(200_000), filled: filledFields }),
  /** Asks the person, in the consent window, to send what was written. */
  "seat.submit": v.strictObject({
    subject: v.pipe(text(1000), v.nonEmpty()),
    text: text(200_000),
    /** What was filled in, by field name. */
    values: v.record(text(64), v.union([text(20_000), v.pipe(v.number(), v.finite()), v.boolean()])),
  }),
  /** Goes on in the consent window with what was written so far. */
  "seat.window": v.strictObject({ subject: text(1000), text: text(200_000) }),
} as const;

export type SealedMethod = keyof typeof sealedParams;
export type SealedParamsTable = { readonly [M in SealedMethod]: v.InferOutput<(typeof sealedParams)[M]> };

/** A call of a frame whose parameters hold to the table. */
export type SealedCall = {
  readonly [M in SealedMethod]: { readonly method: M; readonly params: SealedParamsTable[M] };
}[SealedMethod];

/** Method -> what it answers. */
export interface SealedResults {
  /** `token` works once, for the page around this very frame. */
  readonly "seat.take": { readonly token: string; readonly language: "de" | "en" | null };
  readonly "seat.inbox": Readonly<Record<string, never>>;
  readonly "seat.save": Readonly<Record<string, never>>;
  /** `sent` false: the person did not approve it and may go on writing. */
  readonly "seat.submit": { readonly sent: boolean };
  readonly "seat.window": Readonly<Record<string, never>>;
}

/** What a frame shows. */
export type SealedView =
  | {
      readonly kind: "letter";
      readonly origin: string;
      readonly letter: Extract<LetterView, { kind: "letter" }>;
    }
  | {
      readonly kind: "compose";
      readonly origin: string;
      readonly to: PartyView;
      readonly subject: string;
      readonly text: string;
      readonly form: { readonly schema: string; readonly fields: readonly FormField[] } | null;
      readonly acknowledgeBy: string | null;
      /** The letter goes into a thread that this origin began. */
      readonly continued: boolean;
    };

/** The same with the person's secret sign, which only a frame that is surely seen as it is shows. */
export type SealedShown = SealedView & { readonly cue: Cue | null };

/** Name of the event by which the host tells a frame what to show. */
export const sealedEvent = "show";

/** Checks a call of a frame. Never throws. */
export function parseSealedCall(
  method: string,
  params: unknown,
):
  | { readonly kind: "call"; readonly call: SealedCall }
  | { readonly kind: "refused"; readonly code: "unknown_method" | "invalid_params" } {
  if (!Object.hasOwn(sealedParams, method)) return { kind: "refused", code: "unknown_method" };
  const known = method as SealedMethod;
  const parsed = v.safeParse(sealedParams[known], params);
  if (!parsed.success) return { kind: "refused", code: "invalid_params" };
  return { kind: "call", call: { method: known, params: parsed.output } as SealedCall };
}
