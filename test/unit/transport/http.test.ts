import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { exchange, type HttpRequest } from "../../../shared/transport/http.ts";
import { failureOf, transportTo } from "./line.ts";

let server: Server | null = null;

/** A web server of any manners; one at a time. */
async function serve(handler: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(null));
  server = null;
});

const get = (url: string, rest: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "GET",
  url,
  token: null,
  body: null,
  timeoutMs: 10_000,
  maxBytes: 1_000,
  overlong: "invalid_response",
  redirect: "manual",
  signal: null,
  ...rest,
});

describe("one exchange", () => {
  test("an answer without end is cut off at its bound and the line closed", async () => {
    let closed: () => void;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const url = await serve((_, outgoing) => {
      const more = setInterval(() => outgoing.write(Buffer.alloc(600)), 1);
      outgoing.on("close", () => {
        clearInterval(more);
        closed();
      });
    });
    expect((await failureOf(exchange(get(url)))).code).toBe("invalid_response");
    await gone;
  });

  test("a small packet that unpacks to a large answer is cut off as well", async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    const url = await serve((_, outgoing) => outgoing.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    expect((await failureOf(exchange(get(url, { maxBytes: 100_000 })))).code).toBe("invalid_response");
  });

  test("an answer of exactly the bound passes, one byte more does not, whether or not its length was announced", async () => {
    for (const announced of [true, false]) {
      for (const size of [1_000, 1_001]) {
        const headers = announced ? { "content-length": String(size) } : {};
        const url = await serve((_, outgoing) => {
          outgoing.writeHead(200, headers);
          outgoing.write(Buffer.alloc(size - 1));
          outgoing.end("x");
        });
        const outcome = await exchange(get(url)).then(
          (answer) => answer.bytes.length,
          (error: { code: string }) => error.code,
        );
        expect(outcome).toBe(size === 1_000 ? 1_000 : "invalid_response");
        server?.closeAllConnections();
        server?.close();
      }
    }
  });

  test("an answer in a quarter of a million pieces is joined, in any sizes", async () => {
    const pieces = async (sizes: Iterable<number>): Promise<Uint8Array> => {
      const iterator = sizes[Symbol.iterator]();
      let at = 0;
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) => {
          const next = iterator.next();
          if (next.done) return controller.close();
          controller.enqueue(Uint8Array.from({ length: next.value }, () => at++ % 251));
        },
      });
      return (await exchange(get("https://example.org", { maxBytes: 1_000_000 }), async () => new Response(body)))
        .bytes;
    };
    const expectCounting = (bytes: Uint8Array, length: number) => {
      expect(bytes.length).toBe(length);
      expect(bytes.every((byte, at) => byte === at % 251)).toBe(true);
    };
    expectCounting(await pieces(Array(250_000).fill(1)), 250_000);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(70_000), { maxLength: 12 }), async (sizes) => {
        expectCounting(
          await pieces(sizes),
          sizes.reduce((sum, size) => sum + size, 0),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("a server that never answers, or stops in the middle, runs into the local time limit", async () => {
    const silent = await serve(() => undefined);
    expect((await failureOf(exchange(get(silent, { timeoutMs: 30 })))).code).toBe("timed_out");
    server?.closeAllConnections();
    server?.close();
    const halting = await serve((_, outgoing) => void outgoing.write("{"));
    expect((await failureOf(exchange(get(halting, { timeoutMs: 30 })))).code).toBe("timed_out");
  });

  test("cancelling throws the caller's own reason, before, during and in the middle of the answer", async () => {
    const url = await serve((_, outgoing) => void outgoing.write("{"));
    const reason = new Error("mailbox locked");
    await expect(exchange(get(url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const stop = new AbortController();
    const running = exchange(get(url, { signal: stop.signal }));
    setTimeout(() => stop.abort(reason), 20);
    await expect(running).rejects.toBe(reason);
  });

  test("a line that breaks in the middle of the answer is offline", async () => {
    const url = await serve((_, outgoing) => {
      outgoing.writeHead(200, { "content-length": "100" });
      outgoing.write("half", () => outgoing.destroy());
    });
    expect((await failureOf(exchange(get(url)))).code).toBe("offline");
  });

  test("no cookie, no referrer and no cache goes with a request; the token only in its header", async () => {
    const seen: IncomingMessage[] = [];
    const url = await serve((incoming, outgoing) => {
      seen.push(incoming);
      outgoing.setHeader("set-cookie", "track=1").end('{"joined_rooms":[]}');
    });
    const transport = transportTo(url);
    await transport.joinedRooms();
    await transport.joinedRooms();
    for (const { headers, url: path } of seen) {
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
      expect(headers.authorization).toMatch(/^Bearer /);
      expect(path).not.toContain("token");
    }
    expect(seen).toHaveLength(2);
  });

  test("what is no certificate trouble is offline, and a foreign error's text is not kept", async () => {
    const refuse = async (): Promise<Response> => {
      throw new TypeError("fetch failed with Bearer secret", { cause: { code: "ECONNREFUSED" } });
    };
    const failure = await failureOf(exchange(get("https://example.org"), refuse));
    expect(failure.code).toBe("offline");
    expect(failure.message + failure.stack).not.toContain("secret");
    const expired = async (): Promise<Response> => {
      throw new TypeError("fetch failed", { cause: { code: "CERT_HAS_EXPIRED" } });
    };
    expect((await failureOf(exchange(get("https://example.org"), expired))).code).toBe("certificate_error");
  });
});
