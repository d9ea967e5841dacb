import type { ContractEvents, ContractParams, ContractResults } from "./contract.ts";
import type { PortalErrorCode } from "./types.ts";

/** A method of the portal contract. */
export type Method = keyof ContractParams;

/** What the fake does with one call, instead of what it would do by itself. */
export type Reply<M extends Method = Method> =
  /** Answers this. It must hold to the contract. */
  | { readonly kind: "result"; readonly result: ContractResults[M]; readonly after?: Promise<unknown> }
  /** Refuses: `user_rejected` for a person who says no, `unavailable` for a mailbox that is locked, offline or missing. */
  | {
      readonly kind: "failure";
      readonly code: PortalErrorCode;
      readonly retryAfterMs?: number;
      readonly after?: Promise<unknown>;
    }
  /** Answers as it would by itself, but only once the promise has settled: a slow mailbox, a person who reads. */
  | { readonly kind: "later"; readonly after: Promise<unknown> }
  /** Never answers: the page's deadline or signal ends the call. */
  | { readonly kind: "silence" }
  /** Breaks the line instead of answering, as an update of the extension does. The SDK makes the call again by itself. */
  | { readonly kind: "disconnect" };

/** A call that came, its files as the page gave them. */
export interface SeenCall {
  readonly method: Method;
  readonly params: unknown;
}

/** An agency in the fake's directory. */
export interface DirectoryEntry {
  /** As the directory calls the agency; a query finds it by words of this. */
  readonly name: string;
  /** Domain of the agency: what is found there, {@link FakeOptions.agencies} says. */
  readonly domain: string;
  /** Keys or names by which calls name the agency's services. */
  readonly services?: readonly string[];
  /** Keys, names or postcodes by which calls name the places that it is responsible for. */
  readonly places?: readonly string[];
}

export interface FakeOptions {
  /** False: there is no extension until {@link Fake.appear}. True where nothing is said. */
  readonly installed?: boolean;
  /** Domain -> name of the agency whose mailbox it names. Every domain has one where nothing is said. */
  readonly agencies?: Readonly<Record<string, string>>;
  /** What the person's directory holds. Where nothing is said there is none, as with most people: `unsupported`. */
  readonly directory?: readonly DirectoryEntry[];
}

/** A stand-in for the extension, for a portal's tests. */
export interface Fake {
  /** Every call that held to the contract, the oldest first. */
  readonly calls: readonly SeenCall[];
  /** What happens to the next calls of a method, one reply for each; throws where a result does not hold to the contract. */
  readonly script: <M extends Method>(method: M, ...replies: readonly Reply<M>[]) => void;
  /** Tells every open line an event; throws where it does not hold to the contract. */
  readonly tell: <E extends Exclude<keyof ContractEvents, "disconnect">>(event: E, data: ContractEvents[E]) => void;
  /** Breaks every open line. The SDK finds the next one by itself. */
  readonly disconnect: () => void;
  /** The extension has become ready, as it does when a person connects the page. */
  readonly appear: () => void;
  /** Takes the fake out of the page and closes its lines. */
  readonly remove: () => void;
}
