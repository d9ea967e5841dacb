import type { Organisation } from "./report.ts";

/** Why a presentation of evidence does not count. The list is closed; the first rule that fails is the answer. */
export type PresentationFault =
  /** It has not the form of a presentation, or its signature does not hold. */
  | "broken"
  /** It was made for a page of another origin. */
  | "other_origin"
  /** It was made for another service. */
  | "other_audience"
  /** It answers another call. */
  | "other_nonce"
  | "too_old"
  /** By the presenter's clock it was made later than now. */
  | "from_the_future"
  /** It holds evidence of another kind than was asked for. */
  | "other_kind"
  /** The evidence does not hold; `detail` says why. */
  | "evidence_refused"
  /** The level of assurance is lower than demanded; `detail` is the level. */
  | "level_too_low"
  /** A demanded claim does not stand in it; `detail` is its name. */
  | "claim_missing";

/** A person, by an identity provider's word. */
export interface Person {
  /** Null where the provider gives none. */
  readonly name: string | null;
  /** As eIDAS (Regulation (EU) 910/2014, article 8) has it. */
  readonly level: "low" | "substantial" | "high";
  /** What the list of providers calls the provider. */
  readonly issuer: string;
  readonly loginMs: number;
  readonly validUntilMs: number;
}

/** What the evidence proves. */
export type Proved =
  | { readonly kind: "x509"; readonly organisation: Organisation }
  | {
      readonly kind: "oidc";
      readonly person: Person;
      /** Everything that stands in the provider's token; values that are no text as JSON. */
      readonly claims: readonly (readonly [name: string, value: string])[];
    };

export type PresentationReport =
  | {
      readonly verdict: "valid";
      /** The mailbox that presented it. */
      readonly account: string;
      /** Ed25519, base64url: the same each time, while the mailbox keeps its identity. */
      readonly identityKey: string;
      /** The same for people who compare it. */
      readonly safetyCode: string;
      /** What for, as the person read it. */
      readonly purpose: string;
      /** By the presenter's clock: a claim. */
      readonly presentedAtMs: number;
      readonly proved: Proved;
    }
  | { readonly verdict: "invalid"; readonly fault: PresentationFault; readonly detail: string | null };
