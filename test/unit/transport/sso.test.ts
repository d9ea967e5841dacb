import { describe, expect, test } from "vitest";
import { systemRandom } from "../../../shared/base/index.ts";
import { ssoLogin } from "../../../shared/transport/index.ts";

const returnUrl = "https://abc.chromiumapp.org/";
const begin = (provider: string | null = "oidc-provider") =>
  ssoLogin({ baseUrl: "https://matrix.example", provider, returnUrl, random: systemRandom });

/** Where the homeserver of `begun` is asked to send the browser, with what it adds. */
const back = (begun: { readonly url: string }, query: string): string =>
  `${new URL(begun.url).searchParams.get("redirectUrl")}${query}`;

describe("a login by m.login.sso", () => {
  test("goes to the homeserver's own address for the provider, or for the one it chooses", () => {
    const redirect = "https://matrix.example/_matrix/client/v3/login/sso/redirect";
    expect(begin().url).toMatch(
      `${redirect}/oidc-provider?redirectUrl=https%3A%2F%2Fabc.chromiumapp.org%2F%3Fstate%3D`,
    );
    expect(begin(null).url).toMatch(`${redirect}?redirectUrl=`);
    expect(() => begin("..")).toThrow(expect.objectContaining({ code: "invalid_request" }));
  });

  test("takes the token that came back to it", () => {
    const begun = begin();
    expect(begun.tokenIn(back(begun, "&loginToken=syl_abc"))).toBe("syl_abc");
  });

  test.each([
    ["another host", (came: string) => came.replace("abc.chromiumapp", "abd.chromiumapp")],
    ["plain http", (came: string) => came.replace("https:", "http:")],
    ["another path", (came: string) => came.replace("/?", "/x?")],
    ["another state", (came: string) => came.replace(/state=./, "state=_")],
    ["no state", (came: string) => came.replace(/state=[^&]*/, "")],
    ["two states", (came: string) => `${came}&state=x`],
    ["no address", () => "about:blank!"],
  ])("takes nothing from %s", (_what, change) => {
    const begun = begin();
    const came = change(back(begun, "&loginToken=t").replace(/state=_/, "state=A"));
    expect(() => begun.tokenIn(came)).toThrow(expect.objectContaining({ code: "login_mismatch" }));
  });

  test.each(["", "&loginToken=", "&loginToken=a&loginToken=b", "&loginToken=two%20words", "&error=access_denied"])(
    "has failed where it came back with %j",
    (query) => {
      const begun = begin();
      expect(() => begun.tokenIn(back(begun, query))).toThrow(expect.objectContaining({ code: "login_failed" }));
    },
  );

  test("has a state of its own each time", () => {
    expect(begin().url).not.toBe(begin().url);
  });
});
