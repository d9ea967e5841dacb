import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../shared/base/index.ts";
import {
  beginOidcLogin,
  claimsIn,
  metadataAddress,
  readEndpoints,
  readIdToken,
} from "../../../shared/identity/index.ts";

const issuer = "https://id.example/realms/post";
const returnUrl = "https://abc.chromiumapp.org/";
const endpoints = { authorization: `${issuer}/auth?theme=plain`, token: `${issuer}/token` };
const begin = () =>
  beginOidcLogin({ issuer, clientId: "federpost", endpoints, returnUrl, nonce: "n", random: systemRandom });

/** Where the provider sends the browser in the end. */
async function returned(query: Record<string, string>, at = returnUrl) {
  const login = await begin();
  const state = new URL(login.url).searchParams.get("state") ?? "";
  const url = new URL(at);
  for (const [name, value] of Object.entries({ state, ...query })) url.searchParams.append(name, value);
  return { login, url: url.href };
}

describe("a login for an id_token", () => {
  it("asks for a code for this key alone, with PKCE, and for a new login at the provider", async () => {
    const { searchParams, pathname } = new URL((await begin()).url);
    expect(pathname).toBe("/realms/post/auth");
    expect(Object.fromEntries(searchParams)).toMatchObject({
      theme: "plain",
      response_type: "code",
      client_id: "federpost",
      redirect_uri: returnUrl,
      nonce: "n",
      prompt: "login",
      code_challenge_method: "S256",
    });
  });

  it("exchanges the code with the verifier of this login", async () => {
    const { login, url } = await returned({ code: "c", iss: issuer });
    const form = Object.fromEntries(login.exchangeFor(url));
    expect(form).toMatchObject({ grant_type: "authorization_code", code: "c", redirect_uri: returnUrl });
    const challenge = createHash("sha256")
      .update(form.code_verifier ?? "")
      .digest("base64url");
    expect(new URL(login.url).searchParams.get("code_challenge")).toBe(challenge);
  });

  it.each([
    ["login_mismatch", { code: "c", state: "another" }, returnUrl],
    ["login_mismatch", { code: "c", iss: "https://evil.example" }, returnUrl],
    ["login_mismatch", { code: "c" }, "https://abd.chromiumapp.org/"],
    ["login_mismatch", { code: "c" }, `${returnUrl}else`],
    ["login_cancelled", { error: "access_denied" }, returnUrl],
    ["login_failed", { error: "server_error" }, returnUrl],
    ["login_failed", { error: "server_error", code: "c" }, returnUrl],
    ["login_failed", {}, returnUrl],
    ["login_failed", { code: "x".repeat(5000) }, returnUrl],
  ])("ends as %s for %j at %s", async (code, query, at) => {
    const { login, url } = await returned(query as Record<string, string>, at);
    // A state that is given twice is nobody's.
    expect(() => login.exchangeFor(url)).toThrow(expect.objectContaining({ code }));
  });

  it("takes a provider's description of itself only, and no plain http", () => {
    const about = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, more: 1 };
    expect(metadataAddress(`${issuer}/`)).toBe(`${issuer}/.well-known/openid-configuration`);
    expect(readEndpoints(about, issuer)).toEqual({ authorization: `${issuer}/auth`, token: `${issuer}/token` });
    for (const wrong of [
      null,
      {},
      { ...about, issuer: "https://other.example" },
      { ...about, token_endpoint: "http://id.example/token" },
      { ...about, authorization_endpoint: "javascript:alert(1)" },
    ])
      expect(readEndpoints(wrong, issuer)).toBeNull();
  });

  it("reads a token, and everything that stands in it", () => {
    const token = `e30.${Buffer.from(JSON.stringify({ name: "Ä", iat: 5, aud: ["a"] })).toString("base64url")}.x`;
    expect(readIdToken({ id_token: token, access_token: "t" })).toBe(token);
    expect(() => readIdToken({ access_token: "t" })).toThrow(expect.objectContaining({ code: "login_failed" }));
    expect(claimsIn(token)).toEqual([
      ["name", "Ä"],
      ["iat", "5"],
      ["aud", '["a"]'],
    ]);
    expect(claimsIn("no token")).toEqual([]);
  });
});
