import "fake-indexeddb/auto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { fromBase64Url, systemRandom, toBase64, toHex } from "../../../shared/base/index.ts";
import { parseSelf } from "../../../shared/courier/desk.ts";
import { parseSession } from "../../../shared/courier/session.ts";
import { sharedCore } from "../../../shared/crypto/core.ts";
import {
  createFileSealer,
  deriveRecoveryKeys,
  generateAgreementKey,
  generateSigningKey,
} from "../../../shared/crypto/index.ts";
import {
  checkKeyPackage,
  createGroup,
  decodeGroup,
  encodeGroup,
  joinGroup,
  makeKeyPackage,
  mergePending,
  parseKeyPackageRecord,
  prepareCommit,
  seal,
} from "../../../shared/engine/index.ts";
import { openIndexedDbVault, sessionKeysInMemory } from "../../../shared/vault/index.ts";
import { makeDevice, makeEngine, makePerson, thread } from "../../fake/people.ts";

/** The ways in which a secret could be read in a printed value. */
const spellings = (secret: string | Uint8Array): readonly string[] => {
  const bytes = typeof secret === "string" ? fromBase64Url(secret) : secret;
  const text = typeof secret === "string" ? [secret] : [];
  if (bytes === null || bytes.length === 0) return text;
  const begin = bytes.subarray(0, 6);
  return [...text, toHex(begin), toBase64(bytes).replace(/=+$/, ""), begin.join(",")];
};

/** What printing shows, without the spaces by which it is laid out. */
const printed = (value: unknown): string =>
  inspect(value, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null }).replace(/\s/g, "");

interface Holder {
  readonly value: unknown;
  readonly secrets: readonly (string | Uint8Array)[];
}

const day = 86_400_000;

async function mlsHolders(): Promise<Record<string, Holder>> {
  const engine = await makeEngine();
  const [owner, other] = await Promise.all([makePerson("citizen"), makePerson("agency")]);
  const [device, joining] = await Promise.all([makeDevice(owner, "ONE"), makeDevice(other, "TWO")]);
  const wish = { lastResort: false, notBeforeMs: Date.now() - 2 * day, notAfterMs: Date.now() + 90 * day };
  const record = await makeKeyPackage(engine, joining, wish);
  const created = await createGroup(engine, device, {
    id: thread,
    info: { owners: [device.account], arbiter: null },
    nowMs: Date.now(),
  });
  const expected = { account: joining.account, deviceId: joining.deviceId, nowMs: Date.now() };
  const checked = await checkKeyPackage(engine, fromBase64Url(record.publicPackage)!, expected);
  const pending = await prepareCommit(engine, created, { add: [checked!], remove: [], proofs: [] });
  const joined = await joinGroup(engine, joining, { welcome: pending.welcome!, record });
  const merged = mergePending(created, pending);
  const sealed = await seal(engine, merged, new Uint8Array(4));
  const of = (group: typeof created): Holder => {
    const { keySchedule, signaturePrivateKey } = group.state;
    return {
      value: group,
      secrets: [keySchedule.initSecret, keySchedule.exporterSecret, keySchedule.senderDataSecret, signaturePrivateKey],
    };
  };
  const ownKeys = [record.initKey, record.leafKey];
  return {
    "a new group": of(created),
    "a group after a commit": of(merged),
    "a group that was joined": of(joined!.group),
    "a group after a letter": of(sealed.next),
    "a stored group": of(decodeGroup(engine, encodeGroup(merged))),
    "a key package": { value: record, secrets: ownKeys },
    "a stored key package": { value: parseKeyPackageRecord(JSON.parse(JSON.stringify(record))), secrets: ownKeys },
    "a commit under way": { value: pending, secrets: of(pending.next).secrets },
  };
}

async function keyHolders(): Promise<Record<string, Holder>> {
  const [mlsKey, letterKey] = [await generateSigningKey(), await generateSigningKey()];
  const names = { account: "@erika:localhost", deviceId: "DEVICE", deviceName: "", homeserver: "http://127.0.0.1" };
  const stored = { ...names, identityKey: mlsKey.publicKey, mlsKey, letterKey, certificate: "", document: "" };
  const self = parseSelf(JSON.parse(JSON.stringify(stored)));
  const [accessToken, refreshToken] = ["syt_secret_access_token_of_a_mailbox", "syr_secret_refresh_token_of_it"];
  const session = { baseUrl: "", userId: "@erika:localhost", deviceId: "DEVICE", accessToken, refreshToken };
  const agreement = await generateAgreementKey(systemRandom);
  const recovery = await deriveRecoveryKeys(systemRandom.bytes(16));
  const sealer = await createFileSealer(systemRandom);
  return {
    "a signing key": { value: mlsKey, secrets: [mlsKey.secret] },
    "an account": { value: self, secrets: [mlsKey.secret, letterKey.secret] },
    "a session": { value: parseSession({ ...session, expiresAtMs: null }), secrets: [accessToken, refreshToken] },
    "an agreement key": { value: agreement, secrets: [agreement.secret] },
    "recovery keys": { value: recovery, secrets: [recovery.wrappingKey, recovery.blobKey] },
    "a file sealer": { value: sealer, secrets: [sealer.key] },
  };
}

async function vaultHolders(): Promise<Record<string, Holder>> {
  const sessionKeys = sessionKeysInMemory();
  const vault = await openIndexedDbVault({ name: "labels", random: systemRandom, sessionKeys });
  await vault.unlock();
  const sessionKey = await sessionKeys.read();
  return {
    "an unlocked vault": { value: vault, secrets: sessionKey === null ? [] : [sessionKey] },
    "where its session key lies": { value: sessionKeys, secrets: sessionKey === null ? [] : [sessionKey] },
  };
}

describe("printing what holds a key", () => {
  test.each([
    ["MLS", mlsHolders, 8],
    ["of a device", keyHolders, 6],
    ["of a vault", vaultHolders, 2],
  ] as const)("%s shows none, also deep inside something else", async (_, make, count) => {
    const holders = Object.entries(await make());
    expect(holders).toHaveLength(count);
    for (const [what, { value, secrets }] of holders) {
      expect(secrets.length, what).toBeGreaterThan(0);
      for (const shown of [value, { inside: [value] }, new Error("failed", { cause: value })]) {
        const text = printed(shown);
        const found = secrets.flatMap(spellings).filter((spelling) => text.includes(spelling));
        expect(found, what).toEqual([]);
      }
    }
  });

  test("the search would find a key that is printed", async () => {
    const { secret } = await generateSigningKey();
    const bytes = systemRandom.bytes(32);
    const text = printed({ secret, bytes, buffer: Buffer.from(bytes) });
    expect(spellings(secret).some((spelling) => text.includes(spelling))).toBe(true);
    expect(spellings(bytes).filter((spelling) => text.includes(spelling))).toHaveLength(2);
  });

  test("the crypto core's memory holds none after it was wiped", async () => {
    const core = await sharedCore();
    const { secret } = await generateSigningKey();
    const seed = fromBase64Url(secret)!;
    core.ed25519.sign(seed, new Uint8Array(3));
    core.wipe();
    const text = printed(core);
    expect(spellings(secret).filter((spelling) => text.includes(spelling))).toEqual([]);
  });
});
