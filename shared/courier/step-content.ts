import * as v from "valibot";
import { fromBase64, fromUtf8, parseRoomId, parseUserId, type RoomId, type UserId, utf8 } from "../base/index.ts";
import { type PublicKey, parsePublicKey } from "../crypto/index.ts";
import { comparisonSchema, domainWordSchema } from "../identity/index.ts";
import { contactPolicySchema, threadOrder } from "../mailbox/index.ts";
import { paddedLength } from "./archive/chunk.ts";

/** What one device of an account tells the others of how its person keeps their mailbox (docs/protocol.md, "In step"). */

export const stepType = "de.federpost.step";
export const stepTyp = "federpost-step+jws";

/** As many threads go into one order of the outbox. */
export const threadsPerStep = 50;

const account = v.custom<UserId>((value) => parseUserId(value) !== null);

const step = v.strictObject({
  version: v.literal(1),
  account,
  device: v.string(),
  threads: v.pipe(
    v.array(v.strictObject({ thread: v.custom<RoomId>((value) => parseRoomId(value) !== null), order: threadOrder })),
    v.maxLength(threadsPerStep),
  ),
  contacts: v.pipe(
    v.array(
      v.strictObject({
        account,
        identityKey: v.custom<PublicKey>((value) => parsePublicKey(value) !== null),
        compared: v.nullable(comparisonSchema),
        comparisonAtMs: v.number(),
        domains: v.array(domainWordSchema),
      }),
    ),
    v.maxLength(threadsPerStep),
  ),
  rules: v.nullable(v.strictObject({ policy: contactPolicySchema, changedAtMs: v.number() })),
});

export type Step = v.InferOutput<typeof step>;
export type ToldContact = Step["contacts"][number];

/** Bytes of a step, to be signed. */
export const encodeStep = (content: Step): Uint8Array<ArrayBuffer> => utf8(JSON.stringify(content));

/** A step from the bytes that were signed, or null where they are none. */
export function parseStep(payload: Uint8Array): Step | null {
  const parsed = v.safeParse(step, parseJson(payload));
  return parsed.success ? parsed.output : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "null");
  } catch {
    return null;
  }
}

/** A JWS with blanks behind it, so that few different lengths are seen. */
export function padJws(jws: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8(jws);
  const padded = new Uint8Array(paddedLength(bytes.length)).fill(0x20);
  padded.set(bytes);
  return padded;
}

const message = v.object({
  version: v.literal(1),
  /** Which archive key seals it. */
  archive: v.string(),
  device: v.string(),
  sealed: v.pipe(v.string(), v.maxLength(64_000)),
});

/** What a step's message says in the open, with its sealed bytes. Null where it is none. */
export function parseStepMessage(content: unknown) {
  const parsed = v.safeParse(message, content);
  const sealed = parsed.success ? fromBase64(parsed.output.sealed) : null;
  return parsed.success && sealed !== null ? { ...parsed.output, sealed } : null;
}

/** Binds a sealed step to the device that says it. */
export const stepContext = (about: { readonly account: UserId; readonly device: string }): string =>
  JSON.stringify(["federpost step", 1, about.account, about.device]);
