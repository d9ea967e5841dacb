import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Grounds, verifyFile } from "../../../shared/verify/index.ts";
import { bundleFiles, makeSigner, sealBundle, sentAtMs } from "../../fake/bundle.ts";
import { mutated } from "../letter/mutations.ts";

const grounds: Grounds = { roots: [], atMs: null, nowMs: sentAtMs };
let files: Map<string, Uint8Array>;
beforeAll(async () => {
  const [from, to] = await Promise.all([makeSigner("bauamt"), makeSigner("erika")]);
  files = await bundleFiles({ from, to, attachment: new Uint8Array(Buffer.from("Anlage")) });
});

const flipped = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const copy = new Uint8Array(bytes);
  copy[at]! ^= mask;
  return copy;
};

describe("an evidence bundle", () => {
  it("is not valid once any one of its bytes is another", async () => {
    const bundle = sealBundle(files);
    expect((await verifyFile(bundle, grounds)).verdict).toBe("valid");
    const still: number[] = [];
    for (let at = 0; at < bundle.length; at++) {
      if ((await verifyFile(flipped(bundle, at, 1 << (at & 7)), grounds)).verdict === "valid") still.push(at);
    }
    expect(still).toEqual([]);
  });

  it("is not valid either when whoever changed a signed byte lists and packs it anew", async () => {
    const covered = [...files].filter(([path]) => path !== "protocol.html");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...covered),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.nat(7),
        async ([path, bytes], where, bit) => {
          const changed = flipped(bytes, Math.floor(where * bytes.length), 1 << bit);
          const { verdict } = await verifyFile(sealBundle(new Map(files).set(path, changed)), grounds);
          expect(verdict).not.toBe("valid");
        },
      ),
    );
  });

  it("that is hostile gives a verdict, never an error", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(mutated(sealBundle(new Map(files))), mutated(files.get("letter.json")!)),
        async (bytes) => {
          expect(["valid", "invalid", "unreadable"]).toContain((await verifyFile(bytes, grounds)).verdict);
        },
      ),
    );
  });
});
