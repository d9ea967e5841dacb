import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isFederpostError, parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey } from "../../../shared/crypto/index.ts";
import { type DirectoryAccess, lookUpDomain, parseDomain } from "../../../shared/directory/index.ts";
import { issueDomainFile } from "../../../shared/identity/index.ts";

let server: Server;
let domain: string;
let answer: { status: number; body: string; location?: string } = { status: 404, body: "" };
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.cookie ?? ""}${request.headers.referer ?? ""}`);
    response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
    response.end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  domain = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const nowMs = 1_790_000_000_000;
const access: DirectoryAccess = { fetch, nowMs, loopback: "over_http", signal: new AbortController().signal };

const fileOf = async (about: { domain: string; notAfterMs?: number }) =>
  issueDomainFile(await generateSigningKey(), {
    mailbox: parseUserId("@bauamt:stadt.example")!,
    name: "Bauamt",
    notAfterMs: nowMs + 1000,
    ...about,
  });

describe("a domain's own word", () => {
  test("is believed when it is signed, for this domain, and in time", async () => {
    answer = { status: 200, body: await fileOf({ domain }) };
    expect(await lookUpDomain(domain, access)).toMatchObject({ mailbox: "@bauamt:stadt.example", name: "Bauamt" });
    expect(asked.at(-1)).toBe("/.well-known/federpost.json ");
  });

  test("is nothing when it is for another domain, too old, altered, or no such file", async () => {
    const signed = await fileOf({ domain });
    const bodies = [
      await fileOf({ domain: "stadt.example" }),
      await fileOf({ domain, notAfterMs: nowMs - 1 }),
      signed.replace(/[A-Z]/, (letter) => (letter === "A" ? "B" : "A")),
      "<!doctype html>",
      "",
      `${signed}${" ".repeat(40_000)}`,
    ];
    for (const body of bodies) {
      answer = { status: 200, body };
      expect(await lookUpDomain(domain, access)).toBeNull();
    }
    answer = { status: 404, body: signed };
    expect(await lookUpDomain(domain, access)).toBeNull();
  });

  test("is not fetched from where another host points to", async () => {
    answer = { status: 302, body: "", location: `http://${domain}/elsewhere.json` };
    const failed = lookUpDomain(domain, access);
    await expect(failed).rejects.toSatisfy((error) => isFederpostError(error) && error.code === "offline");
    expect(asked.at(-1)).toBe("/.well-known/federpost.json ");
  });

  test("of this computer counts in development builds only", async () => {
    const before = asked.length;
    expect(await lookUpDomain(domain, { ...access, loopback: "refused" })).toBeNull();
    expect(asked.length).toBe(before);
  });
});

describe("what a person types as a domain", () => {
  test.each([
    ["stadt.example", "stadt.example"],
    [" Stadt.Example. ", "stadt.example"],
    ["https://www.stadt.example/", "www.stadt.example"],
    ["m\u00fcnchen.example", "xn--mnchen-3ya.example"],
    ["127.0.0.1:8080", "127.0.0.1:8080"],
  ])("%s is a domain", (typed, parsed) => expect(parseDomain(typed)).toBe(parsed));

  test.each([
    "",
    "stadt",
    "a b.example",
    "https://user@stadt.example/",
    "https://stadt.example/page",
    "ftp://a.example/",
    "@a:b.example",
    "-a.example",
  ])("%s is none", (typed) => expect(parseDomain(typed)).toBeNull());
});
