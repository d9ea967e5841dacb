import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { mostPixels, shrinkTo } from "../../../extension/drawing/drawing.ts";
import { parseFromFrame } from "../../../extension/drawing/messages.ts";
import { isPart, readPart } from "../../../extension/drawing/parts.ts";

describe("what the frame says that reads strangers' files", () => {
  class Bitmap {}
  beforeAll(() => vi.stubGlobal("ImageBitmap", Bitmap));

  test("is taken when it is one of its messages", () => {
    const bitmap = new Bitmap();
    for (const message of [
      { kind: "opened", pages: 2 },
      { kind: "problem", problem: "encrypted" },
      { kind: "drawn", id: 1, bitmap },
      { kind: "failed", id: 1 },
      { kind: "part", id: 0, folder: "wasm", name: "jbig2.wasm" },
    ])
      expect(parseFromFrame({ ...message, more: "of it" })).toEqual(message);
  });

  test.each([
    null,
    "opened",
    {},
    { kind: "opened", pages: 0 },
    { kind: "opened", pages: 1.5 },
    { kind: "opened", pages: 1e9 },
    { kind: "opened", pages: "2" },
    { kind: "problem", problem: "Please sign here" },
    { kind: "drawn", id: 1, bitmap: { width: 1, height: 1 } },
    { kind: "drawn", id: -1, bitmap: null },
    { kind: "failed" },
    { kind: "part", id: 0, folder: ["wasm"], name: "jbig2.wasm" },
    { kind: "letter.open", id: 1 },
  ])("is dropped when it is not: %j", (message) => {
    expect(parseFromFrame(message)).toBeNull();
  });
});

describe("the parts that a reader asks for", () => {
  const fetched = vi.fn<(url: string) => Promise<Response>>(async () => new Response("bytes"));
  beforeAll(() => vi.stubGlobal("fetch", fetched));
  afterEach(() => fetched.mockClear());

  test("are decoders and fonts of the package", async () => {
    expect(isPart("wasm", "jbig2.wasm")).toBe(true);
    expect(await readPart("fonts", "FoxitSans.pfb")).toEqual(new TextEncoder().encode("bytes"));
    expect(fetched.mock.calls).toEqual([["/pdf/fonts/FoxitSans.pfb"]]);
  });

  test.each([
    ["wasm", "../../manifest.json"],
    ["fonts", "https://elsewhere.example/a.ttf"],
    ["fonts", "a.ttf?x"],
    ["fonts/..", "a.ttf"],
    ["wasm", ""],
  ])("are no way elsewhere: %s, %s", async (folder, name) => {
    expect(isPart(folder, name)).toBe(false);
    await expect(readPart(folder, name)).rejects.toThrow("No part of the package");
    expect(fetched).not.toHaveBeenCalled();
  });
});

test("a picture becomes as much smaller as it takes to stay within the bound", () => {
  expect(shrinkTo(4000, 4000)).toBe(1);
  const shrink = shrinkTo(8000, 32_000);
  expect(8000 * shrink * 32_000 * shrink).toBeCloseTo(mostPixels);
});
