import type { Capabilities, Extension, LeafNode } from "ts-mls";
import { type DeviceId, equalBytes, fromUtf8, toBase64Url, type UserId, utf8 } from "../base/index.ts";
import { mlsSuites, type PublicKey, parsePublicKey } from "../crypto/index.ts";
import { type CertificateCheck, type Engine, groupSuites } from "./context.ts";
import { readCredential } from "./credential.ts";

/** RFC 9420 section 17.3 leaves 0xF000-0xFFFF to private use. */
export const extensionTypes = { deviceCertificate: 0xf1c0, threadInfo: 0xf1c1, lastResort: 0x000a } as const;

/** A device in a group, its certificate verified. */
export interface Member {
  readonly leafIndex: number;
  readonly account: UserId;
  readonly deviceId: DeviceId;
  readonly identityKey: PublicKey;
  readonly certificate: string;
}

/** What every leaf of ours can do; a member that lacks our extensions cannot be added. */
export const capabilities: Capabilities = {
  versions: ["mls10"],
  ciphersuites: groupSuites.map((suite) => mlsSuites[suite]),
  extensions: Object.values(extensionTypes),
  proposals: [],
  credentials: ["basic"],
};

/** The leaf extension that carries the device certificate. */
export const certificateExtension = (certificate: string): Extension => ({
  extensionType: extensionTypes.deviceCertificate,
  extensionData: utf8(certificate),
});

/** The device certificate that a leaf carries, unverified; null when it carries none or several. */
export const certificateIn = (leaf: LeafNode): string | null => {
  const extensions: readonly Extension[] = "extensions" in leaf ? leaf.extensions : [];
  const found = extensions.filter((e) => e.extensionType === extensionTypes.deviceCertificate);
  return found.length === 1 && found[0] !== undefined ? fromUtf8(found[0].extensionData) : null;
};

const agrees = (check: CertificateCheck, leaf: LeafNode): boolean => {
  const credential = readCredential(leaf.credential);
  return (
    credential !== null &&
    credential.account === check.account &&
    credential.deviceId === check.deviceId &&
    equalBytes(credential.signatureKey, leaf.signaturePublicKey) &&
    toBase64Url(leaf.signaturePublicKey) === check.mlsKey &&
    parsePublicKey(check.identityKey) !== null
  );
};

/** The member behind a leaf, or null when credential, key and certificate do not say the same or do not hold. */
export async function verifyLeaf(engine: Engine, leaf: LeafNode, leafIndex: number): Promise<Member | null> {
  const certificate = certificateIn(leaf);
  const check = certificate === null ? null : await engine.checkCertificate(certificate);
  if (certificate === null || check === null || !agrees(check, leaf)) return null;
  const { account, deviceId, identityKey } = check;
  return { leafIndex, account, deviceId, identityKey, certificate };
}
