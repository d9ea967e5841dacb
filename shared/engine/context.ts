import { type CiphersuiteImpl, type ClientConfig, type Credential, zeroOutUint8Array } from "ts-mls";
import { type DeviceId, equalBytes, type RoomId, type UserId } from "../base/index.ts";
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

/** What the engine works with: the cipher suite and the judgement of certificates. Holds no group and no key. */
export interface Engine {
  readonly suiteNumber: MlsSuite;
  readonly suite: CiphersuiteImpl;
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

const config: ClientConfig = {
  // Late letters: up to 10 skipped generations per sender and 4 past epochs. A sender may run ahead of what
  // reached us by 1,000 letters (a server that lost some), not more: each step costs one key derivation.
  keyRetentionConfig: { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 1000 },
  // Lifetimes are judged by checkKeyPackage before an Add; a commit's validity must not depend on a clock.
  lifetimeConfig: { maximumTotalLifetime: 2n ** 62n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (a, b) => equalBytes(a.leafNode.signaturePublicKey, b.leafNode.signaturePublicKey),
    compareKeyPackageToLeafNode: (a, b) => equalBytes(a.leafNode.signaturePublicKey, b.signaturePublicKey),
  },
  paddingConfig: { kind: "padUntilLength", padUntilLength: 256 },
  authService: {
    validateCredential: async (credential, signatureKey) => keysAgree(credential, signatureKey),
  },
};

/** Prepares the engine for one cipher suite. */
export async function createEngine(options: {
  readonly suite: MlsSuite;
  readonly checkCertificate: Engine["checkCertificate"];
  readonly revokes: DocumentCheck;
  readonly checkReadmission: Engine["checkReadmission"];
}): Promise<Engine> {
  return {
    suiteNumber: options.suite,
    suite: await mlsCipherSuite(options.suite),
    config,
    checkCertificate: remembering(options.checkCertificate),
    revokes: options.revokes,
    checkReadmission: options.checkReadmission,
  };
}

/** The name the library gives the engine's suite. */
export const suiteName = (engine: Engine) => mlsSuites[engine.suiteNumber];

/** Overwrites spent secrets, and what the crypto core still holds. Call it only when the state that no longer needs them is stored. */
export function wipe(spent: readonly Uint8Array[]): void {
  for (const secret of spent) zeroOutUint8Array(secret);
  forgetSecrets();
}
