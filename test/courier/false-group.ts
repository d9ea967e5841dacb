import { type Clock, type RoomId, toBase64 } from "../../shared/base/index.ts";
import { claimKeyPackages } from "../../shared/courier/key-packages.ts";
import { eventTypes } from "../../shared/courier/payload.ts";
import { createGroup, prepareCommit } from "../../shared/engine/index.ts";
import { usualSuite, welcomeAlgorithm } from "../fake/suite.ts";
import { insiderOf } from "./insider.ts";
import type { TestMailbox } from "./mailbox.ts";

/** A group of a stranger's own under the name of somebody else's thread, and a Welcome that leads a device into it. */
export async function makeGroupUnder(
  thread: RoomId,
  { by, lets, clock }: { readonly by: TestMailbox; readonly lets: TestMailbox; readonly clock: Clock },
): Promise<void> {
  const { desk } = await insiderOf(by, clock);
  const info = { owners: [desk.self.account], arbiter: null };
  const group = await createGroup(desk.engine, desk.self, { suite: usualSuite, id: thread, info, nowMs: clock.now() });
  const { account, deviceId, mlsKey, identityKey } = lets.courier.self();
  const { packages } = await claimKeyPackages(
    desk,
    [{ account, deviceId, mlsKey: mlsKey.publicKey, identityKey }],
    usualSuite,
  );
  const { welcome } = await prepareCommit(desk.engine, group, { add: packages, remove: [], proofs: [] });
  if (welcome === null) throw new Error("Nobody was added");
  const content = { algorithm: welcomeAlgorithm, ciphertext: toBase64(welcome) };
  const messages = new Map([[account, new Map([[deviceId, content]])]]);
  await desk.transport.sendToDevice({ type: eventTypes.encrypted, txnId: crypto.randomUUID(), messages });
}
