import { isFederpostError } from "../base/index.ts";
import { wordOfCrl } from "./x509-crl.ts";
import { wordOfOcsp } from "./x509-ocsp.ts";
import type { X509Refusal } from "./x509-refusal.ts";
import { type IssuedBy, type Moment, refuse, type Word } from "./x509-revocation-word.ts";

/** Revocation data that came along: nobody is asked for any (a citizen's extension never contacts an authority). */
export interface StapledRevocation {
  readonly crls: readonly Uint8Array[];
  readonly ocsp: readonly Uint8Array[];
}

/**
 * What the stapled data say of a certificate by this issuer. One good word, or one of revocation, is enough; a word that
 * is broken counts only where there is no other.
 */
export async function checkRevocation(
  pair: IssuedBy,
  stapled: StapledRevocation,
  moment: Moment,
): Promise<X509Refusal | null> {
  const words = await Promise.all([
    ...stapled.crls.map((der) => hear(() => wordOfCrl(der, pair, moment))),
    ...stapled.ocsp.map((der) => hear(() => wordOfOcsp(der, pair, moment))),
  ]);
  // Whose key was stolen may have signed before its revocation with any date: then no earlier time helps.
  if (words.some((word) => word.kind === "revoked" && (word.compromised || word.atMs <= moment.atMs))) return "revoked";
  if (words.some(({ kind }) => kind === "good" || kind === "revoked")) return null;
  return words.find((word) => word.kind === "refused")?.reason ?? "revocation_missing";
}

/** A word about bytes from outside: malformed ones are a broken word. */
async function hear(read: () => Promise<Word>): Promise<Word> {
  try {
    return await read();
  } catch (error) {
    if (isFederpostError(error) && error.code === "invalid_identity") return refuse("broken_revocation");
    throw error;
  }
}
