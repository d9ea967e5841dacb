import * as v from "valibot";
import { FederpostError, fromBase64Url, fromUtf8, type Random, toBase64Url, utf8 } from "../base/index.ts";
import { digestOf } from "../crypto/index.ts";

/**
 * A login for an id_token: authorization code with PKCE (RFC 7636) as a public client. Knows what is asked and what must come
 * back; opening windows and speaking to the provider is others' business.
 */

/** Where a provider takes logins and gives tokens, by its own word (OpenID Connect Discovery 1.0). */
export interface ProviderEndpoints {
  readonly authorization: string;
  readonly token: string;
}

const address = v.pipe(v.string(), v.maxLength(2048), v.url());
const metadata = v.object({ issuer: v.string(), authorization_endpoint: address, token_endpoint: address });

/** Where a provider describes itself. */
export const metadataAddress = (issuer: string): string =>
  `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`;

/** Plain http only where the provider itself is there by it: tests on loopback. */
const isSafeFor = (issuer: string, url: string): boolean =>
  url.startsWith("https://") || (issuer.startsWith("http://127.0.0.1:") && url.startsWith(`${issuer}/`));

/** The endpoints in a provider's description, or null when it is none, or that of another provider. */
export function readEndpoints(json: unknown, issuer: string): ProviderEndpoints | null {
  const parsed = v.safeParse(metadata, json);
  if (!parsed.success || parsed.output.issuer !== issuer) return null;
  const { authorization_endpoint: authorization, token_endpoint: token } = parsed.output;
  return isSafeFor(issuer, authorization) && isSafeFor(issuer, token) ? { authorization, token } : null;
}

export interface OidcLoginRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly endpoints: ProviderEndpoints;
  /** Where the browser hands what comes back to the extension. */
  readonly returnUrl: string;
  /** `oidcNonce` of the identity key. */
  readonly nonce: string;
  readonly random: Random;
}

/** A login that has been begun. */
export interface OidcLogin {
  /** Where the browser goes for it. */
  readonly url: string;
  /**
   * The form by which the code that came back is exchanged for the id_token. @throws FederpostError `login_mismatch` when the
   * address belongs to another login or another provider, `login_cancelled` when the person gave up there, `login_failed`
   * when the provider ended it.
   */
  readonly exchangeFor: (returned: string) => URLSearchParams;
}

/** Begins a login. */
export async function beginOidcLogin(request: OidcLoginRequest): Promise<OidcLogin> {
  const { issuer, clientId, endpoints, returnUrl, nonce, random } = request;
  const [state, verifier] = [toBase64Url(random.bytes(32)), toBase64Url(random.bytes(32))];
  const url = new URL(endpoints.authorization);
  const asked = {
    response_type: "code",
    client_id: clientId,
    scope: "openid profile",
    // Whoever logged in before at this computer must not vouch for who sits there now.
    prompt: "login",
    redirect_uri: returnUrl,
    nonce,
    state,
    code_challenge: await digestOf(utf8(verifier)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return {
    url: url.href,
    exchangeFor: (returned) => {
      const came = readReturn(returned, { returnUrl, state, issuer });
      const form = { grant_type: "authorization_code", client_id: clientId, redirect_uri: returnUrl };
      return new URLSearchParams({ ...form, code: came, code_verifier: verifier });
    },
  };
}

function readReturn(
  returned: string,
  { returnUrl, state, issuer }: { readonly returnUrl: string; readonly state: string; readonly issuer: string },
): string {
  const [came, back] = [URL.canParse(returned) ? new URL(returned) : null, new URL(returnUrl)];
  if (came === null || came.origin !== back.origin || came.pathname !== back.pathname) throw mismatch();
  const only = (name: string): string | null => {
    const values = came.searchParams.getAll(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  if (only("state") !== state) throw mismatch();
  // RFC 9207: a provider that names itself must be the one that was asked.
  if (came.searchParams.has("iss") && only("iss") !== issuer) throw mismatch();
  if (only("error") === "access_denied") throw new FederpostError("login_cancelled", "The login was given up there.");
  const code = only("code");
  if (came.searchParams.has("error") || code === null || code.length > 4096)
    throw new FederpostError("login_failed", "The provider did not finish the login.");
  return code;
}

const mismatch = () =>
  new FederpostError("login_mismatch", "What came back does not belong to this login. Begin it anew.");

const tokenAnswer = v.object({ id_token: v.pipe(v.string(), v.maxLength(16_384)) });

/** The id_token in the token endpoint's answer. @throws FederpostError `login_failed` when there is none. */
export function readIdToken(json: unknown): string {
  const parsed = v.safeParse(tokenAnswer, json);
  if (parsed.success) return parsed.output.id_token;
  throw new FederpostError("login_failed", "The provider gave no id_token.");
}

/** Everything that stands in an id_token, as the person reads it before it is shown to anybody. Verifies nothing. */
export function claimsIn(token: string): readonly (readonly [name: string, value: string])[] {
  try {
    const json: unknown = JSON.parse(fromUtf8(fromBase64Url(token.split(".")[1] ?? "") ?? new Uint8Array()) ?? "");
    if (typeof json !== "object" || json === null) return [];
    return Object.entries(json).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
  } catch {
    return [];
  }
}
