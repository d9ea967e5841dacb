import {
  type DeviceId,
  parseDeviceId,
  parseRoomId,
  parseUserId,
  type RoomId,
  type UserId,
} from "../../shared/base/index.ts";
import { generateSigningKey, type SigningKey } from "../../shared/crypto/index.ts";
import { createEngine, type Engine, type OwnDevice } from "../../shared/engine/index.ts";
import {
  issueDeviceCertificate,
  revokesDevice,
  verifyDeviceCertificate,
  verifyIdentityDocument,
  verifyReadmission,
} from "../../shared/identity/index.ts";

/** Makes accounts and devices with real keys and certificates for tests that need no homeserver. */

export const year = 365 * 86_400_000;
export const thread = parseRoomId("!thread:example.org") as RoomId;

export interface Person {
  readonly account: UserId;
  readonly identityKey: SigningKey;
}

export async function makePerson(name: string): Promise<Person> {
  return { account: parseUserId(`@${name}:example.org`) as UserId, identityKey: await generateSigningKey() };
}

export async function makeDevice(person: Person, name: string, since = 1): Promise<OwnDevice> {
  const [mlsKey, letterKey] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  const deviceId = parseDeviceId(name) as DeviceId;
  const certificate = await issueDeviceCertificate(person.identityKey, {
    account: person.account,
    deviceId,
    mlsKey: mlsKey.publicKey,
    letterKey: letterKey.publicKey,
    rights: ["read", "send"],
    sinceDocument: since,
    notAfterMs: Date.now() + year,
  });
  return { account: person.account, deviceId, mlsKey, certificate };
}

export const makeEngine = (): Promise<Engine> =>
  createEngine({
    checkCertificate: verifyDeviceCertificate,
    checkReadmission: verifyReadmission,
    revokes: async (document, certificate) => {
      const [d, c] = await Promise.all([verifyIdentityDocument(document), verifyDeviceCertificate(certificate)]);
      return d !== null && c !== null && revokesDevice(d, c);
    },
  });
