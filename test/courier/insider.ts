import {
  type Clock,
  FederpostError,
  type RoomId,
  systemClock,
  systemRandom,
  toBase64,
} from "../../shared/base/index.ts";
import { readAccount } from "../../shared/courier/account.ts";
import type { Desk } from "../../shared/courier/desk.ts";
import { putGroup, readGroup } from "../../shared/courier/group-store.ts";
import { eventTypes } from "../../shared/courier/payload.ts";
import type { Stored } from "../../shared/courier/store.ts";
import { letterTyp } from "../../shared/courier/take-letter.ts";
import { signJws } from "../../shared/crypto/index.ts";
import { createEngine, type Group, seal } from "../../shared/engine/index.ts";
import {
  revokesDevice,
  verifyDeviceCertificate,
  verifyIdentityDocument,
  verifyReadmission,
} from "../../shared/identity/index.ts";
import { encodeEnvelope, encodeLetter, type Letter } from "../../shared/letter/index.ts";
import { createTransport, type JsonObject } from "../../shared/transport/index.ts";
import { algorithm } from "../fake/suite.ts";
import type { TestMailbox } from "./mailbox.ts";
import { noPatience } from "./transport-house.ts";

/** A mailbox's own keys, group and session in hands that do not keep the rules: what a bad member's device could do. */
export interface Insider {
  readonly desk: Desk;
  group(thread: RoomId): Promise<Stored<Group>>;
  /** Puts any event into the thread's room. */
  post(thread: RoomId, content: JsonObject, type?: string): Promise<string>;
  /** Seals any plaintext for the thread, as its member, and posts it. */
  say(thread: RoomId, plaintext: Uint8Array): Promise<JsonObject>;
  /** Says a letter that differs from a proper one by `wrong`. */
  letter(thread: RoomId, wrong?: Partial<WrongLetter>): Promise<JsonObject>;
}

interface WrongLetter {
  readonly content: Partial<Letter>;
  readonly signedBy: Desk["self"]["letterKey"];
  readonly certificate: string;
  readonly document: string;
  readonly bytes: Uint8Array;
}

export async function insiderOf(mailbox: TestMailbox, clock: Clock = systemClock): Promise<Insider> {
  const desk = await deskOf(mailbox, clock);
  const group = async (thread: RoomId) => {
    const stored = await readGroup(desk, thread);
    if (stored === null) throw new Error("The insider is not in this thread");
    return stored;
  };
  const post: Insider["post"] = (roomId, content, type = eventTypes.encrypted) =>
    desk.transport.sendEvent({ roomId, type, content, txnId: crypto.randomUUID() });
  const say: Insider["say"] = async (thread, plaintext) => {
    const before = await group(thread);
    const sealed = await seal(desk.engine, before.value, plaintext);
    await desk.vault.commit(putGroup(desk, thread, { next: sealed.next, was: before }));
    const content = { algorithm, ciphertext: toBase64(sealed.bytes) };
    await post(thread, content);
    return content;
  };
  const letter: Insider["letter"] = async (thread, wrong = {}) => {
    const content: Letter = {
      id: crypto.randomUUID() as Letter["id"],
      thread,
      from: desk.self.account,
      to: [desk.self.account],
      subject: "S",
      text: "T",
      data: null,
      attachments: [],
      sentAtMs: clock.now(),
      inReplyTo: null,
      acknowledgeBy: null,
      composedBy: null,
      ...wrong.content,
    };
    const payload = wrong.bytes ?? encodeLetter(content);
    const { certificate = desk.self.certificate, document = desk.self.document } = wrong;
    const signed = await signJws(wrong.signedBy ?? desk.self.letterKey, { typ: letterTyp, payload });
    return say(thread, encodeEnvelope({ kind: "letter", letter: signed, certificate, document }));
  };
  return { desk, group, post, say, letter };
}

async function deskOf(mailbox: TestMailbox, clock: Clock): Promise<Desk> {
  const account = await readAccount(mailbox.vault);
  if (account === null) throw new FederpostError("no_account", "Nobody is signed in");
  return {
    vault: mailbox.vault,
    clock,
    random: systemRandom,
    engine: await createEngine({
      checkCertificate: verifyDeviceCertificate,
      checkReadmission: verifyReadmission,
      revokes: async (document, certificate) => {
        const [d, c] = await Promise.all([verifyIdentityDocument(document), verifyDeviceCertificate(certificate)]);
        return d !== null && c !== null && revokesDevice(d, c);
      },
    }),
    transport: createTransport({
      session: account.session,
      onSessionChanged: async () => undefined,
      clock,
      random: systemRandom,
      patience: noPatience,
    }),
    self: account.self,
    tell: () => undefined,
    wake: () => undefined,
    signal: new AbortController().signal,
  };
}
