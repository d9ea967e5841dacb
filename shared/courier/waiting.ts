import {
  type Clock,
  type DeviceId,
  FederpostError,
  type Random,
  toBase64Url,
  type UserId,
  utf8,
} from "../base/index.ts";
import { agreeChannel, type PairedChannel } from "../crypto/index.ts";
import { createTransport, type Fetch, type Patience, type Transport } from "../transport/index.ts";
import type { Vault } from "../vault/index.ts";
import { admitAnew, takeHandover } from "./admit.ts";
import { recoverWaiting } from "./archive/recover.ts";
import { formatPairingCode, qrTextOf } from "./pairing-code.ts";
import {
  commitmentOf,
  type NewDevice,
  type PairingEnd,
  type PairingMessage,
  type PairingStep,
  pairingLifetimeMs,
  pairingType,
  parsePairingMessage,
  sendPairing,
  transcriptOf,
} from "./pairing-messages.ts";
import { listParked, pollToDevice } from "./park.ts";
import { newAsking, putWaiting, readWaiting, removeWaiting, type WaitingRecord } from "./waiting-record.ts";

/**
 * The new device's end of letting it in (docs/protocol.md, "A new device"). Everything it needs is on record, so that
 * it goes on after a crash: the keys of the channel are made anew from it.
 */

export interface WaitingView {
  readonly account: UserId;
  readonly deviceName: string;
  /** No device of the account is left that could let this one in: only the recovery key, or a new start. */
  readonly alone: boolean;
  /** The code to type or scan at an existing device. */
  readonly code: string;
  readonly qrText: string;
  readonly expiresAtMs: number;
  readonly state:
    | { readonly kind: "asking" }
    | { readonly kind: "compare"; readonly shortCode: string; readonly confirmed: boolean }
    | { readonly kind: "ended"; readonly why: PairingEnd };
}

export interface WaitingOptions {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch?: Fetch;
  readonly patience?: Patience;
  readonly onChanged: () => void;
  /** The device is one of the account: a courier can open the mailbox. */
  readonly onAdmitted: () => void;
  readonly onProblem: (error: unknown) => void;
  readonly afterPoll?: () => Promise<void>;
}

/** A waiting device at work. */
export interface Waiting {
  readonly view: () => Promise<WaitingView>;
  /** The person says that both screens show the same digits. @throws FederpostError `conflict` when there are none yet. */
  readonly confirm: () => Promise<void>;
  /** Asks anew, under a new code. */
  readonly restart: () => Promise<void>;
  /** Lets itself in by the recovery key. See `recoverWaiting`. */
  readonly recover: (by: Parameters<typeof recoverWaiting>[1]) => Promise<void>;
  /** Makes a new identity for the account, whose other devices and recovery are lost. See `admitAnew`. */
  readonly startAnew: () => Promise<void>;
  /** Gives up: the homeserver forgets this device, and so does the vault. */
  readonly cancel: () => Promise<void>;
  /** One look at what has come. Answers whether the device has been let in. */
  readonly round: (timeoutMs: number) => Promise<boolean>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

interface Seat {
  readonly options: WaitingOptions;
  readonly transport: Transport;
  readonly signal: AbortSignal;
}

/** Goes on with the waiting device of a vault. @throws FederpostError `no_account` when there is none. */
export async function openWaiting(options: WaitingOptions): Promise<Waiting> {
  const { vault, clock, random, fetch, patience } = options;
  const stored = await readWaiting(vault);
  if (stored === null) throw new FederpostError("no_account", "No device waits here.");
  const transport = createTransport({
    session: stored.session,
    onSessionChanged: (session) => vault.commit([{ store: "session", key: "matrix", put: { ...session } }]),
    clock,
    random,
    ...(fetch && { fetch }),
    ...(patience && { patience }),
  });
  const ending = new AbortController();
  const seat: Seat = { options, transport, signal: ending.signal };
  const asked: Asked = { id: "", atMs: 0 };
  let loop: Promise<void> | null = null;
  return {
    view: () => viewOf(seat),
    confirm: () => confirm(seat),
    restart: () => restart(seat),
    recover: (by) => recoverWaiting({ ...options, transport, signal: ending.signal }, by),
    startAnew: () => admitAnew({ ...options, transport, signal: ending.signal }),
    cancel: () => giveUp(seat),
    round: (timeoutMs) => oneRound(seat, asked, timeoutMs),
    start: () => {
      loop ??= waitLoop(seat, asked);
    },
    stop: async () => {
      ending.abort(new FederpostError("disconnected", "The device no longer waits."));
      await loop;
    },
  };
}

async function current({ options }: Seat): Promise<WaitingRecord> {
  const stored = await readWaiting(options.vault);
  if (stored === null) throw new FederpostError("no_account", "No device waits here.");
  return stored.record;
}

async function store(seat: Seat, record: WaitingRecord): Promise<void> {
  await seat.options.vault.commit([putWaiting(record)]);
  seat.options.onChanged();
}

async function viewOf(seat: Seat): Promise<WaitingView> {
  const record = await current(seat);
  const { account, deviceName, alone, code, startedAtMs, ended } = record;
  const channel = await channelOf(seat, record);
  const expiresAtMs = startedAtMs + pairingLifetimeMs;
  const shown = { account, deviceName, alone, code: formatPairingCode(code), qrText: qrTextOf(code), expiresAtMs };
  if (ended !== null) return { ...shown, state: { kind: "ended", why: ended } };
  if (channel === null) return { ...shown, state: { kind: "asking" } };
  return { ...shown, state: { kind: "compare", shortCode: channel.shortCode, confirmed: record.confirmed } };
}

const askingOf = (record: WaitingRecord): NewDevice => ({
  id: record.id,
  account: record.account,
  device: record.deviceId,
  key: record.agreement.publicKey,
  nonce: record.nonce,
  mlsKey: record.mlsKey.publicKey,
  letterKey: record.letterKey.publicKey,
});

/** The channel to the device that has answered, or null while none has. */
async function channelOf({ options }: Seat, record: WaitingRecord): Promise<PairedChannel | null> {
  const { peer, code, agreement } = record;
  if (peer === null) return null;
  const transcript = await transcriptOf(askingOf(record), { ...peer, code: peer.by === "code" ? code : "" });
  return agreeChannel(agreement, { publicKey: peer.key, transcript, random: options.random });
}

type Message = Parameters<typeof sendPairing>[2]["message"];

const say = (seat: Seat, to: DeviceId | "*", message: Message): Promise<void> =>
  sendPairing(seat.transport, to, { message, txnId: seat.options.random.uuid(), signal: seat.signal });

async function confirm(seat: Seat): Promise<void> {
  const record = await current(seat);
  const channel = record.ended === null ? await channelOf(seat, record) : null;
  if (channel === null || record.peer === null) throw new FederpostError("conflict", "No device has answered yet.");
  await store(seat, { ...record, confirmed: true });
  await saySame(seat, record, channel);
}

async function restart(seat: Seat): Promise<void> {
  const record = await current(seat);
  await leave(seat, record);
  await store(seat, { ...record, ...(await newAsking(seat.options)) });
}

/** Tells the devices that were asked that nobody asks any more; they notice it themselves after a while. */
async function leave(seat: Seat, { id, deviceId: device, ended }: WaitingRecord): Promise<void> {
  if (ended !== null) return;
  await say(seat, "*", { step: "cancel", id, device, why: "cancelled" }).catch(() => undefined);
}

async function giveUp(seat: Seat): Promise<void> {
  await leave(seat, await current(seat));
  await seat.transport.logout();
  await seat.options.vault.commit([removeWaiting, { store: "session", key: "matrix", remove: true }]);
  seat.options.onChanged();
}

interface Asked {
  id: string;
  atMs: number;
}

/** An existing device that was just started has not heard the first asking. */
const askAgainMs = 60_000;

async function oneRound(seat: Seat, asked: Asked, timeoutMs: number): Promise<boolean> {
  const { vault, clock } = seat.options;
  const record = await expire(seat, await current(seat));
  const due = asked.id !== record.id || Math.abs(clock.now() - asked.atMs) >= askAgainMs;
  if (record.ended === null && record.peer === null && due) {
    const { id, deviceId: device } = record;
    const commitment = await commitmentOf(askingOf(record));
    await say(seat, "*", { step: "ask", id, device, commitment, sentAtMs: clock.now() });
    asked.atMs = clock.now();
  }
  // Begun anew after a crash: what was to be said may not have been.
  if (asked.id !== record.id) await sayAgain(seat, record);
  asked.id = record.id;
  await pollToDevice(vault, seat.transport, { timeoutMs, signal: seat.signal });
  for (const parked of await listParked(vault)) {
    const { item } = parked;
    const ours = item.kind === "toDevice" && item.type === pairingType && item.sender === record.account;
    const message = ours ? parsePairingMessage(item.content) : null;
    if (message !== null && (await take(seat, message))) return true;
    await vault.commit([{ store: "parked", key: parked.key, remove: true, expect: parked.revision }]);
  }
  return false;
}

/** Says again to the device that has answered what it should know; hearing it twice does no harm. */
async function sayAgain(seat: Seat, record: WaitingRecord): Promise<void> {
  if (record.peer === null || record.ended !== null) return;
  const channel = await channelOf(seat, record);
  if (channel === null) return;
  await reveal(seat, record, channel);
  if (record.confirmed) await saySame(seat, record, channel);
}

async function expire(seat: Seat, record: WaitingRecord): Promise<WaitingRecord> {
  const ageMs = Math.abs(seat.options.clock.now() - record.startedAtMs);
  if (record.ended !== null || ageMs < pairingLifetimeMs) return record;
  // Confirmed here: what the other end has decided in time may still be under way.
  if (record.confirmed && ageMs < 2 * pairingLifetimeMs) return record;
  const expired: WaitingRecord = { ...record, ended: "expired" };
  await store(seat, expired);
  return expired;
}

/** Takes a message. Answers whether it let this device in; its parked item is gone then. */
async function take(seat: Seat, message: PairingMessage): Promise<boolean> {
  const record = await current(seat);
  if (message.id !== record.id || message.device === record.deviceId) return false;
  const fromPeer = record.peer?.device === message.device;
  switch (message.step) {
    case "answer":
      if (record.peer === null && record.ended === null) await takeAnswer(seat, record, message);
      return false;
    case "handover":
      return fromPeer && record.confirmed ? letIn(seat, record, message) : false;
    case "cancel":
      if (record.ended === null && (fromPeer || record.peer === null))
        await store(seat, { ...record, ended: message.why });
      return false;
    default:
      return false;
  }
}

async function takeAnswer(seat: Seat, record: WaitingRecord, answer: PairingStep<"answer">): Promise<void> {
  const { device: from, key, nonce, by } = answer;
  const answered: WaitingRecord = { ...record, peer: { device: from, key, nonce, by } };
  const channel = await channelOf(seat, answered);
  // No key that anybody could have: not from one of our devices.
  if (channel === null) return;
  await store(seat, answered);
  await reveal(seat, answered, channel);
}

async function reveal(seat: Seat, record: WaitingRecord, channel: PairedChannel): Promise<void> {
  if (record.peer === null) return;
  const { id, device, mlsKey, letterKey, key, nonce } = askingOf(record);
  const revealed = { key, nonce, mlsKey, letterKey, proof: channel.proof.new };
  await say(seat, record.peer.device, { step: "reveal", id, device, ...revealed });
}

async function saySame(seat: Seat, record: WaitingRecord, channel: PairedChannel): Promise<void> {
  const { id, deviceId: device, deviceName, peer } = record;
  if (peer === null) return;
  const sealed = toBase64Url(await channel.seal("new", utf8(deviceName)));
  await say(seat, peer.device, { step: "same", id, device, sealed });
}

async function letIn(seat: Seat, record: WaitingRecord, message: PairingStep<"handover">): Promise<boolean> {
  const channel = await channelOf(seat, record);
  const { options, transport, signal } = seat;
  return channel !== null && takeHandover({ ...options, transport, signal }, { record, channel, message });
}

const firstBackOffMs = 1000;
const longestBackOffMs = 30_000;
const pollMs = 25_000;

async function waitLoop(seat: Seat, asked: Asked): Promise<void> {
  const { options, signal } = seat;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (await oneRound(seat, asked, failures === 0 ? pollMs : 0)) return options.onAdmitted();
      failures = 0;
      await options.afterPoll?.();
    } catch (error) {
      if (signal.aborted) return;
      options.onProblem(error);
      await pause(signal, Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(failures++, 6)));
    }
  }
}

async function pause(signal: AbortSignal, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
