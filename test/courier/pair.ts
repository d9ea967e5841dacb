import { systemClock, systemRandom } from "../../shared/base/index.ts";
import {
  admitByIdentityKey,
  type PairingView,
  readAccount,
  readWaiting,
  withIdentityKey,
} from "../../shared/courier/index.ts";
import type { SigningKey } from "../../shared/crypto/index.ts";
import { createTransport } from "../../shared/transport/index.ts";
import { type MailboxOptions, type Newcomer, signInAnew, type TestMailbox } from "./mailbox.ts";
import { noPatience } from "./transport-house.ts";

/** Lets a new device in at an existing one, as two people at two screens would. */

/** The pairing as the existing device shows it after it has looked. */
export async function pairingAt(existing: TestMailbox): Promise<PairingView> {
  await existing.courier.round();
  const [pairing] = await existing.courier.pairings();
  if (pairing === undefined) throw new Error("Nobody asks");
  return pairing;
}

/** Both ends up to the comparison; answers the digits that each of them shows. */
export async function compare(
  newcomer: Newcomer,
  existing: TestMailbox,
  by: "code" | "compare",
): Promise<{ readonly id: string; readonly digits: readonly [string, string] }> {
  const waiting = newcomer.waiting!;
  await waiting.round(0);
  const { id } = await pairingAt(existing);
  await existing.courier.answerPairing(id, by === "code" ? (await waiting.view()).code : null);
  await waiting.round(0);
  const there = (await pairingAt(existing)).state;
  const here = (await waiting.view()).state;
  if (here.kind !== "compare" || there.kind !== "compare") throw new Error(`${here.kind} and ${there.kind}`);
  return { id, digits: [here.shortCode, there.shortCode] };
}

/** Signs in on a new device and lets it in. Its threads are joined later, round by round. */
export async function addDevice(options: MailboxOptions, existing: TestMailbox): Promise<TestMailbox> {
  const newcomer = await signInAnew(options);
  const { id } = await compare(newcomer, existing, "code");
  await newcomer.waiting!.confirm();
  await pairingAt(existing);
  await existing.courier.approvePairing(id, null);
  await existing.courier.round();
  if (!(await newcomer.waiting!.round(0))) throw new Error("The new device was not let in");
  return newcomer.open();
}

const keyOf = async (mailbox: TestMailbox): Promise<SigningKey> =>
  withIdentityKey({ vault: mailbox.vault, self: (await readAccount(mailbox.vault))!.self }, null, async (key) => ({
    ...key,
  }));

/** A new device under the recovered identity key, with what an archive brings back: letters, threads, contacts. */
export async function recoverDevice(lost: TestMailbox): Promise<TestMailbox> {
  const { options } = lost;
  const clock = options.clock ?? systemClock;
  const identityKey = await keyOf(lost);
  const newcomer = await signInAnew(options);
  const { session } = (await readWaiting(newcomer.vault))!;
  const place = {
    vault: newcomer.vault,
    clock,
    random: systemRandom,
    transport: createTransport({
      session,
      onSessionChanged: async () => undefined,
      clock,
      random: systemRandom,
      patience: noPatience,
    }),
    signal: new AbortController().signal,
  };
  await admitByIdentityKey(place, { identityKey, way: null, others: "lost" });
  for (const store of ["letters", "receipts", "identities", "threads"] as const) {
    const entries = await lost.vault.list(store);
    await newcomer.vault.commit(entries.map(({ key, value }) => ({ store, key, put: value })));
  }
  const mailbox = await newcomer.open();
  await mailbox.courier.rejoin((await mailbox.threads()).map(({ thread }) => thread));
  return mailbox;
}
