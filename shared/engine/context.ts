import {
  type CiphersuiteImpl,
  type CiphersuiteName,
  type ClientConfig,
  type Credential,
  zeroOutUint8Array,
} from "ts-mls";
import { type DeviceId, equalBytes, FederpostError, type RoomId, type UserId } from "../base/index.ts";
import { forgetSecrets, type MlsSuite, mlsCipherSuite, mlsSuites, type PublicKey } from "../crypto/index.ts";
import { readCredential } from "./credential.ts";

/** What the engine needs to know of a device certificate; identity's verified certificate is one. */
export interface CertificateCheck {
  readonly account: UserId;
  readonly deviceId: DeviceId;
  readonly mlsKey: PublicKey;
  readonly identityKey: PublicKey;
  readonly sinceDocument: number;
}

/** Answers whether an identity document revokes a device; null when the document itself does not hold. */
export type DocumentCheck = (document: string, certificate: string) => Promise<boolean>;

/** What the engine needs to know of a device's request to be let in again; identity's verified readmission is one. */
export interface ReadmissionCheck {
  readonly room: RoomId;
  readonly account: UserId;
  readonly deviceId: DeviceId;
  readonly mlsKey: PublicKey;
  readonly epoch: bigint;
}

/**
 * Suites that groups of ours may run on: those whose leaves sign with Ed25519, as device certificates do. Strongest first:
 * the hybrid keeps its secrets from who records today and has a quantum computer later (BSI TR-02102-1).
 */
export const groupSuites = ["xwing", "0x0001", "0x0003"] as const satisfies readonly MlsSuite[];
export type GroupSuite = (typeof groupSuites)[number];

/** The suite that every device supports (MSC4256, mandatory to implement in RFC 9420). */
export const mandatorySuite: GroupSuite = "0x0001";

/** What the engine works with: cipher suites and the judgement of certificates. Holds no group and no key. */
export interface Engine {
  /** What this device publishes key packages for, in the order in which it likes them; the mandatory one is among them. */
  readonly suites: readonly GroupSuite[];
  readonly implementations: ReadonlyMap<CiphersuiteName, CiphersuiteImpl>;
  readonly config: ClientConfig;
  /** Null when the certificate does not hold. Must not depend on clock, storage or network: all members decide alike. */
  readonly checkCertificate: (certificate: string) => Promise<CertificateCheck | null>;
  readonly revokes: DocumentCheck;
  /** Null when the request does not hold. As independent of everything else as `checkCertificate`. */
  readonly checkReadmission: (request: string) => Promise<ReadmissionCheck | null>;
}

const rememberedCertificates = 2000;

/** Every event of a thread asks for the same few certificates; their signatures are checked once. */
function remembering<T>(check: (text: string) => Promise<T>): (text: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= rememberedCertificates) known.clear();
    const answer = check(text);
    known.set(text, answer);
    return answer;
  };
}

const keysAgree = (credential: Credential, signatureKey: Uint8Array): boolean => {
  const identity = readCredential(credential);
  return identity !== null && equalBytes(identity.signatureKey, signatureKey);
};

// The library compares each new member with each other one. Public keys differ in their first bytes, so nearly all of these
// comparisons end there.
const samePublicKey = (a: Uint8Array, b: Uint8Array): boolean => a[0] === b[0] && a[1] === b[1] && equalBytes(a, b);

const config: ClientConfig = {
  // Late letters: up to 10 skipped generations per sender and 4 past epochs. A sender may run ahead of what
  // reached us by 1,000 letters (a server that lost some), not more: each step costs one key derivation.
  keyRetentionConfig: { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 1000 },
  // Lifetimes are judged by checkKeyPackage before an Add; a commit's validity must not depend on a clock.
  lifetimeConfig: { maximumTotalLifetime: 2n ** 62n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (a, b) => samePublicKey(a.leafNode.signaturePublicKey, b.leafNode.signaturePublicKey),
    compareKeyPackageToLeafNode: (a, b) => samePublicKey(a.leafNode.signaturePublicKey, b.signaturePublicKey),
  },
  paddingConfig: { kind: "padUntilLength", padUntilLength: 256 },
  authService: {
    validateCredential: async (credential, signatureKey) => keysAgree(credential, signatureKey),
  },
};

/** Prepares the engine. `suites` narrows what new threads run on; threads of every suite of ours are read. */
export async function createEngine(options: {
  readonly suites?: readonly GroupSuite[];
  readonly checkCertificate: Engine["checkCertificate"];
  readonly revokes: DocumentCheck;
  readonly checkReadmission: Engine["checkReadmission"];
}): Promise<Engine> {
  const implementations = await Promise.all(
    groupSuites.map(async (suite) => [mlsSuites[suite], await mlsCipherSuite(suite)] as const),
  );
  return {
    suites: withMandatory(options.suites ?? defaultSuites),
    implementations: new Map<CiphersuiteName, CiphersuiteImpl>(implementations),
    config,
    checkCertificate: remembering(options.checkCertificate),
    revokes: options.revokes,
    checkReadmission: options.checkReadmission,
  };
}

const defaultSuites: readonly GroupSuite[] = ["xwing", "0x0001"];

const withMandatory = (suites: readonly GroupSuite[]): readonly GroupSuite[] =>
  suites.includes(mandatorySuite) ? suites : [...suites, mandatorySuite];

/** The implementation of a suite by the library's name. @throws FederpostError `unsupported` for one we have no groups of. */
export function implementationOf(engine: Pick<Engine, "implementations">, name: CiphersuiteName): CiphersuiteImpl {
  const implementation = engine.implementations.get(name);
  if (implementation === undefined)
    throw new FederpostError("unsupported", "No thread runs on this cipher suite here.");
  return implementation;
}

/** Our name of a suite, or null where no group of ours runs on it. */
export const groupSuiteOf = (name: CiphersuiteName): GroupSuite | null =>
  groupSuites.find((suite) => mlsSuites[suite] === name) ?? null;

/** Overwrites spent secrets, and what the crypto core still holds. Call it only when the state that no longer needs them is stored. */
export function wipe(spent: readonly Uint8Array[]): void {
  for (const secret of spent) zeroOutUint8Array(secret);
  forgetSecrets();
}
