/** The steps of a verification, in the order in which they are taken. The ids do not change. */
export const stepIds = [
  "container",
  "manifest",
  "files",
  "form",
  "signature",
  "certificate",
  "key",
  "rights",
  "document",
  "listed",
  "time",
  "organisation",
  "person",
  "attachments",
  "receipt_letter",
  "receipt_signer",
  "receipt_day",
  "receipt_once",
  "certified_key",
  "certified_account",
  "documents",
] as const;

export type StepId = (typeof stepIds)[number];

/** One step: what was looked at, of which thing (a letter, the second receipt), and how it went. */
export interface Step {
  readonly id: StepId;
  /** `bundle`, `letter`, `signature`, or `receipt 1` and so on. */
  readonly about: string;
  /** `noted` is nothing wrong and nothing proved, such as an identity for which no roots were given. */
  readonly result: "passed" | "failed" | "noted";
  /** A name, time or reason that belongs to the step; never a letter's content. */
  readonly detail: string | null;
}

/** An organisation to which an account belongs, by its certificate. */
export interface Organisation {
  readonly name: string;
  readonly unit: string | null;
  readonly country: string | null;
  readonly domains: readonly string[];
  /** Who issued the certificate, and under which root. */
  readonly issuer: string;
  readonly root: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly serial: string;
  /** SHA-256 of the certificate, base64url. */
  readonly certificateDigest: string;
  /** Whether fresh revocation data were there. */
  readonly revocation: "checked" | "none";
}

/** A person behind an account, by an identity provider's word. */
export interface NamedPerson {
  /** As the provider has it; null where it gives none. */
  readonly name: string | null;
  readonly level: "low" | "substantial" | "high";
  /** What the list of providers calls it. */
  readonly issuer: string;
}

/** What was verified, as its signer said it. */
export interface Statement {
  readonly kind:
    | "letter"
    | "signature"
    | "submitted"
    | "provided"
    | "notified"
    | "retrieved"
    | "acknowledged"
    | "rejected";
  readonly by: string;
  /** By the signer's clock: a claim. */
  readonly claimedAtMs: number;
  /** SHA-256, base64url: of the letter; of the signed token where documents were signed. */
  readonly letterDigest: string;
  /** The day of receipt that an acknowledgement states, the reason of a refusal or of a signature. */
  readonly says: string | null;
  readonly organisation: Organisation | null;
  /** Who wrote a letter, where the bundle brings evidence that holds. */
  readonly person?: NamedPerson;
}

export interface Report {
  readonly verdict: "valid" | "invalid" | "unreadable";
  readonly statements: readonly Statement[];
  readonly steps: readonly Step[];
}

export const failedStep = (steps: readonly Step[]): boolean => steps.some(({ result }) => result === "failed");
