import { beforeAll, describe, expect, it } from "vitest";
import { parseDeviceId, parseUserId } from "../../../shared/base/index.ts";
import { certificateLifetimeMs, renewCertificate } from "../../../shared/courier/certify.ts";
import { generateSigningKey, type SigningKey } from "../../../shared/crypto/index.ts";
import {
  type DeviceCertificate,
  issueDeviceCertificate,
  verifyDeviceCertificate,
} from "../../../shared/identity/index.ts";

const day = 86_400_000;
const nowMs = Date.UTC(2026, 10, 27);

describe("a device's certificate", () => {
  let identityKey: SigningKey;
  let device: DeviceCertificate;
  beforeAll(async () => {
    const [identity, mls, letter] = await Promise.all([1, 2, 3].map(() => generateSigningKey()));
    identityKey = identity!;
    device = {
      account: parseUserId("@erika:example.org")!,
      deviceId: parseDeviceId("LAPTOP")!,
      mlsKey: mls!.publicKey,
      letterKey: letter!.publicKey,
      rights: ["read", "send"],
      sinceDocument: 7,
      notAfterMs: 0,
    };
  });
  const certificateWith = (leftMs: number) =>
    issueDeviceCertificate(identityKey, { ...device, notAfterMs: nowMs + leftMs });

  it.each([
    ["just made", certificateLifetimeMs],
    ["made by a clock that is a day ahead", certificateLifetimeMs + day],
    ["with a little more than half of its time left", certificateLifetimeMs / 2 + 1],
  ])("stays as it is: %s", async (_, leftMs) => {
    const certificate = await certificateWith(leftMs);
    expect(await renewCertificate(identityKey, certificate, nowMs)).toEqual({
      certificate,
      notAfterMs: nowMs + leftMs,
    });
  });

  it.each([
    ["with half of its time left", certificateLifetimeMs / 2],
    ["that has ended", -400 * day],
    ["made while the clock was years ahead", 3 * certificateLifetimeMs],
  ])("is signed anew with another end and nothing else: %s", async (_, leftMs) => {
    const { certificate, notAfterMs } = await renewCertificate(identityKey, await certificateWith(leftMs), nowMs);
    expect(notAfterMs).toBe(nowMs + certificateLifetimeMs);
    expect(await verifyDeviceCertificate(certificate)).toEqual({
      ...device,
      notAfterMs,
      identityKey: identityKey.publicKey,
      jws: certificate,
    });
  });
});
