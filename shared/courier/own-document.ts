import { FederpostError } from "../base/index.ts";
import { type VerifiedDocument, verifyIdentityDocument } from "../identity/index.ts";
import type { OutboxItem, ThreadRecord } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { identityField, storedSelf } from "./account.ts";
import type { Desk } from "./desk.ts";
import { listOutbox, listThreads, nextOutboxKeys, putOutbox } from "./store.ts";

/**
 * The account's identity document where several devices keep it: each takes over what another one has published, and
 * after every change of devices each thread is brought in line.
 */

/** The document that was verified last, by desk: small acts ask for it again and again. */
const verified = new WeakMap<Pick<Desk, "self">, VerifiedDocument>();

/** This account's own document, verified. @throws FederpostError `internal`: only we store it. */
export async function ownDocument(desk: Pick<Desk, "self">): Promise<VerifiedDocument> {
  const { document: jws } = desk.self;
  const known = verified.get(desk);
  if (known?.jws === jws) return known;
  const document = await verifyIdentityDocument(jws);
  if (document === null) throw new FederpostError("internal", "The stored identity document does not hold.");
  verified.set(desk, document);
  return document;
}

/** The device that let another in does the rest itself; the others finish what it does not get to. */
const additionWaitMs = 10 * 60_000;
/** A device that went is taken out by the first that hears of it; each next one steps in after as long. */
const removalTurnMs = 20_000;

function waitFor(
  desk: Desk,
  { known, newer }: { readonly known: VerifiedDocument; readonly newer: VerifiedDocument },
): number {
  const stays = (device: { readonly deviceId: string }) => newer.devices.some((d) => d.deviceId === device.deviceId);
  if (known.devices.every(stays)) return additionWaitMs;
  return (
    Math.max(
      0,
      newer.devices.findIndex(({ deviceId }) => deviceId === desk.self.deviceId),
    ) * removalTurnMs
  );
}

/**
 * Takes over the document that another device of the account has published. Nobody but the identity key can make one,
 * and only a newer one counts: the homeserver can hold one back, and nothing else.
 * Whether it still lists this device, `isListed` says.
 */
export async function adoptPublished(desk: Desk): Promise<void> {
  const { account, identityKey } = desk.self;
  const published = await desk.transport.readProfile(account, identityField);
  const newer = typeof published === "string" ? await verifyIdentityDocument(published) : null;
  const known = await ownDocument(desk);
  if (newer === null || newer.account !== account || newer.identityKey !== identityKey) return;
  if (newer.number > known.number) {
    desk.self = { ...desk.self, document: newer.jws };
    await desk.vault.commit([
      { store: "keys", key: "self", put: storedSelf(desk.self) },
      { store: "session", key: "published", put: true },
      ...(await settleEverywhere(desk, waitFor(desk, { known, newer }))),
    ]);
    desk.tell({ kind: "devices" });
    desk.wake();
  }
}

/** Whether this device is one of its account: another one may have taken it out. */
export const isListed = async (desk: Pick<Desk, "self">): Promise<boolean> =>
  (await ownDocument(desk)).devices.some(({ deviceId }) => deviceId === desk.self.deviceId);

const isOpen = ({ state }: ThreadRecord): boolean => state === "open";

/** The orders to bring each thread in line with the account's document, due after a while. */
export async function settleEverywhere(desk: Desk, waitMs: number): Promise<Change[]> {
  const threads = (await listThreads(desk.vault)).filter(isOpen);
  const keys = await nextOutboxKeys(desk, threads.length);
  // An order that waits already is overtaken by the new one.
  const before = (await listOutbox(desk.vault)).filter(({ item }) => item.kind === "devices");
  const notBeforeMs = waitMs === 0 ? 0 : desk.clock.now() + waitMs;
  const orders = threads.map(({ thread }, i) => {
    const item: OutboxItem = { kind: "devices", thread, tries: 0, notBeforeMs };
    return putOutbox(keys[i] ?? "", item);
  });
  return [...before.map(({ key }): Change => ({ store: "outbox", key, remove: true })), ...orders];
}
