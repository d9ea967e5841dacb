import canonicalize from "canonicalize";
import * as v from "valibot";
import {
  type DeviceId,
  FederpostError,
  fromUtf8,
  parseDeviceId,
  parseUserId,
  type UserId,
  utf8,
} from "../base/index.ts";
import { digestOf, type PublicKey, parsePublicKey, type SigningKey, signJws, verifyJws } from "../crypto/index.ts";
import type { VerifiedCertificate } from "./certificate.ts";
import { parseX509Evidence, type X509Evidence } from "./x509-evidence.ts";

/** A device as the document lists it. Its name stays in the vault: the document is public. */
export interface DocumentDevice {
  readonly deviceId: DeviceId;
  readonly mlsKey: PublicKey;
  readonly letterKey: PublicKey;
  readonly notAfterMs: number;
  /**
   * Cipher suites it has key packages for, in words of the engine. Signed here, so that no homeserver can talk a thread down
   * to a weaker one. A document of before they were listed has none: then only the mandatory suite is certain.
   */
  readonly suites?: readonly string[];
}

/** The account's public statement of its devices; each replaces the one before. */
export interface IdentityDocument {
  readonly account: UserId;
  /** Counts up by at least one with every document; a lower number than seen is refused. */
  readonly number: number;
  /** Digest of the predecessor's JWS, null for the first. */
  readonly previous: string | null;
  readonly devices: readonly DocumentDevice[];
  /** Milliseconds since the epoch: 90 days after issue. */
  readonly expiresAtMs: number;
  /** Whose the identity key is, where an organisation says so; not there otherwise. Claims until they are verified. */
  readonly evidence?: readonly X509Evidence[];
}

/** A document whose signature holds under `identityKey`. */
export interface VerifiedDocument extends IdentityDocument {
  readonly identityKey: PublicKey;
  /** SHA-256 of the JWS, base64url: names exactly this document. */
  readonly digest: string;
  readonly jws: string;
}

const typ = "federpost-identity+jws";
// A Matrix profile holds 64 KiB in all (MSC4133); the document leaves room for the rest of it.
const longestBytes = 49_152;

const payload = v.object({
  account: v.string(),
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  previous: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  devices: v.pipe(
    v.array(
      v.object({
        device_id: v.string(),
        mls_key: v.string(),
        letter_key: v.string(),
        not_after: v.pipe(v.number(), v.safeInteger()),
        suites: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(16))),
      }),
    ),
    v.maxLength(100),
  ),
  expires: v.pipe(v.number(), v.safeInteger()),
  // Kinds and versions that are not known here are passed over: the document stays good without them.
  evidence: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(4)), []),
});

/** Signs an identity document as a compact JWS. @throws FederpostError `too_large` when its evidence does not fit in. */
export async function issueIdentityDocument(identityKey: SigningKey, document: IdentityDocument): Promise<string> {
  const content = {
    account: document.account,
    number: document.number,
    previous: document.previous,
    devices: document.devices.map((device) => ({
      device_id: device.deviceId,
      mls_key: device.mlsKey,
      letter_key: device.letterKey,
      not_after: device.notAfterMs,
      ...(device.suites && { suites: [...device.suites] }),
    })),
    expires: document.expiresAtMs,
    ...(document.evidence !== undefined && { evidence: document.evidence }),
  };
  const jws = await signJws(identityKey, { typ, payload: utf8(canonicalize(content) ?? "") });
  if (jws.length > longestBytes) {
    throw new FederpostError("too_large", "The certificates do not fit into the identity document: leave lists out.");
  }
  return jws;
}

function parseDevices(listed: v.InferOutput<typeof payload>["devices"]): DocumentDevice[] | null {
  const devices: DocumentDevice[] = [];
  for (const entry of listed) {
    const deviceId = parseDeviceId(entry.device_id);
    const mlsKey = parsePublicKey(entry.mls_key);
    const letterKey = parsePublicKey(entry.letter_key);
    if (deviceId === null || mlsKey === null || letterKey === null) return null;
    if (devices.some((known) => known.deviceId === deviceId)) return null;
    const suites = entry.suites === undefined ? {} : { suites: entry.suites };
    devices.push({ deviceId, mlsKey, letterKey, notAfterMs: entry.not_after, ...suites });
  }
  return devices;
}

/** Checks a document's form and signature; null when either does not hold. Whether to believe it, `considerDocument` says. */
export async function verifyIdentityDocument(jws: string): Promise<VerifiedDocument | null> {
  if (jws.length > longestBytes) return null;
  const signed = await verifyJws(jws, typ);
  if (signed === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(fromUtf8(signed.payload) ?? "");
  } catch {
    return null;
  }
  const parsed = v.safeParse(payload, json);
  if (!parsed.success) return null;
  const account = parseUserId(parsed.output.account);
  const devices = parseDevices(parsed.output.devices);
  if (account === null || devices === null) return null;
  const { number, previous, expires: expiresAtMs } = parsed.output;
  const digest = await digestOf(utf8(jws));
  const known = parsed.output.evidence.map(parseX509Evidence).filter((each) => each !== null);
  const evidence = known.length === 0 ? {} : { evidence: known };
  return { ...evidence, account, number, previous, devices, expiresAtMs, identityKey: signed.signer, digest, jws };
}

/**
 * Whether a verified document takes a certified device away: same account and key, at least as new as the
 * certificate, and without the device under that key. Reads no clock, so every member of a thread judges alike.
 */
export function revokesDevice(document: VerifiedDocument, certificate: VerifiedCertificate): boolean {
  return (
    document.account === certificate.account &&
    document.identityKey === certificate.identityKey &&
    document.number >= certificate.sinceDocument &&
    !document.devices.some((d) => d.deviceId === certificate.deviceId && d.mlsKey === certificate.mlsKey)
  );
}
