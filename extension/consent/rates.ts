import * as v from "valibot";
import { type Clock, FederpostError, type Origin } from "../../shared/base/index.ts";
import { keyOf, type RecordKind, type Records } from "./records.ts";

/** A bucket of calls that fills up again over time. */
interface Rate {
  readonly most: number;
  readonly refillMs: number;
}

/** How often an origin may do what costs the person, their server or others something. */
const rates = {
  ask: { most: 10, refillMs: 10_000 },
  find: { most: 30, refillMs: 2000 },
  // Up to three requests to the person's directory each, which people share.
  search: { most: 10, refillMs: 10_000 },
  send: { most: 20, refillMs: 60_000 },
  sign: { most: 20, refillMs: 60_000 },
  present: { most: 20, refillMs: 60_000 },
  open: { most: 30, refillMs: 10_000 },
  status: { most: 120, refillMs: 500 },
} as const satisfies Readonly<Record<string, Rate>>;

export type RateName = keyof typeof rates;

const counterSchema = v.object({ left: v.number(), atMs: v.number() });

const counterKind: RecordKind<v.InferOutput<typeof counterSchema>> = {
  store: "counters",
  schema: counterSchema,
  empty: { left: Number.POSITIVE_INFINITY, atMs: 0 },
};

/** Counts what origins do. The counts lie in the vault, so a restart gives nobody a full bucket. */
export class Rates {
  readonly #records: Records;
  readonly #clock: Clock;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** Takes one call out of an origin's bucket. Throws `rate_limited` when it is empty. */
  async spend(origin: Origin, name: RateName): Promise<void> {
    const { most, refillMs } = rates[name];
    let leftBefore = 0;
    await this.#records.change(counterKind, keyOf(origin, "rate", name), ({ left, atMs }) => {
      const now = this.#clock.now();
      // A clock set back refills nothing.
      const refilled = Math.max(0, now - atMs) / refillMs;
      leftBefore = Math.min(most, left + refilled);
      return { left: leftBefore < 1 ? leftBefore : leftBefore - 1, atMs: now };
    });
    if (leftBefore < 1) {
      const retryAfterMs = Math.ceil((1 - leftBefore) * refillMs);
      throw new FederpostError("rate_limited", "too many calls", { retryAfterMs });
    }
  }
}
