import { type DeviceId, FederpostError, fromBase64Url, fromUtf8, toBase64Url } from "../base/index.ts";
import { type AgreementKey, agreeChannel, generateAgreementKey, type PairedChannel } from "../crypto/index.ts";
import type { Vault, WayIn } from "../vault/index.ts";
import { identityField, storedSelf } from "./account.ts";
import { certify } from "./certify.ts";
import type { Desk } from "./desk.ts";
import { deviceNames, nameDevice } from "./device-names.ts";
import { encodeHandover, knownHere } from "./handover.ts";
import { withIdentityKey } from "./identity-key.ts";
import { settleNow } from "./own-devices.ts";
import { adoptPublished, ownDocument, settleEverywhere } from "./own-document.ts";
import { parsePairingCode } from "./pairing-code.ts";
import {
  commitmentOf,
  type NewDevice,
  type PairingEnd,
  type PairingMessage,
  type PairingStep,
  type PairingWay,
  pairingLifetimeMs,
  pairingType,
  parsePairingMessage,
  sendPairing,
  transcriptOf,
} from "./pairing-messages.ts";
import type { ParkedItem } from "./park.ts";
import { makeContent } from "./payload.ts";
import { nextOutboxKey, putOutbox } from "./store.ts";

/**
 * Letting a new device of the account in, at a device that is in already (docs/protocol.md, "A new device"). What is
 * under way lives in memory: whoever dies in between starts the comparison anew. The hand-over itself is one vault
 * commit, and goes out by the outbox.
 */

/** A device that would like to come in, as the person sees it here. */
export interface PairingView {
  readonly id: string;
  readonly deviceId: DeviceId;
  readonly askedAtMs: number;
  readonly state:
    | { readonly kind: "asked" }
    /** Its answer is under way. */
    | { readonly kind: "answered" }
    /** `confirmed`: the person has said at the new device that its digits are these; only then is its name known. */
    | {
        readonly kind: "compare";
        readonly shortCode: string;
        readonly confirmed: boolean;
        readonly name: string | null;
      }
    | { readonly kind: "handed_over"; readonly name: string; readonly done: boolean }
    | { readonly kind: "ended"; readonly why: PairingEnd };
}

interface Answer {
  readonly own: AgreementKey;
  readonly nonce: string;
  readonly by: PairingWay;
  readonly code: string;
}

interface Pairing {
  readonly ask: PairingStep<"ask">;
  readonly askedAtMs: number;
  /** The account listed it when it asked: the hand-over did not reach it. */
  readonly asksAgain: boolean;
  answer: Answer | null;
  agreed: { readonly channel: PairedChannel; readonly asking: NewDevice } | null;
  view: PairingView["state"];
}

const underWay = new WeakMap<Vault, Map<string, Pairing>>();

function pairingsOf({ vault }: Pick<Desk, "vault">): Map<string, Pairing> {
  const known = underWay.get(vault) ?? new Map<string, Pairing>();
  underWay.set(vault, known);
  return known;
}

/** More than a person ever has; a hostile homeserver could send any number. */
const mostAsked = 20;
/** Clocks of two devices may differ by as much. */
const clockSlackMs = 60 * 60_000;

/** Takes a pairing message that the homeserver brought. Whatever does not fit is passed over: it is not from our devices. */
export async function takePairing(desk: Desk, item: Extract<ParkedItem, { kind: "toDevice" }>): Promise<void> {
  const message = item.sender === desk.self.account ? parsePairingMessage(item.content) : null;
  if (message === null || message.device === desk.self.deviceId) return;
  if (message.step === "ask") return takeAsk(desk, message);
  if (message.step === "news") return adoptPublished(desk);
  // Also when this device was started anew since it let the other one in.
  if (message.step === "done") await settleNow(desk);
  const pairing = pairingsOf(desk).get(message.id);
  if (pairing === undefined || pairing.ask.device !== message.device) return;
  await takeStep(desk, pairing, message);
  desk.tell({ kind: "devices" });
}

async function takeAsk(desk: Desk, ask: PairingStep<"ask">): Promise<void> {
  const known = pairingsOf(desk);
  if (known.has(ask.id) || Math.abs(desk.clock.now() - ask.sentAtMs) > clockSlackMs) return;
  for (const [id, { askedAtMs }] of known) if (!isYoung(desk, askedAtMs)) known.delete(id);
  // A device that asks anew has forgotten what it asked before.
  endOthers(known, ask);
  if (known.size >= mostAsked) makeRoom(known);
  if (known.size >= mostAsked) return;
  const asksAgain = (await ownDocument(desk)).devices.some(({ deviceId }) => deviceId === ask.device);
  known.set(ask.id, {
    ask,
    askedAtMs: desk.clock.now(),
    asksAgain,
    answer: null,
    agreed: null,
    view: { kind: "asked" },
  });
  desk.tell({ kind: "devices" });
}

/** Forgets everything else that a device has asked, so that nobody lets it in twice. */
function endOthers(known: Map<string, Pairing>, { id, device }: Pick<PairingStep<"ask">, "id" | "device">): void {
  for (const [other, { ask, view }] of known) {
    if (other !== id && ask.device === device && view.kind !== "handed_over") known.delete(other);
  }
}

/** The oldest that nobody has turned to goes; a device that is really there asks again. */
function makeRoom(known: Map<string, Pairing>): void {
  for (const [id, { view }] of known) {
    if (view.kind === "answered" || view.kind === "compare") continue;
    known.delete(id);
    return;
  }
}

const isYoung = (desk: Desk, atMs: number): boolean => Math.abs(desk.clock.now() - atMs) < pairingLifetimeMs;

async function takeStep(desk: Desk, pairing: Pairing, message: PairingMessage): Promise<void> {
  switch (message.step) {
    case "reveal":
      return takeReveal(desk, pairing, message);
    case "same":
      return takeSame(pairing, message);
    case "done":
      if (pairing.view.kind === "handed_over") pairing.view = { ...pairing.view, done: true };
      return;
    case "cancel":
      // After the hand-over nothing can be taken back by a message that anybody at the homeserver can write.
      if (pairing.view.kind !== "handed_over") end(pairing, message.why);
      return;
    default:
      return;
  }
}

function end(pairing: Pairing, why: PairingEnd): void {
  pairing.agreed = null;
  pairing.answer = null;
  pairing.view = { kind: "ended", why };
}

async function takeReveal(desk: Desk, pairing: Pairing, message: PairingStep<"reveal">): Promise<void> {
  const { answer, ask } = pairing;
  // Said again by a device that was started anew: what was agreed stands, what was handed over is not handed over twice.
  if (answer === null || pairing.view.kind !== "answered") return;
  const { id, device, key, nonce, mlsKey, letterKey, proof } = message;
  const asking: NewDevice = { id, account: desk.self.account, device, key, nonce, mlsKey, letterKey };
  const { own, nonce: ours, by, code } = answer;
  const answering = { device: desk.self.deviceId, key: own.publicKey, nonce: ours, by, code };
  const transcript = await transcriptOf(asking, answering);
  const channel = await agreeChannel(own, { publicKey: key, transcript, random: desk.random });
  const holds = (await commitmentOf(asking)) === ask.commitment && channel?.proof.new === proof;
  if (!holds || channel === null) return stop(desk, pairing, "wrong_code");
  pairing.agreed = { channel, asking };
  pairing.view = { kind: "compare", shortCode: channel.shortCode, confirmed: false, name: null };
}

const longestName = 100;

async function takeSame(pairing: Pairing, { sealed }: PairingStep<"same">): Promise<void> {
  if (pairing.agreed === null || pairing.view.kind !== "compare") return;
  const bytes = fromBase64Url(sealed);
  const opened = bytes === null ? null : await pairing.agreed.channel.open("new", bytes);
  const name = opened === null ? null : fromUtf8(opened);
  if (name !== null) pairing.view = { ...pairing.view, confirmed: true, name: name.slice(0, longestName) };
}

/** The devices that ask now, newest first. One that another device of the account has let in since no longer asks. */
export async function listPairings(desk: Desk): Promise<PairingView[]> {
  const listed = new Set((await ownDocument(desk)).devices.map(({ deviceId }) => deviceId));
  return [...pairingsOf(desk).values()]
    .filter(
      ({ ask, view, askedAtMs, asksAgain }) =>
        view.kind !== "asked" || (isYoung(desk, askedAtMs) && (asksAgain || !listed.has(ask.device))),
    )
    .map(({ ask, askedAtMs, view: state }) => ({ id: ask.id, deviceId: ask.device, askedAtMs, state }))
    .sort((a, b) => b.askedAtMs - a.askedAtMs);
}

function pairingOf(desk: Desk, id: string): Pairing {
  const pairing = pairingsOf(desk).get(id);
  if (pairing === undefined || !isYoung(desk, pairing.askedAtMs)) {
    throw new FederpostError("expired", "The new device no longer asks: let it show a new code.");
  }
  return pairing;
}

/**
 * Turns to a device that asks: the person has chosen it, and has typed or scanned its code or is going to compare digits.
 * @throws FederpostError `expired`, `invalid_params` for a code that is none, and what the transport throws.
 */
export async function answerPairing(desk: Desk, id: string, typed: string | null): Promise<void> {
  const pairing = pairingOf(desk, id);
  if (pairing.view.kind !== "asked") throw new FederpostError("conflict", "This device was answered already.");
  const code = typed === null ? "" : parsePairingCode(typed);
  const by: PairingWay = typed === null ? "compare" : "code";
  const own = await generateAgreementKey(desk.random);
  const nonce = toBase64Url(desk.random.bytes(32));
  pairing.answer = { own, nonce, by, code };
  pairing.view = { kind: "answered" };
  const { deviceId: device } = desk.self;
  await say(desk, pairing, { step: "answer", id, device, key: own.publicKey, nonce, by }).catch((error: unknown) => {
    // The same answer may be given again.
    pairing.answer = null;
    pairing.view = { kind: "asked" };
    throw error;
  });
  desk.tell({ kind: "devices" });
}

type Message = Parameters<typeof sendPairing>[2]["message"];

const say = (desk: Desk, pairing: Pairing, message: Message): Promise<void> =>
  sendPairing(desk.transport, pairing.ask.device, { message, txnId: desk.random.uuid(), signal: desk.signal });

/** Says no, or gives up. The other end is told so where it can be reached. */
export async function refusePairing(desk: Desk, id: string): Promise<void> {
  const pairing = pairingsOf(desk).get(id);
  if (pairing === undefined || pairing.view.kind === "handed_over") return;
  await stop(desk, pairing, "refused");
  pairingsOf(desk).delete(id);
  desk.tell({ kind: "devices" });
}

async function stop(desk: Desk, pairing: Pairing, why: PairingEnd): Promise<void> {
  end(pairing, why);
  const message = { step: "cancel", id: pairing.ask.id, device: desk.self.deviceId, why } as const;
  // It ends there by itself after a while.
  await say(desk, pairing, message).catch(() => undefined);
}

/**
 * The person says that both screens show the same digits, and lets the device in: certificate, new document, and what a
 * device of this account needs, sealed for that device alone. All of it is stored as one; the outbox carries it out.
 * @throws FederpostError `expired`, `conflict` (not compared at both ends yet), and what `withIdentityKey` throws.
 */
export async function approvePairing(desk: Desk, id: string, way: WayIn | null): Promise<void> {
  const pairing = pairingOf(desk, id);
  const { agreed, view } = pairing;
  if (agreed === null || view.kind !== "compare" || !view.confirmed || view.name === null) {
    throw new FederpostError("conflict", "Confirm the digits at the new device first.");
  }
  await adoptPublished(desk);
  const before = await ownDocument(desk);
  const { asking, channel } = agreed;
  const { account } = desk.self;
  const candidate = { deviceId: asking.device, mlsKey: asking.mlsKey, letterKey: asking.letterKey };
  await nameDevice(desk, asking.device, view.name);
  const known = { ...(await knownHere(desk.vault)), names: Object.fromEntries(await deviceNames(desk)) };
  const { document, bytes } = await withIdentityKey(desk, way, async (identityKey) => {
    const nowMs = desk.clock.now();
    const signed = await certify(identityKey, { account, candidate, before, stay: before.devices, nowMs });
    const plain = encodeHandover({ identityKey, ...signed, ...known });
    const sealed = await channel.seal("existing", plain);
    plain.fill(0);
    return { document: signed.document, bytes: sealed };
  });
  const common = { v: 1, step: "handover", id, device: desk.self.deviceId } as const;
  const content = { ...common, ...(await makeContent(desk, bytes)) };
  await storeHandover(desk, { to: asking.device, content, document, name: view.name });
  pairing.agreed = null;
  pairing.view = { kind: "handed_over", name: view.name, done: false };
  endOthers(pairingsOf(desk), pairing.ask);
  desk.tell({ kind: "devices" });
  desk.wake();
}

/** Long enough for the new device to publish its keys: it says when they are there. */
const settleLaterMs = 60_000;

async function storeHandover(
  desk: Desk,
  about: { readonly to: DeviceId; readonly content: object; readonly document: string; readonly name: string },
): Promise<void> {
  const { to, content, document } = about;
  const self = { ...desk.self, document };
  const key = await nextOutboxKey(desk);
  await desk.vault.commit([
    { store: "keys", key: "self", put: storedSelf(self) },
    { store: "session", key: "published", put: false },
    putOutbox(key, {
      kind: "message",
      txnId: desk.random.uuid(),
      type: pairingType,
      to,
      content: { ...content },
      tries: 0,
      notBeforeMs: 0,
    }),
    ...(await settleEverywhere(desk, settleLaterMs)),
  ]);
  desk.self = self;
  // Should this fail, upkeep does it: the new device is written to from then on.
  await publish(desk).catch(() => undefined);
}

/** Publishes the document, and tells the account's other devices that there is a new one. */
export async function publish(desk: Desk): Promise<void> {
  await desk.transport.writeProfile(identityField, desk.self.document);
  await desk.vault.commit([{ store: "session", key: "published", put: true }]);
  const message = { step: "news", id: desk.random.uuid(), device: desk.self.deviceId } as const;
  await sendPairing(desk.transport, "*", { message, txnId: desk.random.uuid(), signal: desk.signal });
}
