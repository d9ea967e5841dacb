import * as v from "valibot";
import { type Clock, FederpostError, type Random, utf8 } from "../base/index.ts";
import type { Backend } from "./backend.ts";
import { openRecord, sealRecord } from "./seal.ts";
import { parseJson } from "./values.ts";

/**
 * Wrong guesses at any way in. Each attempt is counted and stored before it is made, so that killing the process wins
 * none; only a right one clears the count. Slows down who tries at the screen; against a copied profile only the strength
 * of the way in helps.
 */

const guessesSchema = v.object({ failures: v.number(), lastAtMs: v.number(), waitMs: v.number() });
type Guesses = v.InferOutput<typeof guessesSchema>;

const none: Guesses = { failures: 0, lastAtMs: 0, waitMs: 0 };
const second = 1000;
const minute = 60 * second;

// After so many failures in a row, the wait before the next attempt. People mistype; three attempts cost nothing.
const waits = [0, 0, 0, 5 * second, 15 * second, 30 * second, minute, 5 * minute, 15 * minute];
const longestWait = 60 * minute;

/** How long to wait after this many failures in a row. */
export const waitAfter = (failures: number): number => (failures < waits.length ? (waits[failures] ?? 0) : longestWait);

/** What is left of the wait. A clock that was set back does not shorten it: then all of it is still to come. */
function leftOf({ lastAtMs, waitMs }: Guesses, nowMs: number): number {
  const passed = nowMs - lastAtMs;
  return passed < 0 ? waitMs : Math.max(0, waitMs - passed);
}

export class GuessCounter {
  readonly #backend: Backend;
  readonly #random: Random;
  readonly #clock: Clock;

  constructor(backend: Backend, { random, clock }: { readonly random: Random; readonly clock: Clock }) {
    this.#backend = backend;
    this.#random = random;
    this.#clock = clock;
  }

  /** Milliseconds until the next attempt is let through. */
  async waitMs(): Promise<number> {
    return leftOf((await this.#read()).guesses, this.#clock.now());
  }

  /**
   * Counts an attempt as failed until `clear` is called. @throws FederpostError `rate_limited` with what is left of the
   * wait, `busy` when another context guesses at the same moment.
   */
  async begin(): Promise<void> {
    const { guesses, revision } = await this.#read();
    const nowMs = this.#clock.now();
    const leftMs = leftOf(guesses, nowMs);
    if (leftMs > 0) {
      // Anchored to the clock as it runs now: one that was set back must not stop the wait for years.
      if (nowMs < guesses.lastAtMs) await this.#write({ ...guesses, lastAtMs: nowMs }, revision);
      throw new FederpostError("rate_limited", "Too many wrong attempts; wait before the next.", {
        retryAfterMs: leftMs,
      });
    }
    const failures = guesses.failures + 1;
    if (!(await this.#write({ failures, lastAtMs: nowMs, waitMs: waitAfter(failures) }, revision)))
      throw new FederpostError("busy", "Another window is being unlocked; try again.");
  }

  /** The attempt was right. */
  async clear(): Promise<void> {
    const { revision } = await this.#read();
    if (revision > 0) await this.#write(none, revision);
  }

  async #read(): Promise<{ readonly guesses: Guesses; readonly revision: number }> {
    const record = await this.#backend.get("state", "guesses");
    if (record === null) return { guesses: none, revision: 0 };
    const { revision, sealed } = record;
    const place = { table: "state", key: "guesses", revision };
    const inside = await openRecord(this.#backend.deviceKeys.records, { place, sealed });
    const parsed = inside === null ? null : v.safeParse(guessesSchema, parseJson(inside));
    // A count that somebody changed is no reason to begin a new one: it counts as many failures.
    const guesses = parsed?.success ? parsed.output : { failures: waits.length, lastAtMs: 0, waitMs: 0 };
    return { guesses, revision };
  }

  async #write(guesses: Guesses, was: number): Promise<boolean> {
    const place = { table: "state", key: "guesses", revision: was + 1 };
    const plaintext = utf8(JSON.stringify(guesses));
    const sealed = await sealRecord(this.#backend.deviceKeys.records, { place, plaintext, random: this.#random });
    return this.#backend.write([{ table: "state", key: "guesses", was, become: { revision: place.revision, sealed } }]);
  }
}
