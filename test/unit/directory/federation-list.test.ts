import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { take } from "../../../extension/host/federation.ts";
import { type DirectoryKey, makeKey, signFederationList } from "../../../scripts/directory/index.ts";
import { errorCodeOf } from "../../../shared/base/index.ts";
import type { FederationRecord } from "../../../shared/courier/index.ts";
import { fetchFederationList, readSource, type SignedSource } from "../../../shared/directory/index.ts";

let server: Server;
let key: DirectoryKey;
let source: SignedSource;
let body = "";

beforeAll(async () => {
  key = await makeKey(3072);
  server = createServer((_request, response) => response.end(body));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
  source = await readSource(JSON.stringify({ url, keys: [key.publicJwk] }));
});
afterAll(() => new Promise((done) => server.close(done)));

const nowMs = 1_790_000_000_000;
const day = 86_400_000;
const list = {
  number: 7,
  issued: nowMs - day,
  not_after: nowMs + day,
  servers: ["stadt.example", "kreis.example:8448"],
};
const fetched = () => fetchFederationList(source, { fetch, signal: new AbortController().signal });

describe("a federation list", () => {
  it("is read when the operator signed it", async () => {
    body = `${await signFederationList(key, list)}\n`;
    expect(await fetched()).toEqual({
      number: 7,
      issuedMs: list.issued,
      notAfterMs: list.not_after,
      servers: list.servers,
    });
  });

  it("is nothing when another signed it, a byte was changed, its kind is another, or its content is none", async () => {
    const good = await signFederationList(key, list);
    const forged = await signFederationList({ ...(await makeKey(3072)), kid: key.kid }, list);
    const [head, , signature] = good.split(".");
    const payload = Buffer.from(JSON.stringify({ v: 1, ...list, servers: ["boese.example"] })).toString("base64url");
    const bodies = [
      forged,
      `${head}.${payload}.${signature}`,
      good.slice(0, -8),
      await signFederationList(key, { ...list, number: 0 }),
      await signFederationList(key, { ...list, servers: ["*.example"] }),
      await signFederationList(key, { ...list, servers: ["GROSS.example"] }),
      "<!doctype html>",
      "",
    ];
    for (const each of bodies) {
      body = each;
      expect(await fetched()).toBeNull();
    }
  });

  it("at an address where nobody answers is offline", async () => {
    const away = await readSource(JSON.stringify({ url: "http://127.0.0.1:9", keys: [key.publicJwk] }));
    const failure = await fetchFederationList(away, { fetch, signal: new AbortController().signal }).catch(errorCodeOf);
    expect(failure).toBe("offline");
  });
});

describe("what is known of the list", () => {
  const before: FederationRecord = {
    source: "s",
    number: 7,
    notAfterMs: nowMs + day,
    servers: ["stadt.example"],
    checkedAtMs: 0,
    fault: "unreachable",
  };
  const seen = { number: 8, issuedMs: nowMs, notAfterMs: nowMs + 2 * day, servers: ["kreis.example"] };

  it("is replaced by a newer one, and by the same one again", () => {
    expect(take(before, seen, nowMs)).toEqual({
      ...before,
      ...{ number: 8, notAfterMs: seen.notAfterMs },
      servers: ["kreis.example"],
      fault: null,
    });
    expect(take(before, { ...seen, number: 7 }, nowMs).fault).toBeNull();
  });

  it("stays as it is, with what was wrong, when the one seen is older, forged, run out, from the future, or none", () => {
    const faults = {
      rolled_back: { ...seen, number: 6 },
      run_out: { ...seen, notAfterMs: nowMs },
      from_the_future: { ...seen, issuedMs: nowMs + day },
    } as const;
    for (const [fault, each] of Object.entries(faults)) expect(take(before, each, nowMs)).toEqual({ ...before, fault });
    for (const fault of ["not_signed", "unreachable"] as const)
      expect(take(before, fault, nowMs)).toEqual({ ...before, fault });
  });
});
