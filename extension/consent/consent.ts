import { type Clock, FederpostError, type Origin, type Random, toBase64Url } from "../../shared/base/index.ts";
import type { ConsentView, GrantableMethod, GrantView, PresentedWayParam } from "../../shared/protocol/index.ts";
import { type Granted, Grants } from "./grants.ts";
import { ConsentQueue, type ConsentWindows, type Decision } from "./queue.ts";
import { type RateName, Rates } from "./rates.ts";
import { type ConsentVault, Records } from "./records.ts";
import { Refusals } from "./refusals.ts";
import { type Asker, digestInput, type Question, type Written } from "./requests.ts";

/** What consent needs from outside. */
export interface ConsentEnvironment {
  readonly vault: ConsentVault;
  readonly windows: ConsentWindows;
  readonly clock: Clock;
  readonly random: Random;
  readonly sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
}

export interface Approval {
  /** Digest of exactly what the person saw and approved. */
  readonly digest: string;
  /** What they wrote, where they were asked to write. */
  readonly written: Written | null;
  /** The way in that they came with, where the identity key is to sign. It is not to be kept. */
  readonly way: PresentedWayParam | null;
}

/** May this origin do this now? */
export interface Consent {
  /** Throws `not_permitted` unless the origin holds a valid grant for the method. */
  readonly require: (origin: Origin, method: GrantableMethod) => Promise<void>;
  /** Throws `rate_limited` when the origin does this too often. */
  readonly spend: (origin: Origin, rate: RateName) => Promise<void>;
  /** What the origin may do. */
  readonly grantsOf: (origin: Origin) => Promise<readonly Granted[]>;
  readonly listGrants: () => Promise<readonly GrantView[]>;
  /** Takes grants back: those for `methods`, or all of them. */
  readonly revoke: (origin: Origin, methods?: readonly string[] | null) => Promise<void>;
  /**
   * Asks the person and waits for their decision. An approved access is granted before this returns. Throws `user_rejected`,
   * `expired`, `rate_limited`, or `disconnected` when the page went away first.
   */
  readonly ask: (asker: Asker, question: Question, signal: AbortSignal) => Promise<Approval>;
  /** For the consent window. */
  readonly read: (request: string) => ConsentView | null;
  readonly decide: (decision: Decision) => string | null;
  /** Approves a question to write. Throws like `decide`. */
  readonly write: (about: Pick<Decision, "request" | "digest">, written: Written) => string | null;
  readonly windowClosed: (windowId: number) => void;
  /** The person unlocked the mailbox, wherever: what waited for nothing else goes on. */
  readonly unlocked: () => void;
  readonly on: (listener: (change: ConsentChange) => void) => () => void;
}

export type ConsentChange = { readonly kind: "questions" } | { readonly kind: "grants"; readonly origin: Origin };

class Rules implements Consent {
  readonly #environment: ConsentEnvironment;
  readonly #grants: Grants;
  readonly #refusals: Refusals;
  readonly #rates: Rates;
  readonly #queue: ConsentQueue;
  readonly #listeners = new Set<(change: ConsentChange) => void>();

  constructor(environment: ConsentEnvironment) {
    const { vault, clock, windows } = environment;
    this.#environment = environment;
    const records = new Records(vault);
    this.#grants = new Grants(records, clock);
    this.#refusals = new Refusals(records, clock);
    this.#rates = new Rates(records, clock);
    this.#queue = new ConsentQueue(windows, clock, () => this.#tell({ kind: "questions" }));
  }

  require = async (origin: Origin, method: GrantableMethod): Promise<void> => {
    const granted = await this.#grants.of(origin);
    if (!granted.some((grant) => grant.method === method)) {
      throw new FederpostError("not_permitted", "the person has not allowed this");
    }
    await this.#grants.used(origin);
  };

  spend = (origin: Origin, rate: RateName): Promise<void> => this.#rates.spend(origin, rate);
  grantsOf = (origin: Origin): Promise<readonly Granted[]> => this.#grants.of(origin);
  listGrants = (): Promise<readonly GrantView[]> => this.#grants.list();

  revoke = async (origin: Origin, methods: readonly string[] | null = null): Promise<void> => {
    await this.#grants.revoke(origin, methods);
    this.#tell({ kind: "grants", origin });
  };

  ask = async (asker: Asker, question: Question, signal: AbortSignal): Promise<Approval> => {
    await this.#refusals.check(asker.origin);
    await this.#rates.spend(asker.origin, "ask");
    const request = this.#environment.random.uuid();
    const digest = toBase64Url(await this.#environment.sha256(digestInput(request, asker, question)));
    const outcome = await this.#queue.ask({ request, digest, asker, question }, signal);
    switch (outcome.kind) {
      case "approved":
        await this.#grant(asker.origin, question);
        return { digest, written: outcome.written, way: outcome.way };
      case "declined":
        await this.#refusals.note(asker.origin);
        throw new FederpostError("user_rejected", "the person said no");
      case "dismissed":
        throw new FederpostError("user_rejected", "the person wants nothing of this page now");
      case "expired":
        throw new FederpostError("expired", "nobody decided in time");
      case "withdrawn":
        throw new FederpostError("disconnected", "the page went away");
    }
  };

  read = (request: string): ConsentView | null => this.#queue.read(request);
  decide = (decision: Decision): string | null => this.#queue.decide(decision);
  write = (about: Pick<Decision, "request" | "digest">, written: Written): string | null =>
    this.#queue.write(about, written);
  unlocked = (): void => this.#queue.settleUnlocks();
  windowClosed = (windowId: number): void => this.#queue.windowClosed(windowId);

  on = (listener: (change: ConsentChange) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async #grant(origin: Origin, question: Question): Promise<void> {
    if (question.kind !== "access") return;
    await this.#grants.add(origin, question.methods);
    this.#tell({ kind: "grants", origin });
  }

  #tell(change: ConsentChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}

export const createConsent = (environment: ConsentEnvironment): Consent => new Rules(environment);
