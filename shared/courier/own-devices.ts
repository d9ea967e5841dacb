import { FederpostError } from "../base/index.ts";
import { groupSuite, members } from "../engine/index.ts";
import { verifyDeviceCertificate } from "../identity/index.ts";
import { type OutboxItem, type PresentDevice, planMembership } from "../mailbox/index.ts";
import { type Case, startCommit } from "./commit.ts";
import { type Desk, inThread } from "./desk.ts";
import { readGroup } from "./group-store.ts";
import { claimKeyPackages } from "./key-packages.ts";
import { ownDocument } from "./own-document.ts";
import { listOutbox, putOutbox, readThread } from "./store.ts";

/**
 * Brings one thread in line with the account's own devices: a new one is let in, one that went is taken out. An account
 * may do both for itself. One commit at a time; the order stays in the outbox until there is nothing left to change.
 */
export async function settleOwnDevices(
  desk: Desk,
  key: string,
  item: Extract<OutboxItem, { kind: "devices" }>,
): Promise<"done" | "waits"> {
  const outcome = await inThread(desk, item.thread, async () => {
    const [thread, group] = await Promise.all([readThread(desk.vault, item.thread), readGroup(desk, item.thread)]);
    if (thread === null || group === null || thread.value.state !== "open") return "done";
    return settle(desk, { thread: thread.value, group });
  });
  if (outcome === "done") {
    await desk.vault.commit([{ store: "outbox", key, remove: true }]);
    desk.tell({ kind: "devices" });
  }
  return outcome;
}

async function settle(desk: Desk, situation: Case): Promise<"done" | "waits"> {
  const document = await ownDocument(desk);
  const present = await presentOf(desk, situation);
  const plan = planMembership(present, [document], { nowMs: desk.clock.now() });
  const remove = plan.remove.filter(({ deviceId }) => deviceId !== desk.self.deviceId);
  if (plan.add.length === 0 && remove.length === 0) return "done";
  if (situation.thread.commit !== null) return "waits";
  const wanted = plan.add.map((device) => ({ ...device, identityKey: document.identityKey }));
  const { packages: add } = await claimKeyPackages(desk, wanted, groupSuite(situation.group.value));
  if (add.length === 0 && remove.length === 0) throw notReady();
  await startCommit(desk, situation, { add, remove: remove.map(({ leafIndex }) => leafIndex), proofs: [] });
  return "waits";
}

const notReady = () => new FederpostError("busy", "The new device has not published its keys yet.");

async function presentOf(desk: Desk, { group }: Case): Promise<PresentDevice[]> {
  const own = (await members(desk.engine, group.value)).filter(({ account }) => account === desk.self.account);
  return Promise.all(
    own.map(async ({ leafIndex, account, deviceId, certificate }) => {
      const verified = await verifyDeviceCertificate(certificate);
      if (verified === null) throw new FederpostError("internal", "A stored group has an unverified member.");
      return { leafIndex, account, deviceId, mlsKey: verified.mlsKey };
    }),
  );
}

/** How many threads still wait to be brought in line. */
export async function threadsToSettle(desk: Pick<Desk, "vault">): Promise<number> {
  return (await listOutbox(desk.vault)).filter(({ item }) => item.kind === "devices").length;
}

/** A new device says that its keys are there: whatever waits for them waits no longer. */
export async function settleNow(desk: Desk): Promise<void> {
  const waiting = (await listOutbox(desk.vault)).filter(({ item }) => item.kind === "devices");
  if (waiting.length === 0) return;
  await desk.vault.commit(waiting.map(({ key, item }) => putOutbox(key, { ...item, notBeforeMs: 0 })));
  desk.wake();
}
