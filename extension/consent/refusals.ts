import * as v from "valibot";
import { type Clock, FederpostError, type Origin } from "../../shared/base/index.ts";
import { keyOf, type RecordKind, type Records } from "./records.ts";

const refusalsToBlock = 3;
const refusalWindowMs = 30_000;
const blockLastsMs = 60_000;

const refusalSchema = v.object({ refusedAtMs: v.array(v.number()), blockedUntilMs: v.number() });

const refusalKind: RecordKind<v.InferOutput<typeof refusalSchema>> = {
  store: "refusals",
  schema: refusalSchema,
  empty: { refusedAtMs: [], blockedUntilMs: 0 },
};

/** An origin that is refused three times within 30 seconds may not ask for 60 seconds, also after a restart. */
export class Refusals {
  readonly #records: Records;
  readonly #clock: Clock;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** Throws `rate_limited` while the origin is blocked. */
  async check(origin: Origin): Promise<void> {
    const { blockedUntilMs } = await this.#records.read(refusalKind, keyOf(origin));
    const leftMs = blockedUntilMs - this.#clock.now();
    // More than a whole block left means that the clock was set back: the block must not grow by it.
    if (leftMs > 0 && leftMs <= blockLastsMs) {
      throw new FederpostError("rate_limited", "the person refused several times", { retryAfterMs: leftMs });
    }
  }

  async note(origin: Origin): Promise<void> {
    const now = this.#clock.now();
    await this.#records.change(refusalKind, keyOf(origin), (before) => {
      const recent = before.refusedAtMs.filter((at) => at <= now && now - at < refusalWindowMs);
      const refusedAtMs = [...recent, now].slice(-refusalsToBlock);
      const blocked = refusedAtMs.length === refusalsToBlock;
      return blocked ? { refusedAtMs: [], blockedUntilMs: now + blockLastsMs } : { ...before, refusedAtMs };
    });
  }
}
