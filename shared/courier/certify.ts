import { type DeviceId, FederpostError, type UserId } from "../base/index.ts";
import type { PublicKey, SigningKey } from "../crypto/index.ts";
import type { GroupSuite } from "../engine/index.ts";
import {
  type DocumentDevice,
  issueDeviceCertificate,
  issueIdentityDocument,
  type VerifiedDocument,
  verifyDeviceCertificate,
} from "../identity/index.ts";

/** What the identity key signs when a device comes in: its certificate, and the document that lists it. */

const day = 86_400_000;
export const documentLifetimeMs = 90 * day;
export const certificateLifetimeMs = 2 * 365 * day;
/** Half of it: whoever comes back after months still finds one to renew. */
const certificateRenewalMs = certificateLifetimeMs / 2;

/**
 * What devices publish key packages for, strongest first (docs/adr/0020). All devices of an account run the same software,
 * or are about to; one that lags behind is added to threads of the mandatory suite only.
 */
export const publishedSuites: readonly GroupSuite[] = ["xwing", "0x0001"];

/** A device that the identity key is to certify. */
export interface Candidate {
  readonly deviceId: DeviceId;
  readonly mlsKey: PublicKey;
  readonly letterKey: PublicKey;
}

/**
 * A device's certificate with a later end, when half of its time is over or it was made while our clock was far ahead; else as
 * it is. Device, keys and rights stay, so that what revokes the one revokes the other.
 */
export async function renewCertificate(
  key: SigningKey,
  certificate: string,
  nowMs: number,
): Promise<{ readonly certificate: string; readonly notAfterMs: number }> {
  const known = await verifyDeviceCertificate(certificate);
  if (known === null) throw new FederpostError("internal", "The stored device certificate does not hold.");
  const leftMs = known.notAfterMs - nowMs;
  if (leftMs > certificateRenewalMs && leftMs < certificateLifetimeMs + 2 * day)
    return { certificate, notAfterMs: known.notAfterMs };
  const notAfterMs = nowMs + certificateLifetimeMs;
  return { certificate: await issueDeviceCertificate(key, { ...known, notAfterMs }), notAfterMs };
}

/** Signs a device's certificate and the document that lists it, together with the devices that stay. */
export async function certify(
  key: SigningKey,
  about: {
    readonly account: UserId;
    readonly candidate: Candidate;
    readonly before: VerifiedDocument | null;
    readonly stay: readonly DocumentDevice[];
    readonly nowMs: number;
  },
): Promise<{ readonly certificate: string; readonly document: string }> {
  const { account, candidate, before, nowMs } = about;
  const number = (before?.number ?? 0) + 1;
  const device = { ...candidate, notAfterMs: nowMs + certificateLifetimeMs, suites: publishedSuites };
  const certificate = await issueDeviceCertificate(key, {
    ...device,
    account,
    rights: ["read", "send", "manage"],
    sinceDocument: number,
  });
  const document = await issueIdentityDocument(key, {
    account,
    number,
    previous: before?.digest ?? null,
    devices: [...about.stay.filter(({ deviceId }) => deviceId !== candidate.deviceId), device],
    expiresAtMs: nowMs + documentLifetimeMs,
    // Evidence is about one identity key; after a new start it would be about another's.
    ...(before?.evidence !== undefined && before.identityKey === key.publicKey && { evidence: before.evidence }),
  });
  return { certificate, document };
}
