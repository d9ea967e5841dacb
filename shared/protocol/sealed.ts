import * as v from "valibot";
import type { LetterView } from "./panel-letters.ts";

/**
 * The channel between a sealed frame (sealed.html inside a portal's page) and the engine host. A frame gets what is shown in it
 * and nothing else: it cannot list, search, unlock or decide.
 */

const address = v.pipe(v.string(), v.maxLength(2048));

/** Method -> schema of its parameters. */
export const sealedParams = {
  /** Once, first: the origins around the frame, innermost first, as its own browser context says (`location.ancestorOrigins`). */
  "seat.take": v.strictObject({ ancestors: v.pipe(v.array(address), v.maxLength(16)) }),
  /** Shows the thread of the letter in the inbox. */
  "seat.inbox": v.strictObject({}),
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
}

/** What a frame shows. */
export type SealedView = {
  readonly kind: "letter";
  readonly origin: string;
  readonly letter: Extract<LetterView, { kind: "letter" }>;
};

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
