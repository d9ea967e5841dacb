import * as v from "valibot";

/** The part of the panel channel that is about ways in, the lock and the recovery key. */

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));

/** What a person comes with to unlock, or to do what an unlocked mailbox alone may not. Null: no lock was chosen. */
const presentedWay = v.variant("kind", [
  v.strictObject({ kind: v.literal("device") }),
  v.strictObject({ kind: v.literal("passphrase"), passphrase: v.pipe(text(1024), v.minLength(1)) }),
  /** The passkey's secret (WebAuthn PRF), 32 bytes as base64url. */
  v.strictObject({ kind: v.literal("passkey"), secret: v.pipe(v.string(), v.length(43)) }),
  v.strictObject({ kind: v.literal("recovery"), recoveryKey: text(200) }),
]);
export const way = v.nullable(presentedWay);

/** A way in to be stored. A passkey comes with what is needed to ask for it again. */
const newWay = v.variant("kind", [
  v.strictObject({ kind: v.literal("device") }),
  v.strictObject({ kind: v.literal("passphrase"), passphrase: v.pipe(text(1024), v.minLength(1)) }),
  v.strictObject({
    kind: v.literal("passkey"),
    secret: v.pipe(v.string(), v.length(43)),
    credential: text(2048),
    salt: v.pipe(v.string(), v.length(43)),
  }),
]);
const wayKind = v.picklist(["device", "passphrase", "passkey", "recovery"]);

/** Method -> schema of its parameters. */
export const lockParams = {
  "lock.read": v.strictObject({}),
  "lock.lock": v.strictObject({}),
  "lock.unlock": v.strictObject({ way: presentedWay }),
  /** Forgets everything on this device without opening it: for who has lost every way in. */
  "lock.erase": v.strictObject({}),
  /** Adds or replaces one way in and removes others, as one step. `way` is one of those there are. */
  "lock.change": v.strictObject({
    way,
    add: v.nullable(newWay),
    remove: v.pipe(v.array(wayKind), v.maxLength(4)),
  }),
  /** A fresh recovery key, stored nowhere yet. */
  "recovery.make": v.strictObject({}),
  /** Makes a recovery key that the person has written down a way in, in place of an older one. */
  "recovery.keep": v.strictObject({ way, recoveryKey: text(200) }),
  /** The person does not want to be asked again at every start; the inbox goes on reminding them. */
  "setup.postpone": v.strictObject({ step: v.picklist(["recovery", "lock"]) }),
} as const;

/** What a person comes with. */
export type PresentedWayParam = v.InferOutput<typeof presentedWay>;
export type NewWayParam = v.InferOutput<typeof newWay>;

/** How far the account is set up. It counts as unfinished until there is a recovery way. */
export interface SetUp {
  readonly recovery: "missing" | "postponed" | "done";
  readonly lock: "missing" | "done";
}

/** A way in. A passkey shows what is needed to ask for it. */
export interface WayView {
  readonly kind: "device" | "passphrase" | "passkey" | "recovery";
  readonly addedAtMs: number;
  readonly passkey: { readonly credential: string; readonly salt: string } | null;
}

export interface LockView {
  readonly state: "locked" | "unlocked";
  readonly ways: readonly WayView[];
  /** Milliseconds until the next attempt is let through; 0 when there is nothing to wait for. */
  readonly waitMs: number;
}
