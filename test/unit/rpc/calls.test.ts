import { afterEach, describe, expect, it } from "vitest";
import { FederpostError } from "../../../shared/base/index.ts";
import {
  createClient,
  type Failure,
  type Line,
  panelError,
  panelFailure,
  portLine,
  serve,
} from "../../../shared/rpc/index.ts";

interface Sums {
  readonly params: { readonly add: { readonly a: number; readonly b: number }; readonly wait: object };
  readonly results: { readonly add: number; readonly wait: never };
}

type SumCall = { method: "add"; params: { a: number; b: number } } | { method: "wait"; params: object };

const open: Line[] = [];
afterEach(() => {
  for (const line of open.splice(0)) line.close();
});

function pair(): [Line, Line] {
  const { port1, port2 } = new MessageChannel();
  const lines: [Line, Line] = [portLine(port1 as never), portLine(port2 as never)];
  open.push(...lines);
  return lines;
}

function summing(maxInFlight = 64) {
  const [near, far] = pair();
  const cancelled: unknown[] = [];
  const server = serve<SumCall>(far, {
    maxInFlight,
    parse: (method, params) =>
      method === "add" || method === "wait"
        ? { kind: "call", call: { method, params } as SumCall }
        : { kind: "refused", code: "unsupported" },
    handle: async (call, { signal }) => {
      if (call.method === "add") return call.params.a + call.params.b;
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => {
          cancelled.push(signal.reason);
          reject(signal.reason);
        }),
      );
    },
    toFailure: panelFailure,
  });
  const events: [string, unknown][] = [];
  const client = createClient<Sums>(near, {
    timeoutMs: 5000,
    toError: panelError,
    onEvent: (event, data) => events.push([event, data]),
  });
  return { client, server, events, near, far, cancelled };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error instanceof FederpostError ? error.code : error),
  );

/** Frames the far side sends while a test talks to it raw. */
function listenRaw(line: Line): unknown[] {
  const frames: unknown[] = [];
  line.listen((frame) => frames.push(frame));
  return frames;
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe("calls over a line", () => {
  it("an answer reaches its own call when many are under way", async () => {
    const { client } = summing();
    const sums = await Promise.all(Array.from({ length: 50 }, (_, a) => client.call("add", { a, b: 1000 })));
    expect(sums).toEqual(Array.from({ length: 50 }, (_, a) => a + 1000));
  });

  it("a method that is not in the contract is refused by its code", async () => {
    const { client } = summing();
    expect(await codeOf(client.call("steal" as "add", { a: 1, b: 1 }))).toBe("unsupported");
  });

  it("an aborted call rejects with the signal's reason and is cancelled on the other side", async () => {
    const { client, cancelled } = summing();
    const controller = new AbortController();
    const call = client.call("wait", {}, { signal: controller.signal });
    const reason = new Error("the person went away");
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await until(() => cancelled.length === 1);
  });

  it("a call settles by its deadline", async () => {
    const { client, cancelled } = summing();
    expect(await codeOf(client.call("wait", {}, { timeoutMs: 5 }))).toBe("timed_out");
    await until(() => cancelled.length === 1);
  });

  it("closing the line on either side settles every call and cancels the work", async () => {
    const { client, far, cancelled } = summing();
    const calls = [client.call("wait", {}), client.call("wait", {})].map(codeOf);
    await client.call("add", { a: 1, b: 1 });
    far.close();
    expect(await Promise.all(calls)).toEqual(["disconnected", "disconnected"]);
    expect(cancelled).toHaveLength(2);
    expect(await codeOf(client.call("add", { a: 1, b: 1 }))).toBe("disconnected");
  });

  it("events arrive in order beside the answers", async () => {
    const { client, server, events } = summing();
    server.notify("changed", { what: "threads" });
    server.notify("changed", { what: "account" });
    await client.call("add", { a: 1, b: 1 });
    expect(events).toEqual([
      ["changed", { what: "threads" }],
      ["changed", { what: "account" }],
    ]);
  });

  it("more calls at once than allowed are refused, not queued", async () => {
    const { client } = summing(2);
    const waiting = [client.call("wait", {}), client.call("wait", {})].map(codeOf);
    expect(await codeOf(client.call("add", { a: 1, b: 1 }))).toBe("rate_limited");
    client.close();
    await Promise.all(waiting);
  });

  it("an unexpected error crosses as internal, without message, stack or cause", async () => {
    const [near, far] = pair();
    serve(far, {
      parse: () => ({ kind: "call", call: null }),
      handle: async () => {
        throw new TypeError("secret-in-message", { cause: "secret-in-cause" });
      },
      toFailure: panelFailure,
    });
    const frames = listenRaw(near);
    near.send({ kind: "call", id: "a", method: "x", params: null });
    await until(() => frames.length === 1);
    expect(frames).toEqual([
      { kind: "failure", id: "a", error: { code: "internal", number: null, retryable: false, retryAfterMs: null } },
    ]);
  });
});

describe("a hostile other side", () => {
  const hostile: unknown[] = [
    null,
    undefined,
    7,
    "call",
    [],
    {},
    { kind: "call" },
    { kind: "call", id: 5, method: "add" },
    { kind: "call", id: "x".repeat(65), method: "add" },
    { kind: "call", id: "", method: "add" },
    { kind: "answer", id: null },
    { kind: "failure", id: "a", error: "no" },
    { kind: "event", event: "x".repeat(100), data: 1 },
    { kind: "chunk", stream: -1, index: 0, bytes: "", last: true },
    { kind: "pull", stream: 0.5, chunks: 1 },
    new Map(),
    new Uint8Array(4),
    new Date(),
  ];

  it("frames that are none of ours are ignored and the next call is answered", async () => {
    const { client, near, far } = summing();
    for (const frame of hostile) {
      near.send(frame);
      far.send(frame);
    }
    expect(await client.call("add", { a: 2, b: 3 })).toBe(5);
  });

  it("a malformed call with an id is refused as invalid_request", async () => {
    const { near } = summing();
    const frames = listenRaw(near);
    near.send({ kind: "call", id: "bad", method: 42 });
    await until(() => frames.length === 1);
    expect(frames[0]).toMatchObject({ kind: "failure", id: "bad", error: { code: "invalid_request" } });
  });

  it("a second call under a running id gets no answer of its own", async () => {
    const { near } = summing();
    const frames = listenRaw(near);
    near.send({ kind: "call", id: "one", method: "wait", params: {} });
    near.send({ kind: "call", id: "one", method: "add", params: { a: 1, b: 1 } });
    near.send({ kind: "call", id: "two", method: "add", params: { a: 1, b: 1 } });
    await until(() => frames.length === 1);
    expect(frames).toEqual([{ kind: "answer", id: "two", result: 2 }]);
  });

  it("a forged answer to an id that was never asked resolves nothing", async () => {
    const { client, far, events } = summing();
    const call = codeOf(client.call("wait", {}, { timeoutMs: 20 }));
    far.send({ kind: "answer", id: "00000000-0000-4000-8000-000000000000", result: "forged" });
    expect(await call).toBe("timed_out");
    expect(events).toEqual([]);
  });

  it("a failure with an unknown code counts as internal", () => {
    const failure: Failure = { code: "__proto__", number: 1, retryable: true, retryAfterMs: null };
    expect(panelError(failure).code).toBe("internal");
  });
});
