import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes, errorCodeOf } from "../../../shared/base/index.ts";
import {
  chunkSizeBytes,
  createStreamReader,
  createStreamSource,
  type Line,
  offerFile,
  receiveFile,
  runtimeLine,
} from "../../../shared/rpc/index.ts";
import { type Carrying, runtimePorts } from "../../fake/lines.ts";
import { until } from "../../fake/surroundings.ts";

const never = new AbortController().signal;

function ends(carrying: Carrying): readonly [Line, Line] {
  const [near, far] = runtimePorts(carrying);
  return [runtimeLine(near), runtimeLine(far)];
}

function patterned(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  for (let i = 0; i < sizeBytes; i++) bytes[i] = (i * 31 + (i >> 11)) & 255;
  return bytes;
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return concatBytes(...parts);
}

const codeOf = (promise: Promise<unknown>) => promise.then(() => "read" as const, errorCodeOf);

describe.each(["clone", "json"] as const)("files over a line that carries messages as %s", (carrying) => {
  it.each([0, 1, chunkSizeBytes, chunkSizeBytes + 1, 7 * chunkSizeBytes + 5])(
    "%i bytes arrive unchanged",
    async (size) => {
      const [near, far] = ends(carrying);
      const bytes = patterned(size);
      const stream = createStreamSource(near).offer(new Blob([bytes]));
      const read = await whole(createStreamReader(far).read(stream, { sizeBytes: size, signal: never }));
      expect(equalBytes(read, bytes)).toBe(true);
    },
  );

  it("two files at once do not mix", async () => {
    const [near, far] = ends(carrying);
    const source = createStreamSource(near);
    const reader = createStreamReader(far);
    const files = [patterned(3 * chunkSizeBytes), patterned(2 * chunkSizeBytes + 9).reverse()];
    const read = await Promise.all(
      files.map((bytes) =>
        whole(reader.read(source.offer(new Blob([bytes])), { sizeBytes: bytes.length, signal: never })),
      ),
    );
    expect(read.map((bytes, i) => equalBytes(bytes, files[i]!))).toEqual([true, true]);
  });

  it("never more than four chunks are under way, however slowly they are read", async () => {
    const [near, far] = ends(carrying);
    let sent = 0;
    let taken = 0;
    far.listen((frame) => {
      if ((frame as { kind: string }).kind === "chunk") sent++;
    });
    const stream = createStreamSource(near).offer(new Blob([patterned(10 * chunkSizeBytes)]));
    for await (const _ of createStreamReader(far).read(stream, { sizeBytes: 10 * chunkSizeBytes, signal: never })) {
      taken++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(sent - taken).toBeLessThanOrEqual(4);
    }
    expect(taken).toBe(10);
  });
});

describe("files that are not as announced", () => {
  const unreadable = (size: number): Blob => {
    const file = new Blob([new Uint8Array(size)]);
    const fail = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    return Object.assign(file, { arrayBuffer: fail, slice: () => Object.assign(new Blob(), { arrayBuffer: fail }) });
  };

  const reading = (file: Blob, sizeBytes: number) => {
    const [near, far] = ends("clone");
    const stream = createStreamSource(near).offer(file);
    return codeOf(whole(createStreamReader(far).read(stream, { sizeBytes, signal: never })));
  };

  it("a file that cannot be read any more is file_changed, also when it seems empty", async () => {
    expect(await reading(unreadable(10), 10)).toBe("file_changed");
    expect(await reading(unreadable(0), 0)).toBe("file_changed");
  });

  it("a file of another size than announced is file_changed", async () => {
    expect(await reading(new Blob([patterned(10)]), 9)).toBe("file_changed");
    expect(await reading(new Blob([patterned(10)]), 11)).toBe("file_changed");
  });

  it("a file that nobody offered is file_changed", async () => {
    const [near, far] = ends("clone");
    createStreamSource(near);
    expect(await codeOf(whole(createStreamReader(far).read(5, { sizeBytes: 1, signal: never })))).toBe("file_changed");
  });

  it("a page that sends chunks out of order, too large or of another kind is refused", async () => {
    const hostile: readonly Record<string, unknown>[] = [
      { index: 1, bytes: new Uint8Array(1), last: false },
      { index: 0, bytes: new Uint8Array(chunkSizeBytes + 1), last: false },
      { index: 0, bytes: { 0: 1 }, last: true },
      { index: 0, bytes: "not base64!", last: true },
      { index: 0, bytes: null, last: true },
    ];
    for (const chunk of hostile) {
      const [near, far] = ends("clone");
      near.listen((frame) => {
        if ((frame as { kind: string }).kind === "pull") near.send({ kind: "chunk", stream: 0, ...chunk });
      });
      const read = codeOf(whole(createStreamReader(far).read(0, { sizeBytes: 1 << 21, signal: never })));
      expect(await read, JSON.stringify(chunk).slice(0, 60)).toBe("invalid_request");
    }
  });

  it("an aborted reading ends at once and the page stops sending", async () => {
    const [near, far] = ends("clone");
    const source = createStreamSource(near);
    const stream = source.offer(new Blob([patterned(20 * chunkSizeBytes)]));
    const controller = new AbortController();
    const frames: string[] = [];
    near.listen((frame) => frames.push((frame as { kind: string }).kind));
    const reading = (async () => {
      for await (const _ of createStreamReader(far).read(stream, {
        sizeBytes: 20 * chunkSizeBytes,
        signal: controller.signal,
      })) {
        controller.abort(new Error("enough"));
      }
    })();
    await expect(reading).rejects.toThrow("enough");
    await until(() => frames.includes("drop"));
  });
});

describe("files between our own pages and the host", () => {
  // Node carries a Blob to one other channel only; how many files and pages at once do is tried in a browser (attack/portal-line).
  const file = () => new Blob(["Bescheid"], { type: "text/plain" });
  const inTime = { timeoutMs: 5000 };

  it("a file offered before the other side waits arrives", async () => {
    const transfer = crypto.randomUUID();
    offerFile(transfer, file());
    expect(await (await receiveFile(transfer, inTime)).text()).toBe("Bescheid");
  });

  it("a file offered after the other side waits arrives", async () => {
    const transfer = crypto.randomUUID();
    const receiving = receiveFile(transfer, inTime);
    await new Promise((resolve) => setTimeout(resolve, 20));
    offerFile(transfer, file());
    expect(await (await receiving).text()).toBe("Bescheid");
  });

  it("waiting ends with its signal", async () => {
    const controller = new AbortController();
    const receiving = receiveFile(crypto.randomUUID(), { timeoutMs: 5000, signal: controller.signal });
    controller.abort(new Error("left"));
    await expect(receiving).rejects.toThrow("left");
  });
});
