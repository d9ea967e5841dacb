import { readIssuers, readRoots } from "../identity/index.ts";
import { judgePresentation } from "./presentation.ts";
import type { PresentationReport } from "./presentation-report.ts";
import type { Report } from "./report.ts";
import { verifyFile } from "./verify-bundle.ts";

/** The package's door: in its declarations nothing shows that is not in the package. */
export { explain } from "./explain.ts";
export type { Person, PresentationFault, PresentationReport, Proved } from "./presentation-report.ts";
export type { Organisation, Report, Statement, Step, StepId } from "./report.ts";
export type { Language } from "./texts.ts";

/** What to judge by. */
export interface VerifyOptions {
  /** Root certificates of organisations, in PEM or the JSON form; without them organisations are not checked. */
  readonly roots?: string;
  /** For which time certificates are judged; the claimed time of signing otherwise. */
  readonly at?: Date;
  /** The present; the machine's clock otherwise. */
  readonly now?: Date;
  /** What a signature is over: the verifier's own copies, in the order in which they were signed. */
  readonly documents?: readonly Uint8Array[];
}

/**
 * Verifies an evidence bundle, a letter or receipt with its proofs, or a signature over documents (the JSON of `document.sign`). Contacts nobody and throws for no file.
 * @throws Error when `roots` cannot be read.
 */
export const verify = (file: Uint8Array, options: VerifyOptions = {}): Promise<Report> =>
  verifyFile(
    file,
    {
      roots: options.roots === undefined ? [] : readRoots(options.roots),
      atMs: options.at?.getTime() ?? null,
      nowMs: options.now?.getTime() ?? Date.now(),
    },
    options.documents,
  );

/** What a presentation of evidence must be. */
export interface ExpectedPresentation {
  /** The origin of the page that asked, such as `https://portal.example`. */
  readonly origin: string;
  /** The nonce that your server made for this call. Take each one once: that is what refuses a second showing. */
  readonly nonce: string;
  /** The audience that the page asked with; the origin where it named none. */
  readonly audience?: string;
  /** The kind of evidence that it must be. */
  readonly kind?: "x509" | "oidc";
  /** The level of assurance that it must reach; `x509` reaches none. */
  readonly level?: "low" | "substantial" | "high";
  /** Claims that must stand in it; `x509` has none. */
  readonly claims?: readonly string[];
  /** Root certificates of organisations, in PEM or the JSON form; without them no `x509` holds. */
  readonly roots?: string;
  /** Identity providers, in the JSON form; without them no `oidc` holds. */
  readonly issuers?: string;
  /** How old it may be by the presenter's clock, in milliseconds; five minutes unless said. */
  readonly maxAgeMs?: number;
  /** The present; the machine's clock otherwise. */
  readonly now?: Date;
}

/**
 * Verifies what `identity.present` answered: the token, against what your server asked for. Contacts nobody, and throws for no token.
 * @throws Error when `roots` or `issuers` cannot be read.
 */
export const verifyPresentation = async (token: string, expected: ExpectedPresentation): Promise<PresentationReport> =>
  judgePresentation(token, {
    origin: expected.origin,
    nonce: expected.nonce,
    audience: expected.audience ?? expected.origin,
    kind: expected.kind ?? null,
    level: expected.level ?? null,
    claims: expected.claims ?? [],
    roots: expected.roots === undefined ? [] : readRoots(expected.roots),
    issuers: expected.issuers === undefined ? [] : await readIssuers(expected.issuers),
    nowMs: expected.now?.getTime() ?? Date.now(),
    maxAgeMs: expected.maxAgeMs ?? 5 * 60_000,
  });
