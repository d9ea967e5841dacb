import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes, fromBase64Url, systemRandom, toBase64Url } from "../../../shared/base/index.ts";
import { createFileSealer, openFileParts, type SealedFile, sha256 } from "../../../shared/crypto/index.ts";

const MiB = 1_048_576;

async function sealAll(pieces: readonly Uint8Array[]): Promise<{ parts: Uint8Array[]; file: SealedFile }> {
  const sealer = await createFileSealer(systemRandom);
  const parts: Uint8Array[] = [];
  for (const piece of pieces) parts.push(...(await sealer.push(piece)));
  const { parts: rest, file } = await sealer.finish();
  return { parts: [...parts, ...rest], file };
}

async function openAll(file: SealedFile, parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const source = (async function* () {
    yield* parts;
  })();
  for await (const chunk of openFileParts(file, source)) chunks.push(chunk);
  return concatBytes(...chunks);
}

const plain = (size: number): Uint8Array => systemRandom.bytes(size);
const broken = { code: "cannot_open" };

describe("the encrypted file stream", () => {
  it("opens to what was sealed, whatever the pieces, at every size around a chunk and a part", async () => {
    const chunk = MiB - 16;
    for (const size of [0, 1, chunk - 1, chunk, chunk + 1, 8 * chunk - 1, 8 * chunk, 8 * chunk + 1, 17 * MiB]) {
      const bytes = plain(size);
      const cut = Math.floor(size / 3);
      const { parts, file } = await sealAll([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(equalBytes(await openAll(file, parts), bytes)).toBe(true);
      expect(file).toMatchObject({ sizeBytes: size, sha256: toBase64Url(await sha256(bytes)) });
      expect(parts.slice(0, -1).every((part) => part.length === 8 * MiB)).toBe(true);
      expect(parts.at(-1)!.length).toBeLessThanOrEqual(8 * MiB);
    }
  });

  it("opens small files cut into any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), async (pieces) => {
        const { parts, file } = await sealAll(pieces);
        expect(await openAll(file, parts)).toEqual(concatBytes(...pieces));
      }),
    );
  });

  it("has taken a piece when it answers: its array may be used again", async () => {
    const bytes = plain(13 * MiB);
    const sealer = await createFileSealer(systemRandom);
    const piece = new Uint8Array(5 * MiB + 1);
    const parts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += piece.length) {
      const length = Math.min(piece.length, bytes.length - at);
      piece.set(bytes.subarray(at, at + length));
      parts.push(...(await sealer.push(piece.subarray(0, length))));
      piece.fill(0);
    }
    const { parts: rest, file } = await sealer.finish();
    expect(equalBytes(await openAll(file, [...parts, ...rest]), bytes)).toBe(true);
  });

  it("has the bytes that the protocol describes", async () => {
    const bytes = plain(9 * MiB);
    const { parts, file } = await sealAll([bytes]);
    const key = await crypto.subtle.importKey("raw", fromBase64Url(file.key)!, "AES-GCM", false, ["decrypt"]);
    const sealed = concatBytes(...parts);
    const opened: Uint8Array[] = [];
    for (let i = 0; i * MiB < sealed.length; i++) {
      const isLast = (i + 1) * MiB >= sealed.length;
      const iv = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, i, isLast ? 1 : 0);
      const chunk = sealed.slice(i * MiB, (i + 1) * MiB);
      opened.push(new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, chunk)));
    }
    expect(opened.slice(0, -1).every(({ length }) => length === MiB - 16)).toBe(true);
    expect(equalBytes(concatBytes(...opened), bytes)).toBe(true);
  });

  it("refuses what was changed, cut, swapped, doubled or appended", async () => {
    const { parts, file } = await sealAll([plain(17 * MiB)]);
    const flipped = parts.map((part) => part.slice());
    flipped[1]![5 * MiB]! ^= 1;
    const [a, b, c] = parts as [Uint8Array, Uint8Array, Uint8Array];
    for (const bad of [flipped, [a, b], [b, a, c], [a, b, b, c], [a, b, c, c], [c], [a, b, c.subarray(0, -1)], []]) {
      await expect(openAll(file, bad)).rejects.toMatchObject(broken);
    }
    const atChunk = parts.map((part) => part.slice());
    atChunk[2] = atChunk[2]!.subarray(0, MiB);
    await expect(openAll(file, atChunk)).rejects.toMatchObject(broken);
  });

  it("refuses another key, size or digest than the letter says", async () => {
    const [one, other] = [await sealAll([plain(1000)]), await sealAll([plain(1000)])];
    await expect(openAll({ ...one.file, key: other.file.key }, one.parts)).rejects.toMatchObject(broken);
    await expect(openAll({ ...one.file, key: "short" }, one.parts)).rejects.toMatchObject(broken);
    await expect(openAll({ ...one.file, sizeBytes: 999 }, one.parts)).rejects.toMatchObject(broken);
    await expect(openAll({ ...one.file, sha256: other.file.sha256 }, one.parts)).rejects.toMatchObject(broken);
  });

  it("never uses a key twice", async () => {
    const keys = await Promise.all(Array.from({ length: 50 }, async () => (await sealAll([plain(1)])).file.key));
    expect(new Set(keys).size).toBe(50);
  });
});
