import { generateKeyPackageWithKey, type KeyPackage, type PrivateKeyPackage } from "ts-mls";
import { makeKeyPackageRef, verifyKeyPackage } from "ts-mls/keyPackage.js";
import { verifyLeafNodeSignatureKeyPackage } from "ts-mls/leafNode.js";
import * as v from "valibot";
import {
  type DeviceId,
  equalBytes,
  FederpostError,
  fromBase64Url,
  labelled,
  toBase64Url,
  type UserId,
} from "../base/index.ts";
import { mlsSuites } from "../crypto/index.ts";
import {
  type Engine,
  type GroupSuite,
  groupSuiteOf,
  groupSuites,
  implementationOf,
  mandatorySuite,
} from "./context.ts";
import { makeCredential, type OwnDevice } from "./credential.ts";
import { capabilities, certificateExtension, extensionTypes, type Member, verifyLeaf } from "./leaf.ts";
import { readKeyPackage, readWelcome, writeKeyPackage } from "./wire.ts";

/** A key package of ours with its secrets, as it is stored. All bytes are base64url. */
export interface KeyPackageRecord {
  /** KeyPackageRef (RFC 9420 section 5.2). */
  readonly ref: string;
  readonly suite: GroupSuite;
  readonly publicPackage: string;
  readonly initKey: string;
  readonly leafKey: string;
  readonly lastResort: boolean;
  readonly notAfterMs: number;
}

const base64url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/));
const recordSchema = v.strictObject({
  ref: base64url,
  // Version 0.1.0 knew one suite and did not write it down.
  suite: v.optional(v.picklist(groupSuites), mandatorySuite),
  publicPackage: base64url,
  initKey: base64url,
  leafKey: base64url,
  lastResort: v.boolean(),
  notAfterMs: v.number(),
});

/** A stored record. @throws FederpostError `internal` when it is not one: only we write there. */
export function parseKeyPackageRecord(stored: unknown): KeyPackageRecord {
  const parsed = v.safeParse(recordSchema, stored);
  if (!parsed.success) throw new FederpostError("internal", "A stored key package has an unknown form.");
  return labelled(parsed.output, "key package");
}

/** Another device's key package, checked and fit to be added to a thread. */
export interface VerifiedKeyPackage {
  readonly keyPackage: KeyPackage;
  readonly ref: string;
  readonly member: Omit<Member, "leafIndex">;
  /** A last-resort package may be shared by several threads; its owner updates at once. */
  readonly lastResort: boolean;
}

const bytesOf = (text: string): Uint8Array => {
  const bytes = fromBase64Url(text);
  if (bytes === null) throw new FederpostError("internal", "A stored key package has an unknown form.");
  return bytes;
};

const isLastResort = (keyPackage: KeyPackage): boolean =>
  keyPackage.extensions.some((e) => e.extensionType === extensionTypes.lastResort);

const seconds = (ms: number): bigint => BigInt(Math.floor(ms / 1000));

/** Makes a key package (RFC 9420 section 10) of one suite, the mandatory one where none is said, for this device. */
export async function makeKeyPackage(
  engine: Engine,
  device: OwnDevice,
  wish: {
    readonly suite?: GroupSuite;
    readonly lastResort: boolean;
    readonly notBeforeMs: number;
    readonly notAfterMs: number;
  },
): Promise<KeyPackageRecord> {
  const number = wish.suite ?? mandatorySuite;
  const suite = implementationOf(engine, mlsSuites[number]);
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    makeCredential(device),
    capabilities,
    { notBefore: seconds(wish.notBeforeMs), notAfter: seconds(wish.notAfterMs) },
    wish.lastResort ? [{ extensionType: extensionTypes.lastResort, extensionData: new Uint8Array() }] : [],
    { signKey: bytesOf(device.mlsKey.secret), publicKey: bytesOf(device.mlsKey.publicKey) },
    suite,
    [certificateExtension(device.certificate)],
  );
  const record = {
    ref: toBase64Url(await makeKeyPackageRef(publicPackage, suite.hash)),
    suite: number,
    publicPackage: toBase64Url(writeKeyPackage(publicPackage)),
    initKey: toBase64Url(privatePackage.initPrivateKey),
    leafKey: toBase64Url(privatePackage.hpkePrivateKey),
    lastResort: wish.lastResort,
    notAfterMs: wish.notAfterMs,
  };
  return labelled(record, "key package");
}

/** The library's form of a stored key package. */
export function openRecord(record: KeyPackageRecord, device: OwnDevice): [KeyPackage, PrivateKeyPackage] {
  const keyPackage = readKeyPackage(bytesOf(record.publicPackage));
  if (keyPackage === null) throw new FederpostError("internal", "A stored key package has an unknown form.");
  return [
    keyPackage,
    {
      initPrivateKey: bytesOf(record.initKey),
      hpkePrivateKey: bytesOf(record.leafKey),
      signaturePrivateKey: bytesOf(device.mlsKey.secret),
    },
  ];
}

/** The refs of the key packages that a welcome is for. Empty when the bytes are no welcome. */
export const keyPackageRefsOf = (welcome: Uint8Array): string[] =>
  readWelcome(welcome)?.secrets.map((secret) => toBase64Url(secret.newMember)) ?? [];

/** The suite a welcome is of; null when the bytes are no welcome of a group of ours. */
export function suiteOfWelcome(welcome: Uint8Array): GroupSuite | null {
  const parsed = readWelcome(welcome);
  return parsed === null ? null : groupSuiteOf(parsed.cipherSuite);
}

const day = 86_400_000;
/** Longest lifetimes that are accepted (docs/protocol.md): 90 days, last resort 400, plus the two days of clock slack. */
const longestLifetimeMs = { once: 93 * day, lastResort: 403 * day } as const;

/**
 * Checks a key package that the homeserver handed out for a device (the library checks too little, too late):
 * suite, both signatures, lifetime and its length, and that its certificate is the named device's.
 * Null when any of it fails; the homeserver may hand out anything.
 */
export async function checkKeyPackage(
  engine: Engine,
  bytes: Uint8Array,
  expected: {
    readonly suite?: GroupSuite;
    readonly account: UserId;
    readonly deviceId: DeviceId;
    readonly nowMs: number;
  },
): Promise<VerifiedKeyPackage | null> {
  const keyPackage = readKeyPackage(bytes);
  if (keyPackage === null || keyPackage.cipherSuite !== mlsSuites[expected.suite ?? mandatorySuite]) return null;
  const suite = implementationOf(engine, keyPackage.cipherSuite);
  const { leafNode } = keyPackage;
  if (leafNode.leafNodeSource !== "key_package" || !fitLifetime(keyPackage, expected.nowMs)) return null;
  // RFC 9420 section 10.1: the init key must not be the leaf's key.
  if (!supportsOurs(keyPackage) || equalBytes(keyPackage.initKey, leafNode.hpkePublicKey)) return null;
  const { signature } = suite;
  const signed = await Promise.all([
    verifyKeyPackage(keyPackage, signature),
    verifyLeafNodeSignatureKeyPackage(leafNode, signature),
  ]).catch(() => [false]);
  if (!signed.every(Boolean)) return null;
  const member = await verifyLeaf(engine, leafNode, 0);
  if (member === null || member.account !== expected.account || member.deviceId !== expected.deviceId) return null;
  const ref = toBase64Url(await makeKeyPackageRef(keyPackage, suite.hash));
  return { keyPackage, ref, member, lastResort: isLastResort(keyPackage) };
}

function fitLifetime(keyPackage: KeyPackage, nowMs: number): boolean {
  const { leafNode } = keyPackage;
  if (leafNode.leafNodeSource !== "key_package") return false;
  const { notBefore, notAfter } = leafNode.lifetime;
  const longest = isLastResort(keyPackage) ? longestLifetimeMs.lastResort : longestLifetimeMs.once;
  return (
    notAfter - notBefore <= seconds(longest) &&
    // The library compares with the system's clock and no slack when it adds: what passes here must pass there. That a
    // clock may be wrong by a day, packages make good by beginning two days early.
    notBefore <= seconds(nowMs) &&
    notAfter >= seconds(nowMs)
  );
}

const supportsOurs = ({ leafNode }: KeyPackage): boolean =>
  leafNode.capabilities.versions.includes("mls10") &&
  leafNode.capabilities.credentials.includes("basic") &&
  [extensionTypes.deviceCertificate, extensionTypes.threadInfo].every((type) =>
    leafNode.capabilities.extensions.includes(type),
  );
