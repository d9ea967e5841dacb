import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startProxy } from "../../scripts/homeserver/index.ts";
import { systemClock, systemRandom } from "../../shared/base/index.ts";
import { createTransport, discoverHomeserver, login, type Session } from "../../shared/transport/index.ts";
import { type Account, failureOf, type House, noPatience, openHouse, quickPatience } from "./transport-house.ts";

let house: House;
let anna: Account;

beforeAll(async () => {
  house = await openHouse("raised");
  anna = await house.account("anna");
});
afterAll(() => house.close());
afterEach(() => house.proxy.setFaults(null));

const transportOf = (session: Session, saved: Session[] = []) =>
  createTransport({
    session,
    onSessionChanged: async (next) => void saved.push(next),
    clock: systemClock,
    random: systemRandom,
    patience: noPatience,
  });

describe("finding the homeserver", () => {
  test("an address on loopback is taken as it is and offers password login", async () => {
    const found = await discoverHomeserver(`${house.server.url}/`, {});
    expect(found).toMatchObject({ baseUrl: house.server.url, passwordLogin: true });
    expect(found.versions).toContain("v1.11");
  });

  test("a loopback server name is found without its scheme, also inside a user id", async () => {
    const place = new URL(house.server.url).host;
    expect((await discoverHomeserver(place, {})).baseUrl).toBe(house.server.url);
    expect((await discoverHomeserver(`@anna:${place}`, {})).baseUrl).toBe(house.server.url);
  });

  test.each([
    "http://example.org",
    "ftp://localhost",
    "https://user:secret@localhost",
    "exa mple",
    "@anna:",
    "",
    "a/b",
    "localhost?x=1",
  ])("%j is no homeserver and nobody is asked", async (input) => {
    const seen: string[] = [];
    const spy = async (url: string): Promise<Response> => {
      seen.push(url);
      throw new TypeError("not expected");
    };
    expect((await failureOf(discoverHomeserver(input, { fetch: spy }))).code).toBe("not_a_homeserver");
    expect(seen).toEqual([]);
  });

  test("a web site that answers HTML is not a homeserver", async () => {
    house.proxy.setFaults(() => ({ kind: "answer", status: 200, body: "<html>Willkommen</html>" }));
    expect((await failureOf(discoverHomeserver(house.proxy.url, {}))).code).toBe("not_a_homeserver");
    house.proxy.setFaults(() => ({ kind: "answer", status: 404, body: "<html>Nicht gefunden</html>" }));
    expect((await failureOf(discoverHomeserver(house.proxy.url, {}))).code).toBe("not_a_homeserver");
  });

  test("a homeserver that is being repaired is a server error, an unplugged one is offline", async () => {
    house.proxy.setFaults(() => ({ kind: "answer", status: 502, body: "<html>Bad gateway</html>" }));
    expect((await failureOf(discoverHomeserver(house.proxy.url, {}))).code).toBe("server_error");
    const gone = await startProxy({ target: house.server.url });
    await gone.stop();
    expect((await failureOf(discoverHomeserver(gone.url, {}))).code).toBe("offline");
  });
});

describe("signing in", () => {
  test("a wrong password and an unknown name are the same refusal", async () => {
    const attempt = (user: string) =>
      login({
        baseUrl: house.proxy.url,
        proof: { kind: "password", user, password: "wrong" },
        deviceName: "d",
        clock: systemClock,
      });
    expect((await failureOf(attempt("anna"))).code).toBe("wrong_password");
    expect((await failureOf(attempt("nobody"))).code).toBe("wrong_password");
  });

  test("a session names account and device and can be renewed", async () => {
    const session = await anna.signIn();
    expect(session.userId).toBe(anna.userId);
    expect(session.refreshToken).not.toBeNull();
    expect(session.expiresAtMs).toBeGreaterThan(Date.now());
    expect(await transportOf(session).whoami()).toEqual({ userId: anna.userId, deviceId: session.deviceId });
  });

  test("the same device can sign in again under its old id", async () => {
    const first = await anna.signIn();
    const second = await anna.signIn({ deviceId: first.deviceId });
    expect(second.deviceId).toBe(first.deviceId);
    expect(second.accessToken).not.toBe(first.accessToken);
  });

  test("an error never holds the password or the token", async () => {
    const session = await anna.signIn();
    house.proxy.setFaults(() => ({
      kind: "answer",
      status: 403,
      body: `{"errcode":"M_FORBIDDEN","error":"${session.accessToken}"}`,
    }));
    const failure = await failureOf(transportOf(session).whoami());
    expect(failure.code).toBe("not_permitted");
    expect(JSON.stringify(failure) + failure.message + String(failure)).not.toContain(session.accessToken);
  });
});

describe("keeping the session", () => {
  test("an access token about to expire is renewed once for many calls, and stored before it is used", async () => {
    const session = { ...(await anna.signIn()), expiresAtMs: Date.now() };
    const order: string[] = [];
    const from = house.proxy.requests.length;
    const transport = createTransport({
      session,
      onSessionChanged: async (next) => {
        const used = house.proxy.requests.slice(from).map((seen) => seen.headers.authorization);
        order.push(used.includes(`Bearer ${next.accessToken}`) ? "used before stored" : "stored");
      },
      clock: systemClock,
      random: systemRandom,
    });
    await Promise.all(Array.from({ length: 8 }, () => transport.whoami()));
    expect(order).toEqual(["stored"]);
    const seen = house.proxy.requests.slice(from);
    expect(seen.filter(({ path }) => path.endsWith("/refresh"))).toHaveLength(1);
    expect(seen.map((request) => request.headers.authorization)).not.toContain(`Bearer ${session.accessToken}`);
  });

  test("a refused access token is replaced and the call succeeds", async () => {
    const saved: Session[] = [];
    const session = { ...(await anna.signIn()), accessToken: "syt_no_such_token" };
    expect((await transportOf(session, saved).whoami()).userId).toBe(anna.userId);
    expect(saved).toHaveLength(1);
    expect(saved[0]!.refreshToken).not.toBe(session.refreshToken);
  });

  test("many calls refused at once share one renewal, and one caller who cancels does not stop the others", async () => {
    const saved: Session[] = [];
    const transport = transportOf({ ...(await anna.signIn()), accessToken: "syt_no_such_token" }, saved);
    const stop = new AbortController();
    const leaving = transport.sync({ since: null, timeoutMs: 0, signal: stop.signal });
    const staying = Array.from({ length: 6 }, () => transport.whoami());
    house.proxy.setFaults(({ path }) => {
      if (path.endsWith("/refresh")) stop.abort(new Error("cancelled"));
      return null;
    });
    await expect(leaving).rejects.toThrow("cancelled");
    expect((await Promise.all(staying)).map(({ userId }) => userId)).toEqual(Array(6).fill(anna.userId));
    expect(saved).toHaveLength(1);
  });

  test("a refusal that arrives after the renewal does not renew again", async () => {
    const saved: Session[] = [];
    const transport = transportOf({ ...(await anna.signIn()), accessToken: "syt_no_such_token" }, saved);
    const late = { reached: () => {}, let: () => {} };
    const reached = new Promise<void>((resolve) => (late.reached = resolve));
    const released = new Promise<void>((resolve) => (late.let = resolve));
    house.proxy.setFaults(async ({ path, headers }) => {
      if (!path.endsWith("/joined_rooms") || headers.authorization !== "Bearer syt_no_such_token") return null;
      late.reached();
      await released;
      return null;
    });
    const lateCall = transport.joinedRooms();
    await reached;
    await transport.whoami();
    expect(saved).toHaveLength(1);
    late.let();
    expect(await lateCall).toEqual([]);
    expect(saved).toHaveLength(1);
  });

  test("when the renewed session cannot be stored it is not used, and the next try still succeeds", async () => {
    const session = { ...(await anna.signIn()), expiresAtMs: 0 };
    let full = true;
    const transport = createTransport({
      session,
      onSessionChanged: async () => {
        if (full) throw new Error("disk full");
      },
      clock: systemClock,
      random: systemRandom,
      patience: noPatience,
    });
    const from = house.proxy.requests.length;
    await expect(transport.whoami()).rejects.toThrow("disk full");
    full = false;
    expect((await transport.whoami()).userId).toBe(anna.userId);
    const paths = house.proxy.requests.slice(from).map(({ path }) => path.split("/").at(-1));
    expect(paths).toEqual(["refresh", "refresh", "whoami"]);
  });

  test("a renewal whose answer got lost is repeated and the session lives", async () => {
    const session = { ...(await anna.signIn()), expiresAtMs: 0 };
    let lost = 0;
    house.proxy.setFaults(({ path }) => (path.endsWith("/refresh") && lost++ === 0 ? { kind: "drop-response" } : null));
    const transport = createTransport({
      session,
      onSessionChanged: async () => undefined,
      clock: systemClock,
      random: systemRandom,
      patience: quickPatience,
    });
    expect((await transport.whoami()).userId).toBe(anna.userId);
    expect(lost).toBeGreaterThanOrEqual(2);
  });

  test("the server's own expiry ends a token, and the next call renews it", async () => {
    const config = join(house.server.dir, "homeserver.yaml");
    const settings = JSON.parse(readFileSync(config, "utf8")) as object;
    writeFileSync(config, JSON.stringify({ ...settings, refreshable_access_token_lifetime: "1s" }));
    await house.server.restart();
    const saved: Session[] = [];
    const session = await anna.signIn();
    const late = { ...session, expiresAtMs: null };
    await expect
      .poll(
        () =>
          fetch(`${house.server.url}/_matrix/client/v3/account/whoami`, {
            headers: { authorization: `Bearer ${session.accessToken}` },
          }).then((r) => r.status),
        { timeout: 10_000 },
      )
      .toBe(401);
    expect((await transportOf(late, saved).whoami()).userId).toBe(anna.userId);
    expect(saved).toHaveLength(1);
    writeFileSync(config, JSON.stringify(settings));
    await house.server.restart();
  });

  test("a session that was ended for good is signed out", async () => {
    const session = await anna.signIn();
    await transportOf(session).logout();
    expect((await failureOf(transportOf(session).whoami())).code).toBe("signed_out");
    const plain = { ...session, refreshToken: null };
    expect((await failureOf(transportOf(plain).joinedRooms())).code).toBe("signed_out");
  });

  test("signing out twice is signing out once", async () => {
    const transport = transportOf(await anna.signIn());
    await transport.logout();
    await transport.logout();
  });
});

describe("the account's devices", () => {
  test("another device is deleted with the password and is then signed out", async () => {
    const mine = transportOf(await anna.signIn());
    const lost = await anna.signIn();
    expect((await mine.devices()).map(({ deviceId }) => deviceId)).toContain(lost.deviceId);
    expect((await failureOf(mine.deleteDevice(lost.deviceId, { kind: "password", password: "wrong" }))).code).toBe(
      "wrong_password",
    );
    expect((await transportOf(lost).whoami()).deviceId).toBe(lost.deviceId);
    await mine.deleteDevice(lost.deviceId, { kind: "password", password: anna.password });
    expect((await mine.devices()).map(({ deviceId }) => deviceId)).not.toContain(lost.deviceId);
    expect((await failureOf(transportOf(lost).whoami())).code).toBe("signed_out");
  });

  test("the list holds the name given at login and no address of the person", async () => {
    const session = await anna.signIn();
    const device = (await transportOf(session).devices()).find(({ deviceId }) => deviceId === session.deviceId);
    expect(device).toMatchObject({ name: "Test device" });
    expect(Object.keys(device!).sort()).toEqual(["deviceId", "lastSeenMs", "name"]);
  });
});
