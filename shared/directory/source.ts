import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import { readTrustKeys, type TrustKey } from "../crypto/index.ts";

/** Where something signed is fetched, and whose signatures on it count: a directory, or a federation list. */
export interface SignedSource {
  /** Without a slash at its end. */
  readonly url: string;
  readonly keys: readonly TrustKey[];
}

const longestText = 64_000;
const schema = v.strictObject({ url: v.pipe(v.string(), v.maxLength(500)), keys: v.unknown() });

const loopback = /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?(\/|$)/;

/** The address as it is asked: https without user, query or fragment; loopback over http counts for development builds only. */
function readUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, search, hash, href } = new URL(text);
  const secure = protocol === "https:" || loopback.test(href);
  return secure && username + password + search + hash === "" ? href.replace(/\/+$/, "") : null;
}

/**
 * A source as its operator gives it out: JSON `{ url, keys }`, `keys` as in a JWK set (RFC 7517).
 * @throws FederpostError `invalid_params` when the text is none, or one of its keys is weak or private.
 */
export async function readSource(text: string): Promise<SignedSource> {
  const refused = () => new FederpostError("invalid_params", "The file names no address with public keys.");
  if (text.length > longestText) throw refused();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refused();
  }
  const parsed = v.safeParse(schema, json);
  const url = parsed.success ? readUrl(parsed.output.url) : null;
  const keys = parsed.success ? await readTrustKeys(parsed.output.keys) : null;
  if (url === null || keys === null) throw refused();
  return { url, keys };
}

/** Whether a source may be asked: an address on this machine only in development and test builds. */
export const mayAsk = ({ url }: SignedSource, onLoopback: "refused" | "over_http"): boolean =>
  onLoopback === "over_http" || !loopback.test(`${url}/`);
