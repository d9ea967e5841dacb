import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { toHex, utf8 } from "../../../shared/base/index.ts";
import { deriveRecoveryKeys } from "../../../shared/crypto/index.ts";

const recoveryKey = Uint8Array.from({ length: 16 }, (_, i) => i * 7);
const expected = (label: string) => toHex(hkdf(sha256, recoveryKey, undefined, utf8(label), 32));

describe("the keys of a recovery key", () => {
  it("are HKDF of it under a label each, the same on every device", async () => {
    const keys = await deriveRecoveryKeys(recoveryKey);
    expect(toHex(keys.wrappingKey)).toBe(expected("federpost recovery key 1 way in"));
    expect(toHex(keys.blobKey)).toBe(expected("federpost recovery key 1 blob"));
    expect(keys.wrappingKey).not.toEqual(keys.blobKey);
  });

  it("are made of 16 bytes only", async () => {
    await expect(deriveRecoveryKeys(new Uint8Array(32))).rejects.toMatchObject({ code: "internal" });
  });
});
