import { type Clock, FederpostError, fromBase64Url, type Random, utf8 } from "../base/index.ts";
import { generateSigningKey, type PairedChannel, type SigningKey, signJws, verifyJws } from "../crypto/index.ts";
import { type VerifiedDocument, verifyDeviceCertificate, verifyIdentityDocument } from "../identity/index.ts";
import type { OutboxItem } from "../mailbox/index.ts";
import type { Transport } from "../transport/index.ts";
import type { Change, Vault, WayIn } from "../vault/index.ts";
import { identityField, storedSelf } from "./account.ts";
import { makeArchiveKey, putArchiveKey } from "./archive/key.ts";
import { dropRecovery } from "./archive/recovery.ts";
import { beginRestore } from "./archive/restoring.ts";
import { certify } from "./certify.ts";
import type { Self } from "./desk.ts";
import { putNames } from "./device-names.ts";
import { awaitedThread, type Handover, parseHandover, putRecoveryElsewhere } from "./handover.ts";
import { storeIdentityKey } from "./identity-key.ts";
import { type PairingStep, pairingType } from "./pairing-messages.ts";
import { readContent } from "./payload.ts";
import { nextOutboxKeys, putContact, putOutbox, putThread, readContact, readThread } from "./store.ts";
import { readWaiting, removeWaiting, type WaitingRecord } from "./waiting-record.ts";

/** A waiting device becomes one of its account: by what an existing device hands over, or by the identity key itself. */

interface Place {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/**
 * Takes a hand-over. True: this device is one of the account now, and all of it is stored as one. False: it did not come
 * from the paired device or does not hold; nothing is stored.
 */
export async function takeHandover(
  place: Place,
  {
    record,
    channel,
    message,
  }: {
    readonly record: WaitingRecord;
    readonly channel: PairedChannel;
    readonly message: PairingStep<"handover">;
  },
): Promise<boolean> {
  const sealed = await readContent(place, message);
  const bytes = sealed === null ? null : await channel.open("existing", sealed);
  const handover = bytes === null ? null : parseHandover(bytes);
  bytes?.fill(0);
  if (handover === null || !(await holds(record, handover))) return false;
  const done = { v: 1, step: "done", id: record.id, device: record.deviceId } as const;
  const archiveKey = handover.archiveKey === null ? null : fromBase64Url(handover.archiveKey);
  const [key = "", ...keys] = await nextOutboxKeys(place, 1 + handover.threads.length);
  const reply: OutboxItem = {
    kind: "message",
    txnId: place.random.uuid(),
    type: pairingType,
    to: message.device,
    content: { ...done },
    ...retry,
  };
  await place.vault.commit([
    ...(await selfChanges(place.vault, { record, way: null, ...handover })),
    { store: "session", key: "published", put: true },
    ...(await pinChanges(place.vault, handover)),
    ...(await threadChanges(place, handover, keys)),
    ...(archiveKey === null ? [] : [putArchiveKey(archiveKey), beginRestore()]),
    putNames(handover.names),
    putRecoveryElsewhere(handover.hasRecovery),
    putOutbox(key, reply),
  ]);
  return true;
}

const retry = { tries: 0, notBeforeMs: 0 };

/** Whether the identity key is one, and certificate and document make exactly this device one of its account. */
async function holds(record: WaitingRecord, handover: Handover): Promise<boolean> {
  const { identityKey } = handover;
  const [document, certificate] = await Promise.all([
    verifyIdentityDocument(handover.document),
    verifyDeviceCertificate(handover.certificate),
  ]);
  const isOurs = (device: { deviceId: string; mlsKey: string; letterKey: string } | null | undefined) =>
    device?.deviceId === record.deviceId &&
    device.mlsKey === record.mlsKey.publicKey &&
    device.letterKey === record.letterKey.publicKey;
  return (
    (await isKeyPair(identityKey)) &&
    document?.account === record.account &&
    document.identityKey === identityKey.publicKey &&
    certificate?.account === record.account &&
    certificate.identityKey === identityKey.publicKey &&
    isOurs(certificate) &&
    isOurs(document.devices.find(({ deviceId }) => deviceId === record.deviceId))
  );
}

/** Whether the secret belongs to the public key. */
async function isKeyPair(key: SigningKey): Promise<boolean> {
  const typ = "federpost-check+jws";
  const signed = await signJws(key, { typ, payload: utf8("one key") }).catch(() => null);
  return signed !== null && (await verifyJws(signed, typ))?.signer === key.publicKey;
}

async function selfChanges(
  vault: Vault,
  about: {
    readonly record: WaitingRecord;
    readonly identityKey: SigningKey;
    readonly certificate: string;
    readonly document: string;
    readonly way: WayIn | null;
  },
): Promise<Change[]> {
  const { record, identityKey, certificate, document, way } = about;
  const { account, deviceId, deviceName, homeserver, mlsKey, letterKey } = record;
  const own = { account, deviceId, deviceName, homeserver, mlsKey, letterKey };
  const self: Self = { ...own, identityKey: identityKey.publicKey, certificate, document };
  return [
    { store: "keys", key: "self", put: storedSelf(self) },
    await storeIdentityKey(vault, way, identityKey),
    removeWaiting,
  ];
}

/** Pins of the other device; what this one has pinned itself stays. */
async function pinChanges(vault: Vault, { contacts }: Handover): Promise<Change[]> {
  const known = await Promise.all(contacts.map(({ account }) => readContact(vault, account)));
  return contacts.filter((_, i) => known[i] === null).map(putContact);
}

/** Should no other device of the account let this one in, the members of a thread are asked after an hour. */
const askAfterMs = 3_600_000;

async function threadChanges(place: Place, { threads }: Handover, keys: readonly string[]): Promise<Change[]> {
  const notBeforeMs = place.clock.now() + askAfterMs;
  const changes = threads.map(async (head, i): Promise<Change[]> => {
    const known = (await readThread(place.vault, head.thread))?.value;
    const thread = known === undefined ? awaitedThread(head) : { ...known, state: "rejoining" as const, commit: null };
    const item: OutboxItem = { kind: "rejoin", thread: head.thread, tries: 0, notBeforeMs };
    return [putThread(thread), putOutbox(keys[i] ?? "", item)];
  });
  return (await Promise.all(changes)).flat();
}

/**
 * Makes the waiting device one of the account by the identity key, as a recovery key opens it. `others`: whether the
 * devices that the account's document lists stay, or are lost and go. Afterwards the mailbox can be opened.
 * @throws FederpostError `no_account` when no device waits, `identity_changed` when the published identity is under another
 *   key than the one recovered, and what the transport throws.
 */
export async function admitByIdentityKey(
  place: Place,
  {
    identityKey,
    way,
    others,
    known = [],
    more = [],
  }: {
    readonly identityKey: SigningKey;
    readonly way: WayIn | null;
    readonly others: "stay" | "lost";
    /** Documents that the account is known to have had: an older published one is not built on. */
    readonly known?: readonly string[];
    /** Stored together with the account. */
    readonly more?: readonly Change[];
  },
): Promise<void> {
  const stored = await readWaiting(place.vault);
  if (stored === null) throw new FederpostError("no_account", "No device waits here.");
  const { record } = stored;
  const published = await publishedUnder(place, record, identityKey);
  const before = await newestOf(published, known, { account: record.account, identityKey });
  const { mlsKey, letterKey, account, deviceId } = record;
  const candidate = { deviceId, mlsKey: mlsKey.publicKey, letterKey: letterKey.publicKey };
  const stay = others === "stay" ? (before?.devices ?? []) : [];
  const signed = await certify(identityKey, { account, candidate, before, stay, nowMs: place.clock.now() });
  await place.vault.commit([
    ...(await selfChanges(place.vault, { record, identityKey, way, ...signed })),
    { store: "session", key: "published", put: false },
    ...more,
  ]);
}

/**
 * Makes the waiting device the only one of its account, under a new identity: for who has lost every device and the recovery
 * key. Contacts see that the identity changed. The account's old recovery and archive open nothing any more.
 * @throws FederpostError `no_account` when no device waits, and what the transport throws.
 */
export async function admitAnew(place: Place): Promise<void> {
  const { vault, transport, random, clock } = place;
  const stored = await readWaiting(vault);
  if (stored === null) throw new FederpostError("no_account", "No device waits here.");
  const { record } = stored;
  const { mlsKey, letterKey, account, deviceId } = record;
  const published = await transport.readProfile(account, identityField);
  const before = typeof published === "string" ? await verifyIdentityDocument(published) : null;
  const identityKey = await generateSigningKey();
  const candidate = { deviceId, mlsKey: mlsKey.publicKey, letterKey: letterKey.publicKey };
  const signed = await certify(identityKey, { account, candidate, before, stay: [], nowMs: clock.now() });
  await dropRecovery(transport);
  await vault.commit([
    ...(await selfChanges(vault, { record, identityKey, way: null, ...signed })),
    { store: "session", key: "published", put: false },
    putArchiveKey(makeArchiveKey(random)),
  ]);
}

async function newestOf(
  published: VerifiedDocument | null,
  known: readonly string[],
  { account, identityKey }: { readonly account: string; readonly identityKey: SigningKey },
): Promise<VerifiedDocument | null> {
  const documents = [published, ...(await Promise.all(known.map((jws) => verifyIdentityDocument(jws))))];
  return documents
    .filter((document) => document?.account === account && document.identityKey === identityKey.publicKey)
    .reduce((newest, each) => ((each?.number ?? 0) > (newest?.number ?? 0) ? each : newest), null);
}

async function publishedUnder(
  { transport }: Place,
  { account }: WaitingRecord,
  identityKey: SigningKey,
): Promise<VerifiedDocument | null> {
  const published = await transport.readProfile(account, identityField);
  const document = typeof published === "string" ? await verifyIdentityDocument(published) : null;
  if (document !== null && (document.account !== account || document.identityKey !== identityKey.publicKey)) {
    throw new FederpostError("identity_changed", "The account's published identity is not the one that was recovered.");
  }
  return document;
}
