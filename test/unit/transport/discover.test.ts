import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { discoverHomeserver } from "../../../shared/transport/index.ts";
import { failureOf } from "./line.ts";

/**
 * A piece of the internet: what each https address answers. Requests really travel, to a loopback server that is
 * told the name they were meant for, since names and certificates of the real net are not to be had in a test.
 */
type Page = { readonly status?: number; readonly body?: unknown; readonly location?: string } | "unplugged";
let net: Record<string, Page> = {};
let asked: string[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    const wanted = decodeURIComponent(incoming.url!.slice(1));
    asked.push(wanted);
    const page = net[wanted] ?? { status: 404, body: "<html>404</html>" };
    if (page === "unplugged") return void outgoing.destroy();
    const location = page.location === undefined ? {} : { location: `/${encodeURIComponent(page.location)}` };
    const text = typeof page.body === "string" ? page.body : JSON.stringify(page.body ?? {});
    outgoing.writeHead(page.status ?? 200, location).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());
beforeEach(() => {
  net = {};
  asked = [];
});

const viaNet = (url: string, init: RequestInit) => fetch(`http://127.0.0.1:${port}/${encodeURIComponent(url)}`, init);
const discover = (input: string) => discoverHomeserver(input, { fetch: viaNet, timeoutMs: 2_000 });

const announce = (host: string, baseUrl: unknown): Record<string, Page> => ({
  [`https://${host}/.well-known/matrix/client`]: { body: { "m.homeserver": { base_url: baseUrl }, extra: 1 } },
});
const homeserver = (
  baseUrl: string,
  flows: readonly string[] = ["m.login.password", "m.login.sso"],
): Record<string, Page> => ({
  [`${baseUrl}/_matrix/client/versions`]: { body: { versions: ["v1.1", "v1.11"], unstable_features: {} } },
  [`${baseUrl}/_matrix/client/v3/login`]: { body: { flows: flows.map((type) => ({ type })) } },
});

describe("finding a homeserver", () => {
  test("a site's well-known file says where its homeserver is", async () => {
    net = {
      ...announce("stadt.example", "https://matrix.stadt.example/"),
      ...homeserver("https://matrix.stadt.example"),
    };
    const found = {
      baseUrl: "https://matrix.stadt.example",
      passwordLogin: true,
      sso: [{ id: null, name: null }],
      versions: ["v1.1", "v1.11"],
    };
    for (const input of [
      "stadt.example",
      "@anna:stadt.example",
      " stadt.example ",
      "https://stadt.example",
      "https://stadt.example/",
    ]) {
      expect(await discover(input)).toEqual(found);
    }
  });

  test("a homeserver below a path keeps its path", async () => {
    net = {
      ...announce("stadt.example", "https://stadt.example/matrix"),
      ...homeserver("https://stadt.example/matrix"),
    };
    expect((await discover("stadt.example")).baseUrl).toBe("https://stadt.example/matrix");
    expect((await discover("https://stadt.example/matrix/")).baseUrl).toBe("https://stadt.example/matrix");
  });

  test("without such a file the site itself is asked, with the port that was named", async () => {
    net = homeserver("https://hs.example:8448");
    expect((await discover("hs.example:8448")).baseUrl).toBe("https://hs.example:8448");
    expect((await discover("@anna:hs.example:8448")).baseUrl).toBe("https://hs.example:8448");
  });

  test("the well-known file may be behind a redirect, an API answer may not", async () => {
    net = {
      ...announce("www.stadt.example", "https://matrix.stadt.example"),
      "https://stadt.example/.well-known/matrix/client": {
        status: 301,
        location: "https://www.stadt.example/.well-known/matrix/client",
      },
      ...homeserver("https://matrix.stadt.example"),
    };
    expect((await discover("stadt.example")).baseUrl).toBe("https://matrix.stadt.example");
    net["https://matrix.stadt.example/_matrix/client/versions"] = { status: 302, location: "https://evil.example/" };
    expect((await failureOf(discover("stadt.example"))).code).toBe("not_a_homeserver");
    expect(asked).not.toContain("https://evil.example/");
  });

  test.each([
    "http://matrix.stadt.example",
    "http://127.0.0.1:8008",
    "https://localhost",
    "https://[::1]:1",
    "javascript:1",
    "",
    7,
    null,
    "https://u:p@stadt.example",
    "https://x.example/?q",
    "x".repeat(3_000),
  ])("a file that announces %j is not believed", async (announced) => {
    net = { ...announce("stadt.example", announced), ...homeserver("https://stadt.example") };
    expect((await discover("stadt.example")).baseUrl).toBe("https://stadt.example");
    expect(asked.every((url) => url.startsWith("https://stadt.example/"))).toBe(true);
  });

  test("a server with single sign-on only, or with OAuth only, offers no password login", async () => {
    net = homeserver("https://sso.example", ["m.login.sso", "m.login.token"]);
    expect((await discover("sso.example")).passwordLogin).toBe(false);
    net["https://sso.example/_matrix/client/v3/login"] = {
      status: 404,
      body: { errcode: "M_UNRECOGNIZED", error: "" },
    };
    expect((await discover("sso.example")).passwordLogin).toBe(false);
  });

  test.each([
    ["not_a_homeserver", { "https://a.example/_matrix/client/versions": { body: "<html>Shop</html>" } }],
    ["not_a_homeserver", { "https://a.example/_matrix/client/versions": { body: { versions: [] } } }],
    ["not_a_homeserver", { "https://a.example/_matrix/client/versions": { body: { versions: "all" } } }],
    ["not_a_homeserver", { "https://a.example/_matrix/client/versions": { body: { versions: [7, {}] } } }],
    ["not_a_homeserver", {}],
    ["server_error", { "https://a.example/_matrix/client/versions": { status: 503, body: "<html>" } }],
    ["rate_limited", { "https://a.example/_matrix/client/versions": { status: 429, body: "" } }],
    [
      "offline",
      {
        "https://a.example/.well-known/matrix/client": "unplugged",
        "https://a.example/_matrix/client/versions": "unplugged",
      },
    ],
  ] as const)("is %s for %j", async (code, pages) => {
    net = pages as Record<string, Page>;
    expect((await failureOf(discover("a.example"))).code).toBe(code);
  });

  test("an announced homeserver that is down is reported, and nobody else is asked in its place", async () => {
    net = {
      ...announce("stadt.example", "https://matrix.stadt.example"),
      "https://matrix.stadt.example/_matrix/client/versions": { status: 502, body: "" },
      ...homeserver("https://stadt.example"),
    };
    expect((await failureOf(discover("stadt.example"))).code).toBe("server_error");
    expect(asked).not.toContain("https://stadt.example/_matrix/client/versions");
  });

  test("a person who cancels hears their own reason", async () => {
    const reason = new Error("window closed");
    const cancelled = discoverHomeserver("a.example", { fetch: viaNet, signal: AbortSignal.abort(reason) });
    await expect(cancelled).rejects.toBe(reason);
  });
});
