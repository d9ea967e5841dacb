import { readRoots } from "../identity/index.ts";
import type { Report } from "./report.ts";
import { verifyFile } from "./verify-bundle.ts";

/** The package's door: in its declarations nothing shows that is not in the package. */
export { explain } from "./explain.ts";
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
