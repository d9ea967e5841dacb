import { afterEach, describe, expect, test, vi } from "vitest";
import { memoryMap } from "../../../wasm/generate/memory-map.mjs";
import { type Core, loadCore } from "../../../wasm/host/index.ts";

/** Bytes that do not occur by chance: a secret that is found in memory is this one. */
const secret = (length: number, start: number) =>
  Uint8Array.from({ length }, (_, i) => (start + 101 * i + 7 * (i >> 3)) & 255);

/** A core and the memory behind it, which the host gives to nobody. */
async function coreWithMemory(): Promise<{ core: Core; memory: Uint8Array }> {
  const instantiate = vi.spyOn(WebAssembly, "instantiate");
  const core = await loadCore();
  const { instance } = (await instantiate.mock.results[0]!.value) as WebAssembly.WebAssemblyInstantiatedSource;
  return { core, memory: new Uint8Array((instance.exports.memory as WebAssembly.Memory).buffer) };
}

const jobs: Record<string, (core: Core) => unknown> = {
  "hashes a short message": (core) => core.sha256(secret(50, 1)),
  "hashes a message larger than its memory": (core) => core.sha512(secret(200_000, 2)),
  "hashes in parts": (core) => core.sha512Stream().update(secret(300, 3)).update(secret(90_000, 4)).digest(),
  "computes HMACs": (core) => [
    core.hmacSha256(secret(40, 5), secret(50, 6)),
    core.hmacSha512(secret(200, 5), secret(9, 6)),
  ],
  "derives keys": (core) => [
    core.hkdfExpand256(secret(32, 7), secret(40, 8), 8160),
    core.expandWithLabel512({ secret: secret(64, 7), label: "key", context: secret(70, 8), length: 64 }),
  ],
  "seals and opens": (core) => {
    const args = [secret(32, 9), secret(12, 10), secret(20, 11)] as const;
    return core.chacha20poly1305.open(...args, core.chacha20poly1305.seal(...args, secret(5000, 12)));
  },
  "seals a text larger than its memory": (core) =>
    core.chacha20poly1305.seal(secret(32, 9), secret(12, 10), secret(90_000, 11), secret(300_001, 12)),
  "agrees on X25519 secrets": (core) => [core.x25519(secret(32, 13), secret(32, 14)), core.x25519Base(secret(32, 13))],
  signs: (core) => [
    core.ed25519.sign(secret(32, 15), secret(100, 16)),
    core.ed25519.sign(secret(32, 15), secret(90_000, 16)),
  ],
  verifies: (core) => {
    const signature = core.ed25519.sign(secret(32, 15), secret(100, 16));
    return core.ed25519.verify(core.ed25519.publicKey(secret(32, 15)), secret(100, 16), signature);
  },
  "computes SHA-3": (core) => [core.sha3_512(secret(100_000, 17)), core.shake128(secret(30, 18), 20_000)],
  "uses ML-KEM": (core) => {
    const { publicKey, secretKey } = core.mlkem768.keygen(secret(32, 19), secret(32, 20));
    const sent = core.mlkem768.encapsulate(publicKey, secret(32, 21));
    return core.mlkem768.decapsulate(secretKey, sent?.ciphertext ?? publicKey);
  },
  "uses X-Wing": (core) => {
    const { publicKey, secretKey } = core.xwing.keygen(secret(32, 22));
    const sent = core.xwing.encapsulate(publicKey, secret(64, 23));
    return core.xwing.decapsulate(secretKey, sent?.ciphertext ?? publicKey);
  },
};

describe("wiping the crypto core", () => {
  afterEach(() => vi.restoreAllMocks());
  const map = memoryMap();
  const tables = Number(map.addresses.BASE_TABLE);
  const io = Number(map.addresses.IO);

  for (const [name, job] of Object.entries(jobs)) {
    test(`leaves no byte in memory but tables of public values once it ${name}`, async () => {
      const { core, memory } = await coreWithMemory();
      const dirty = () =>
        [...memory.subarray(0, tables), ...memory.subarray(io, map.dataStart)].filter((byte) => byte !== 0);
      job(core);
      expect(dirty().length, "the job has used memory that is to be wiped").toBeGreaterThan(20);
      core.wipe();
      expect(dirty()).toEqual([]);
    });
  }

  test("does not disturb what follows", async () => {
    const { core } = await coreWithMemory();
    const first = core.ed25519.sign(secret(32, 1), secret(10, 2));
    const stream = core.sha256Stream().update(secret(100, 3));
    core.wipe();
    expect(core.ed25519.sign(secret(32, 1), secret(10, 2))).toEqual(first);
    core.wipe();
    expect(stream.update(secret(50, 4)).digest()).toEqual(
      core.sha256Stream().update(secret(100, 3)).update(secret(50, 4)).digest(),
    );
  });

  test("is done by the core itself where a tag was wrong", async () => {
    const { core, memory } = await coreWithMemory();
    const sealed = core.chacha20poly1305.seal(secret(32, 1), secret(12, 2), secret(5, 3), secret(100, 4));
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(core.chacha20poly1305.open(secret(32, 1), secret(12, 2), secret(5, 3), sealed)).toBeNull();
    expect(memory.subarray(io, map.dataStart).every((byte) => byte === 0)).toBe(true);
  });
});
