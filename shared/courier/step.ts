import { fromUtf8, isFederpostError, toBase64 } from "../base/index.ts";
import { signJws, verifyJws } from "../crypto/index.ts";
import { type Contact, type DocumentDevice, safetyCode, verifyIdentityDocument } from "../identity/index.ts";
import { laterOrder, type OutboxItem, parseOutboxItem } from "../mailbox/index.ts";
import { acceptIdentity } from "./accept-identity.ts";
import { type ArchiveKeys, openArchiveKeys } from "./archive/key.ts";
import { laterComparison, mergeDomains } from "./archive/merge.ts";
import { applyContactPolicy, readContactPolicy, rulesChangedAt } from "./contact-policy.ts";
import { type Desk, inThread } from "./desk.ts";
import { ownDocument } from "./own-document.ts";
import type { ParkedItem } from "./park.ts";
import {
  encodeStep,
  padJws,
  parseStep,
  parseStepMessage,
  type Step,
  stepContext,
  stepTyp,
  stepType,
  type ToldContact,
} from "./step-content.ts";
import { putContact, putThread, readContact, readThread } from "./store.ts";

/**
 * Keeps an account's devices in step: order of threads, comparisons and rules for contacts. A change is stored together
 * with an order to tell the others, who are told how it is when the order runs, not how it was. Of two devices' words the
 * later counts, so that an old message which a homeserver delivers again changes nothing. Signed by the device, since the
 * key of the archive, under which it is sealed, stays known to devices that went.
 */

type Item = Extract<OutboxItem, { kind: "step" }>;

/** A to-device message is an event: 65,536 bytes with all around it. */
const mostBytes = 30_000;

/** Tells the others what the order names. */
export async function sendStep(desk: Desk, key: string): Promise<"done" | "again"> {
  const order = await desk.vault.read("outbox", key);
  const item = order === null ? null : parseOutboxItem(order.value);
  if (order === null || item?.kind !== "step") return "done";
  const keys = await openArchiveKeys(desk.vault);
  const { devices } = await ownDocument(desk);
  const others = devices.filter(({ deviceId }) => deviceId !== desk.self.deviceId);
  if (keys !== null && others.length > 0) {
    for (const step of portions(await currentStep(desk, item))) await say(desk, { keys, others, step });
  }
  try {
    await desk.vault.commit([{ store: "outbox", key, remove: true, expect: order.revision }]);
    return "done";
  } catch (error) {
    // It has grown meanwhile, and goes out whole.
    if (isFederpostError(error) && error.code === "conflict") return "again";
    throw error;
  }
}

async function say(
  desk: Desk,
  about: { readonly keys: ArchiveKeys; readonly others: readonly DocumentDevice[]; readonly step: Step },
): Promise<void> {
  const { account, deviceId: device, letterKey } = desk.self;
  const jws = await signJws(letterKey, { typ: stepTyp, payload: encodeStep(about.step) });
  const sealed = toBase64(await about.keys.steps.seal(stepContext({ account, device }), padJws(jws), desk.random));
  const content = { version: 1, archive: about.keys.id, device, sealed };
  const messages = new Map([[account, new Map(about.others.map(({ deviceId }) => [deviceId, content]))]]);
  await desk.transport.sendToDevice({ type: stepType, txnId: desk.random.uuid(), messages, signal: desk.signal });
}

async function currentStep(desk: Desk, item: Item): Promise<Step> {
  const threads = await Promise.all(item.threads.map((thread) => readThread(desk.vault, thread)));
  const contacts = await Promise.all(item.contacts.map((account) => readContact(desk.vault, account)));
  return {
    version: 1,
    account: desk.self.account,
    device: desk.self.deviceId,
    threads: threads.flatMap((found) =>
      found === null ? [] : [{ thread: found.value.thread, order: found.value.order }],
    ),
    contacts: contacts.flatMap((found) => (found === null ? [] : [toldOf(found.value)])),
    rules: item.rules
      ? { policy: await readContactPolicy(desk.vault), changedAtMs: await rulesChangedAt(desk.vault) }
      : null,
  };
}

const toldOf = ({ account, identityKey, compared, comparisonAtMs, domains }: Contact): ToldContact => ({
  account,
  identityKey,
  compared,
  comparisonAtMs,
  domains: [...domains],
});

/** Parts that fit into a message each. Rules with too many exceptions for one stay here (docs/limits.md). */
function* portions(step: Step): Generator<Step> {
  const size = encodeStep(step).length;
  const entries = step.threads.length + step.contacts.length;
  if (size <= mostBytes) {
    if (entries > 0 || step.rules !== null) yield step;
    return;
  }
  if (step.rules !== null) {
    yield* portions({ ...step, rules: null });
    const alone = { ...step, threads: [], contacts: [] };
    if (encodeStep(alone).length <= mostBytes) yield alone;
    return;
  }
  if (entries < 2) return;
  const [halfThreads, halfContacts] = [Math.ceil(step.threads.length / 2), Math.ceil(step.contacts.length / 2)];
  yield* portions({
    ...step,
    threads: step.threads.slice(0, halfThreads),
    contacts: step.contacts.slice(0, halfContacts),
  });
  yield* portions({ ...step, threads: step.threads.slice(halfThreads), contacts: step.contacts.slice(halfContacts) });
}

/** Takes what another device of the account tells. Whatever does not fit is passed over: it is not from our devices. */
export async function takeStep(desk: Desk, item: Extract<ParkedItem, { kind: "toDevice" }>): Promise<void> {
  const step = item.sender === desk.self.account ? await openStep(desk, item.content) : null;
  if (step === null) return;
  for (const { thread, order } of step.threads) {
    await inThread(desk, thread, async () => {
      const stored = await readThread(desk.vault, thread);
      if (stored === null || stored.value.emptied) return;
      const next = laterOrder(stored.value.order, order);
      if (next !== stored.value.order) await desk.vault.commit([putThread({ ...stored.value, order: next })]);
    });
  }
  for (const contact of step.contacts) await takeContact(desk, contact);
  if (step.rules !== null && step.rules.changedAtMs > (await rulesChangedAt(desk.vault)))
    await applyContactPolicy(desk, { policy: step.rules.policy, atMs: step.rules.changedAtMs });
  desk.tell({ kind: "threads" });
}

/** What a message says, if a device that our own document lists now has signed it. */
async function openStep(desk: Desk, content: unknown): Promise<Step | null> {
  const message = parseStepMessage(content);
  const keys = message === null ? null : await openArchiveKeys(desk.vault);
  if (message === null || keys?.id !== message.archive || message.device === desk.self.deviceId) return null;
  const { account } = desk.self;
  const opened = await keys.steps.open(stepContext({ account, device: message.device }), message.sealed);
  const signed = opened === null ? null : await verifyJws((fromUtf8(opened) ?? "").trimEnd(), stepTyp);
  const step = signed === null ? null : parseStep(signed.payload);
  if (signed === null || step === null || step.account !== account || step.device !== message.device) return null;
  const sender = (await ownDocument(desk)).devices.find(({ deviceId }) => deviceId === step.device);
  return sender?.letterKey === signed.signer ? step : null;
}

async function takeContact(desk: Desk, told: ToldContact): Promise<void> {
  const known = await readContact(desk.vault, told.account);
  // Who was never met here is met by their document, when there is a letter of theirs.
  if (known === null) return;
  const { value: contact, revision } = known;
  if (contact.identityKey !== told.identityKey) return acceptAsTold(desk, contact, told);
  const { compared, comparisonAtMs } = laterComparison(contact, told);
  const domains = mergeDomains(contact, told);
  const next = { ...contact, compared, comparisonAtMs, domains };
  if (JSON.stringify(next) !== JSON.stringify(contact))
    await desk.vault.commit([{ ...putContact(next), expect: revision }]);
}

/** The person has compared the contact's new identity at the other device, and it is the one that contradicts the old here too. */
async function acceptAsTold(desk: Desk, contact: Contact, { identityKey, compared }: ToldContact): Promise<void> {
  const shown = contact.conflicting === null ? null : await verifyIdentityDocument(contact.conflicting);
  if (compared === null || shown?.identityKey !== identityKey) return;
  if (compared.atMs <= contact.comparisonAtMs) return;
  const code = await safetyCode(identityKey);
  await acceptIdentity(desk, contact.account, { code, means: compared.means, atMs: compared.atMs });
}
