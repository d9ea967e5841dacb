import * as v from "valibot";
import { type Origin, parseLetterId, parseRoomId, type Random, type RoomId } from "../../shared/base/index.ts";
import type { Change, Vault } from "../../shared/vault/index.ts";
import type { AcceptedLetter } from "./portal-backend.ts";

/** What a portal was answered under an idempotency key, and for which letter. */
export interface KeptAnswer {
  readonly digest: string;
  readonly accepted: AcceptedLetter;
  readonly thread: string;
}

const signatureSchema = v.object({
  digest: v.string(),
  signature: v.variant("format", [
    v.object({
      format: v.literal("jws-detached"),
      jws: v.string(),
      payload: v.string(),
      certificate: v.string(),
      identity: v.string(),
    }),
    v.object({ format: v.literal("jades-b"), jws: v.string(), identity: v.string() }),
  ]),
});
/** A signature a portal was given, and what it was for. */
export type KeptSignature = v.InferOutput<typeof signatureSchema>;

const mailboxSchema = v.object({ address: v.string() });
const threadSchema = v.object({ thread: v.custom<RoomId>((value) => parseRoomId(value) !== null) });
const answerSchema = v.object({
  digest: v.string(),
  accepted: v.object({
    letterId: v.custom<AcceptedLetter["letterId"]>((value) => parseLetterId(value) !== null),
    thread: v.custom<RoomId>((value) => parseRoomId(value) !== null),
  }),
  thread: v.string(),
});

// The vault hides the part of a key before its first "/", and an origin has slashes of its own.
const keyOf = (origin: Origin, ...rest: readonly string[]): string => [encodeURIComponent(origin), ...rest].join("/");

/**
 * The names by which portals know things. They are random and differ from origin to origin, so that two portals cannot find
 * out by comparing notes that they deal with the same person or thread.
 */
export class PortalRecords {
  readonly #vault: Pick<Vault, "read" | "list" | "commit">;
  readonly #random: Random;

  constructor(vault: Pick<Vault, "read" | "list" | "commit">, random: Random) {
    this.#vault = vault;
    this.#random = random;
  }

  /** The handle of a mailbox for an origin; the same one each time. */
  async nameMailbox(origin: Origin, address: string): Promise<string> {
    const known = await this.#find(keyOf(origin, "mailbox", ""), mailboxSchema, (one) => one.address === address);
    if (known !== null) return known;
    const handle = this.#random.uuid();
    await this.#vault.commit([{ store: "handles", key: keyOf(origin, "mailbox", handle), put: { address } }]);
    return handle;
  }

  /** The mailbox behind a handle that this origin was given, or null. */
  async mailbox(origin: Origin, handle: string): Promise<string | null> {
    const entry = await this.#vault.read("handles", keyOf(origin, "mailbox", handle));
    const parsed = v.safeParse(mailboxSchema, entry?.value);
    return parsed.success ? parsed.output.address : null;
  }

  /** The thread behind a handle that this origin was given, or null. */
  async thread(origin: Origin, handle: string): Promise<RoomId | null> {
    const entry = await this.#vault.read("handles", keyOf(origin, "thread", handle));
    const parsed = v.safeParse(threadSchema, entry?.value);
    return parsed.success ? parsed.output.thread : null;
  }

  /** The origin's handle of a thread, or null where it began none. */
  threadHandle(origin: Origin, thread: RoomId): Promise<string | null> {
    return this.#find(keyOf(origin, "thread", ""), threadSchema, (one) => one.thread === thread);
  }

  /** What was answered under an idempotency key, or null. */
  async answer(origin: Origin, idempotencyKey: string): Promise<KeptAnswer | null> {
    const entry = await this.#vault.read("idempotency", keyOf(origin, idempotencyKey));
    const parsed = v.safeParse(answerSchema, entry?.value);
    return parsed.success ? parsed.output : null;
  }

  /** What must be stored together with a letter. */
  changesFor(origin: Origin, idempotencyKey: string, answer: KeptAnswer): readonly Change[] {
    const { digest, accepted, thread } = answer;
    return [
      { store: "handles", key: keyOf(origin, "thread", thread), put: { thread: accepted.thread } },
      {
        store: "idempotency",
        key: keyOf(origin, idempotencyKey),
        put: { digest, accepted: { letterId: accepted.letterId, thread: accepted.thread }, thread },
      },
    ];
  }

  /** The signature given under an idempotency key, and for which documents; null where there is none. */
  async signature(origin: Origin, idempotencyKey: string): Promise<KeptSignature | null> {
    const entry = await this.#vault.read("idempotency", keyOf(origin, "sign", idempotencyKey));
    const parsed = v.safeParse(signatureSchema, entry?.value);
    return parsed.success ? parsed.output : null;
  }

  /** What must be stored together with a signature. */
  signatureChange(origin: Origin, idempotencyKey: string, kept: KeptSignature): Change {
    return { store: "idempotency", key: keyOf(origin, "sign", idempotencyKey), put: { ...kept } };
  }

  async #find<T>(
    prefix: string,
    schema: v.GenericSchema<unknown, T>,
    fits: (value: T) => boolean,
  ): Promise<string | null> {
    for (const { key, value } of await this.#vault.list("handles", { prefix })) {
      const parsed = v.safeParse(schema, value);
      if (parsed.success && fits(parsed.output)) return key.slice(prefix.length);
    }
    return null;
  }
}
