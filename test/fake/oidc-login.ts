import { createHash, randomBytes } from "node:crypto";
import { federpostClient, type IdentityProvider } from "../../scripts/idp/index.ts";

/** Where the provider sends the browser back to: as Chromium names it, and never opened here. */
export const redirectUri = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";

/** What a browser does in a login with authorization code and PKCE, over real HTTP; answers the id_token. */
export async function logIn(provider: IdentityProvider, person: string, nonce: string): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const begun = new URL(`${provider.issuer}/auth`);
  begun.search = new URLSearchParams({
    client_id: federpostClient,
    response_type: "code",
    scope: "openid profile",
    redirect_uri: redirectUri,
    nonce,
    state: "state",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();
  const ended = await walkLogin(begun.href, person, redirectUri);
  const code = new URL(ended).searchParams.get("code");
  if (code === null) throw new Error(`no code: ${ended}`);
  const answer = await fetch(`${provider.issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: federpostClient,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
  const body: unknown = await answer.json();
  if (typeof body !== "object" || body === null || !("id_token" in body) || typeof body.id_token !== "string")
    throw new Error(`no token: ${JSON.stringify(body)}`);
  return body.id_token;
}

/**
 * Follows the redirects with their cookies and chooses the person on the login page; answers the first address that begins
 * with `end`, which is not opened.
 */
export async function walkLogin(
  start: string,
  person: string,
  end: string,
  cookies = new Map<string, string>(),
): Promise<string> {
  let url = start;
  for (let step = 0; step < 12; step += 1) {
    if (url.startsWith(end)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const isLogin = new URL(url).pathname.startsWith("/login/");
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie },
      ...(isLogin ? { method: "POST", body: new URLSearchParams({ login: person }) } : {}),
    });
    keepCookies(answer, cookies);
    const next = answer.headers.get("location");
    // The homeserver's own last page stands where no address was named to end at.
    if (next === null && !isLogin && answer.ok && !end.startsWith("http")) return url;
    if (next === null) throw new Error(`no redirect but ${answer.status}: ${(await answer.text()).slice(0, 400)}`);
    url = new URL(next, url).href;
  }
  throw new Error("too many redirects");
}

/** Takes the cookies that an answer sets. */
export function keepCookies(answer: Response, cookies: Map<string, string>): void {
  for (const line of answer.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
}
