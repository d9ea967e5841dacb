import canonicalize from "canonicalize";
import * as v from "valibot";
import { type Clock, FederpostError, type Origin, toBase64Url, utf8 } from "../../shared/base/index.ts";
import type { KeyUseView } from "../../shared/protocol/index.ts";
import type { Change, Vault } from "../../shared/vault/index.ts";

/**
 * The log of every use of the person's keys that a portal asked for. Each entry carries the digest of the one before, and the
 * head carries number and digest of the last: an entry that is changed, taken out, put in or cut off at the end is noticed.
 */

const entrySchema = v.object({
  number: v.number(),
  atMs: v.number(),
  origin: v.string(),
  method: v.string(),
  about: v.string(),
  /** Digest of the question that the person approved. */
  approved: v.string(),
  previous: v.nullable(v.string()),
  digest: v.string(),
});
type Entry = v.InferOutput<typeof entrySchema>;

const headSchema = v.object({ number: v.number(), digest: v.string() });

/** One use, as whoever does it describes it. */
export interface KeyUse {
  readonly origin: Origin;
  readonly method: string;
  /** For the person's eyes: subject, names of documents. */
  readonly about: string;
  readonly approved: string;
}

const store = "uses";
const headKey = "head";
const keyOf = (number: number): string => `entry/${String(number).padStart(10, "0")}`;
const longestAbout = 300;

export interface KeyLogParts {
  readonly vault: Pick<Vault, "read" | "list">;
  readonly clock: Clock;
  readonly sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** The log of one mailbox. */
export class KeyLog {
  readonly #parts: KeyLogParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: KeyLogParts) {
    this.#parts = parts;
  }

  /**
   * Does `work` with the changes that log it, which `work` must store in the same commit as what the use brings about. Uses run
   * one after the other; one that fails leaves no entry.
   */
  use<T>(use: KeyUse, work: (log: readonly Change[]) => Promise<T>): Promise<T> {
    const mine = this.#last.then(async () => work(await this.#changesFor(use)));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Entries, newest first, and whether the chain holds. */
  async read(): Promise<{ readonly entries: readonly KeyUseView[]; readonly intact: boolean }> {
    const entries = await this.#entries();
    const intact = await this.#holds(entries);
    const views = entries.map(({ number, atMs, origin, method, about }) => ({ number, atMs, origin, method, about }));
    return { entries: views.reverse(), intact };
  }

  /** The log as a file: every entry with its digests, oldest first. */
  async export(): Promise<string> {
    const entries = await this.#entries();
    return `${JSON.stringify({ format: "federpost-key-uses", version: 1, entries }, null, 2)}\n`;
  }

  async #entries(): Promise<Entry[]> {
    const stored = await this.#parts.vault.list(store, { prefix: "entry/" });
    return stored.map(({ value }) => {
      const parsed = v.safeParse(entrySchema, value);
      if (!parsed.success) throw new FederpostError("internal", "A stored use of a key has an unknown form.");
      return parsed.output;
    });
  }

  async #head() {
    const parsed = v.safeParse(headSchema, (await this.#parts.vault.read(store, headKey))?.value);
    return parsed.success ? parsed.output : null;
  }

  async #changesFor({ origin, method, about, approved }: KeyUse): Promise<readonly Change[]> {
    const head = await this.#head();
    const number = (head?.number ?? 0) + 1;
    const open = {
      number,
      atMs: this.#parts.clock.now(),
      origin,
      method,
      about: about.slice(0, longestAbout).toWellFormed(),
      approved,
      previous: head?.digest ?? null,
    };
    const digest = await this.#digestOf(open);
    return [
      { store, key: keyOf(number), put: { ...open, digest }, expect: "absent" },
      { store, key: headKey, put: { number, digest } },
    ];
  }

  async #digestOf(entry: Omit<Entry, "digest">): Promise<string> {
    return toBase64Url(await this.#parts.sha256(utf8(canonicalize(entry) ?? "")));
  }

  async #holds(entries: readonly Entry[]): Promise<boolean> {
    let previous: string | null = null;
    for (const [index, { digest, ...entry }] of entries.entries()) {
      if (entry.number !== index + 1 || entry.previous !== previous) return false;
      if ((await this.#digestOf(entry)) !== digest) return false;
      previous = digest;
    }
    return ((await this.#head())?.digest ?? null) === previous;
  }
}
