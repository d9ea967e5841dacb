import * as v from "valibot";
import { way } from "./panel-lock.ts";

/** The part of the panel channel that is about proving who a person is, and whose word on persons is believed. */

const issuer = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const listText = v.pipe(v.string(), v.maxLength(500_000));

/** Method -> schema of its parameters. */
export const personParams = {
  "person.read": v.strictObject({}),
  /** Gets evidence by a login at a provider, in a window of the browser, and keeps it. */
  "person.obtain": v.strictObject({ issuer, way }),
  "person.remove": v.strictObject({}),
  /** What a file of identity providers holds, before they are believed. */
  "issuers.look": v.strictObject({ text: listText }),
  "issuers.add": v.strictObject({ text: listText }),
  "issuers.remove": v.strictObject({ issuer }),
} as const;

/** How well a provider knows who somebody is (eIDAS, article 8). */
export type LevelView = "low" | "substantial" | "high";

/** A person whose evidence holds. */
export interface PersonView {
  /** Null: the provider gives none. */
  readonly name: string | null;
  readonly level: LevelView;
  /** What people call the provider. */
  readonly issuer: string;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** An identity provider whose word is believed. */
export interface IssuerView {
  readonly issuer: string;
  readonly name: string;
  readonly untilMs: number | null;
  readonly byPolicy: boolean;
}

export interface OwnPersonView {
  readonly own:
    | { readonly kind: "none" }
    | {
        readonly kind: "verified";
        readonly person: PersonView;
        /** All that stands in the token; whoever is shown the evidence reads it. */
        readonly claims: readonly (readonly [name: string, value: string])[];
        readonly shownTo: readonly string[];
      }
    | { readonly kind: "refused"; readonly reason: string };
  readonly issuers: readonly IssuerView[];
}

export interface PersonResults {
  readonly "person.read": OwnPersonView;
  /** Null: it is kept. Otherwise why it does not hold; nothing was changed. */
  readonly "person.obtain": { readonly refused: string | null };
  readonly "person.remove": OwnPersonView;
  readonly "issuers.look": { readonly issuers: readonly IssuerView[] };
  readonly "issuers.add": OwnPersonView;
  readonly "issuers.remove": OwnPersonView;
}
