import "fake-indexeddb/auto";
import { argon2Sync } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { formatRecoveryKey, systemRandom, toHex } from "../../../shared/base/index.ts";
import { passphraseCost, stretchPassphrase } from "../../../shared/crypto/index.ts";
import {
  newPasskey,
  newPassphrase,
  newRecoveryWay,
  openIndexedDbVault,
  type PresentedWay,
  parsePasskeyParams,
  presentWay,
  strengthenPassphrase,
  type Vault,
} from "../../../shared/vault/index.ts";

const random = systemRandom;
let vault: Vault;

beforeEach(async () => {
  vault = await openIndexedDbVault({ name: random.uuid(), random });
});

const unlock = async (presented: PresentedWay) => vault.unlock(await presentWay(vault, presented));
const passphraseOf = async () => (await vault.ways()).find(({ kind }) => kind === "passphrase")?.params;

describe("a passphrase", () => {
  it("is stretched by Argon2id with at least 64 MiB", async () => {
    expect(passphraseCost.memoryKiB).toBeGreaterThanOrEqual(65_536);
    const salt = random.bytes(16);
    const { memoryKiB: memory, iterations: passes, parallelism } = passphraseCost;
    const stretched = await stretchPassphrase("Häfen", { salt, cost: passphraseCost });
    const expected = argon2Sync("argon2id", {
      message: "Häfen",
      nonce: salt,
      parallelism,
      tagLength: 32,
      memory,
      passes,
    });
    expect(toHex(stretched)).toBe(expected.toString("hex"));
  });

  it("opens what it locked, and nothing else does", async () => {
    const add = [await newPassphrase("drei Kähne", { random })];
    await vault.changeWays({ kind: "device" }, { add, remove: ["device"] });
    await vault.lock();
    await expect(unlock({ kind: "passphrase", passphrase: "drei Kahne" })).rejects.toMatchObject({
      code: "wrong_password",
    });
    await expect(unlock({ kind: "device" })).rejects.toMatchObject({ code: "unsupported" });
    await unlock({ kind: "passphrase", passphrase: "drei Kähne".normalize("NFD") });
    expect(vault.lockState).toBe("unlocked");
  });

  it("set with a weaker cost is stretched anew after it opened, and opens still", async () => {
    const cost = { ...passphraseCost, iterations: 1 };
    const add = [await newPassphrase("alt", { random, cost })];
    await vault.changeWays({ kind: "device" }, { add, remove: ["device"] });
    const before = await passphraseOf();
    expect(before).toMatchObject({ kdf: "argon2id", iterations: 1 });
    const presented = { kind: "passphrase", passphrase: "alt" } as const;
    expect(await strengthenPassphrase(vault, { presented, way: await presentWay(vault, presented), random })).toBe(
      true,
    );
    const after = await passphraseOf();
    expect(after).toMatchObject({ ...passphraseCost });
    expect(after).not.toMatchObject({ salt: (before as { salt: string }).salt });
    await vault.lock();
    await unlock(presented);
    expect(await strengthenPassphrase(vault, { presented, way: await presentWay(vault, presented), random })).toBe(
      false,
    );
  });

  it("whose stored settings were lowered or are none is not tried", async () => {
    const { way } = await newPassphrase("x", { random });
    const salt = "A".repeat(22);
    for (const params of [
      { kdf: "argon2id", memoryKiB: 8, iterations: 1, parallelism: 1, salt },
      { kdf: "argon2id", memoryKiB: 9_999_999, iterations: 1, parallelism: 1, salt },
      { kdf: "argon2id", ...passphraseCost, salt: "AAAA" },
      { kdf: "md5", ...passphraseCost, salt },
      null,
    ]) {
      await vault.changeWays({ kind: "device" }, { add: [{ way, params }] });
      await expect(presentWay(vault, { kind: "passphrase", passphrase: "x" })).rejects.toMatchObject({
        code: "cannot_open",
      });
    }
  });

  it("is not stretched in vain while its owner has to wait", async () => {
    const add = [await newPassphrase("richtig", { random })];
    await vault.changeWays({ kind: "device" }, { add, remove: ["device"] });
    const wrong = { kind: "recovery", recoveryKey: formatRecoveryKey(random.bytes(16)) } as const;
    const bytes = random.bytes(32);
    for (let i = 0; i < 3; i++) await vault.unlock({ kind: "passphrase", wrappingKey: bytes }).catch(() => undefined);
    const refused = await presentWay(vault, { kind: "passphrase", passphrase: "richtig" }).catch((error) => error);
    expect(refused).toMatchObject({ code: "rate_limited" });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    // A way that the vault does not have is no guess.
    await expect(unlock(wrong)).rejects.toMatchObject({ code: "unsupported" });
  });
});

describe("a recovery key", () => {
  it("opens as it was printed and as people type it", async () => {
    const printed = formatRecoveryKey(random.bytes(16));
    await vault.changeWays({ kind: "device" }, { add: [await newRecoveryWay(printed)], remove: ["device"] });
    await vault.lock();
    await unlock({ kind: "recovery", recoveryKey: ` ${printed.toLowerCase().replaceAll("-", " ")}` });
    await vault.lock();
    const other = formatRecoveryKey(random.bytes(16));
    await expect(unlock({ kind: "recovery", recoveryKey: other })).rejects.toMatchObject({ code: "wrong_password" });
    await expect(unlock({ kind: "recovery", recoveryKey: printed.slice(1) })).rejects.toMatchObject({
      code: "invalid_params",
    });
  });
});

describe("a passkey", () => {
  it("opens by its secret, and says what is needed to ask for it again", async () => {
    const secret = random.bytes(32);
    const params = { credential: "Y3JlZA", salt: "c2FsdA" };
    await vault.changeWays({ kind: "device" }, { add: [newPasskey(secret, params)], remove: ["device"] });
    const [listing] = await vault.ways();
    expect(parsePasskeyParams(listing?.params)).toEqual(params);
    expect(parsePasskeyParams({ credential: 1 })).toBeNull();
    await vault.lock();
    await expect(unlock({ kind: "passkey", secret: random.bytes(32) })).rejects.toMatchObject({
      code: "wrong_password",
    });
    await unlock({ kind: "passkey", secret });
  });
});
