import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultProxy } from "../../../scripts/homeserver/index.ts";
import { errorGroups, isFederpostError } from "../../../shared/base/index.ts";
import type { Transport } from "../../../shared/transport/index.ts";
import { accessToken, failureOf, openLine, runs, transportTo } from "./line.ts";

let line: FaultProxy;
let transport: Transport;

beforeAll(async () => {
  line = await openLine();
  transport = transportTo(line.url);
});
afterAll(() => line.stop());

const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
  line.setFaults(() => ({ kind: "answer", status, body, headers }));
const matrix = (errcode: string) => JSON.stringify({ errcode, error: "said in the server's own words" });

describe("what a homeserver's refusal becomes", () => {
  test.each([
    [403, matrix("M_FORBIDDEN"), "not_permitted"],
    [401, matrix("M_UNKNOWN_TOKEN"), "signed_out"],
    [401, matrix("M_MISSING_TOKEN"), "signed_out"],
    [401, matrix("M_USER_LOCKED"), "not_permitted"],
    [403, matrix("M_USER_SUSPENDED"), "not_permitted"],
    [403, matrix("M_RESOURCE_LIMIT_EXCEEDED"), "server_error"],
    [413, matrix("M_TOO_LARGE"), "too_large"],
    [413, "<html>Request entity too large</html>", "too_large"],
    [404, matrix("M_UNRECOGNIZED"), "unsupported"],
    [405, matrix("M_UNRECOGNIZED"), "unsupported"],
    [404, matrix("M_NOT_FOUND"), "invalid_request"],
    [400, matrix("M_BAD_JSON"), "invalid_request"],
    [400, matrix("ORG.EXAMPLE.ODD"), "invalid_request"],
    [429, matrix("M_LIMIT_EXCEEDED"), "rate_limited"],
    [429, "<html>slow down</html>", "rate_limited"],
    [500, matrix("M_UNKNOWN"), "server_error"],
    [502, "<html>Bad gateway</html>", "server_error"],
    [503, "", "server_error"],
    [502, `<html>${"x".repeat(200_000)}</html>`, "server_error"],
    [404, "<html>Not found</html>", "invalid_response"],
    [401, "{}", "invalid_response"],
    [200, "<html>Bitte melden Sie sich im WLAN an</html>", "invalid_response"],
    [200, "", "invalid_response"],
    [200, "[]", "invalid_response"],
    [200, "null", "invalid_response"],
    [200, '{"joined_rooms":"all"}', "invalid_response"],
    [204, "", "invalid_response"],
  ])("%i %s is %s", async (status, body, code) => {
    answers(status, body);
    const failure = await failureOf(transport.joinedRooms());
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain("own words");
  });

  test("a redirect is not followed, so the token goes nowhere else", async () => {
    const elsewhere = await openLine();
    for (const status of [301, 302, 307, 308]) {
      answers(status, "", { location: `${elsewhere.url}/_matrix/client/v3/joined_rooms` });
      expect((await failureOf(transport.joinedRooms())).code).toBe("invalid_response");
    }
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });

  test.each([
    [{}, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1234}', 1234],
    [{ "retry-after": "7" }, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1234}', 7000],
    [{ "retry-after": "Fri, 31 Dec 2027 23:59:59 GMT" }, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":5}', 5],
    [{}, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":-5}', 0],
    [{}, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1e300}', 86_400_000],
    [{ "retry-after": "999999999" }, "", 86_400_000],
    [{}, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":"soon"}', null],
    [{}, "", null],
  ])("429 with %j and %s asks for a pause of %s ms", async (headers, body, waitMs) => {
    answers(429, body, headers as unknown as Record<string, string>);
    expect((await failureOf(transport.joinedRooms())).retryAfterMs).toBe(waitMs);
  });

  test("a broken line is offline, before and after the homeserver did its work", async () => {
    line.setFaults(() => ({ kind: "drop" }));
    expect((await failureOf(transport.joinedRooms())).code).toBe("offline");
  });
});

describe("a homeserver that answers anything at all", () => {
  const calls: readonly ((transport: Transport) => Promise<unknown>)[] = [
    (t) => t.sync({ since: null, timeoutMs: 0 }),
    (t) => t.joinedRooms(),
    (t) => t.devices(),
    (t) => t.whoami(),
    (t) => t.queryKeys([t.userId]),
    (t) => t.claimKeys([{ userId: t.userId, deviceId: t.deviceId, algorithm: "a" }]),
    (t) => t.uploadKeys({}),
    (t) => t.readProfile(t.userId, "de.federpost.identity"),
    (t) => t.readAccountData("de.federpost.folders"),
    (t) => t.deleteDevice(t.deviceId, { kind: "password", password: "password" }),
    (t) => t.uploadLimit(),
    (t) => t.createRoom({ invite: [], type: "x" }),
  ];
  const known = [
    "joined_rooms",
    "rooms",
    "join",
    "next_batch",
    "device_keys",
    "one_time_keys",
    "flows",
    "errcode",
    "devices",
  ];
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(null, true, 0, -1, 1e308, accessToken, "@anna:localhost", "!room:localhost", "M_UNKNOWN_TOKEN"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...known, "__proto__", "constructor"), fc.string()), tie("value"), {
        maxKeys: 4,
      }),
    ),
  })).value;

  test("gets an answer of ours or an error of the closed list, and the token is in neither message nor stack", async () => {
    const status = fc.constantFrom(200, 200, 200, 200, 201, 302, 400, 401, 403, 404, 413, 429, 500);
    await fc.assert(
      fc.asyncProperty(status, json, fc.nat(calls.length - 1), async (code, body, which) => {
        answers(code, JSON.stringify(body));
        const error = await calls[which]!(transport).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error === null) return;
        expect(isFederpostError(error)).toBe(true);
        if (!isFederpostError(error)) return;
        expect(errorGroups[error.code]).not.toBe("broken");
        expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain(accessToken);
      }),
      runs(500),
    );
  });
});
