import * as v from "valibot";
import { type Clock, FederpostError, type Origin } from "../../shared/base/index.ts";
import { type ConsentVault, keyOf, type RecordKind, readRecord, updateRecord } from "./records.ts";

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
  readonly #vault: ConsentVault;
  readonly #clock: Clock;

  constructor(vault: ConsentVault, clock: Clock) {
    this.#vault = vault;
    this.#clock = clock;
  }

  /** Throws `rate_limited` while the origin is blocked. */
  async check(origin: Origin): Promise<void> {
    const { blockedUntilMs } = await readRecord(this.#vault, refusalKind, keyOf(origin));
    const leftMs = blockedUntilMs - this.#clock.now();
    // More than a whole block left means that the clock was set back: the block must not grow by it.
    if (leftMs > 0 && leftMs <= blockLastsMs) {
      throw new FederpostError("rate_limited", "the person refused several times", { retryAfterMs: leftMs });
    }
  }

  async note(origin: Origin): Promise<void> {
    const now = this.#clock.now();
    await updateRecord(this.#vault, { kind: refusalKind, key: keyOf(origin) }, (before) => {
      const recent = before.refusedAtMs.filter((at) => at <= now && now - at < refusalWindowMs);
      const refusedAtMs = [...recent, now].slice(-refusalsToBlock);
      const blocked = refusedAtMs.length === refusalsToBlock;
      return blocked ? { refusedAtMs: [], blockedUntilMs: now + blockLastsMs } : { ...before, refusedAtMs };
    });
  }
}
