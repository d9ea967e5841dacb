import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemRandom, toBase64Url, utf8 } from "../../shared/base/index.ts";
import {
  commitmentOf,
  type NewDevice,
  type PairingMessage,
  type PairingStep,
  pairingType,
  parsePairingMessage,
  sendPairing,
  transcriptOf,
} from "../../shared/courier/pairing-messages.ts";
import { agreeChannel, generateAgreementKey, generateSigningKey } from "../../shared/crypto/index.ts";
import type { Transport } from "../../shared/transport/index.ts";
import { type Newcomer, openMailbox, signInAnew, type TestMailbox } from "./mailbox.ts";
import { pairingAt } from "./pair.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";

/** A homeserver can make a session of any account: this one sits between the two devices, as far as it gets. */
interface Between {
  readonly transport: Transport;
  send(to: Parameters<typeof sendPairing>[1], message: Parameters<typeof sendPairing>[2]["message"]): Promise<void>;
  /** The newest message of a step that came to it. */
  heard<S extends PairingMessage["step"]>(step: S): Promise<PairingStep<S>>;
}

let house: House;
let account: Account;
let laptop: TestMailbox;

const options = () => ({ homeserver: house.proxy.url, user: "erika", password: account.password });

beforeAll(async () => {
  house = await openHouse("raised");
  account = await house.account("erika");
  laptop = await openMailbox(options());
  await laptop.courier.round();
});
afterAll(async () => {
  await laptop?.close();
  await house?.close();
});

async function sitBetween(): Promise<Between> {
  const transport = await account.device();
  const heard: PairingMessage[] = [];
  let since: Awaited<ReturnType<Transport["sync"]>>["nextBatch"] | null = null;
  return {
    transport,
    send: (to, message) =>
      sendPairing(transport, to, { message, txnId: crypto.randomUUID(), signal: new AbortController().signal }),
    heard: async <S extends PairingMessage["step"]>(step: S) => {
      const batch = await transport.sync({ since, timeoutMs: 0 });
      since = batch.nextBatch;
      for (const { type, content } of batch.toDevice) {
        const message = type === pairingType ? parsePairingMessage(content) : null;
        if (message !== null) heard.push(message);
      }
      const found = heard.filter((message): message is PairingStep<S> => message.step === step).at(-1);
      if (found === undefined) throw new Error(`No ${step} has come`);
      return found;
    },
  };
}

const waitingOf = ({ waiting }: Newcomer) => waiting!;

const withBoth = async (work: (newcomer: Newcomer, between: Between) => Promise<void>) => {
  const between = await sitBetween();
  const newcomer = await signInAnew(options());
  try {
    await waitingOf(newcomer).round(0);
    await work(newcomer, between);
  } finally {
    await newcomer.waiting?.cancel();
    await newcomer.close();
    await between.transport.logout();
  }
};

const fresh = async () => ({
  key: await generateAgreementKey(systemRandom),
  nonce: toBase64Url(systemRandom.bytes(32)),
});

/** Answers the new device in the existing one's place; answers the channel that this leads to. */
async function poseAsExisting(newcomer: Newcomer, between: Between, by: "code" | "compare") {
  const { id, device } = await between.heard("ask");
  const { key, nonce } = await fresh();
  const self = between.transport.deviceId;
  await between.send(device, { step: "answer", id, device: self, key: key.publicKey, nonce, by });
  await waitingOf(newcomer).round(0);
  const revealed = await between.heard("reveal");
  const { nonce: theirs, mlsKey, letterKey } = revealed;
  const asking = { id, account: between.transport.userId, device, key: revealed.key, nonce: theirs, mlsKey, letterKey };
  // What it does not know is the code.
  const transcript = await transcriptOf(asking, { device: self, key: key.publicKey, nonce, by, code: "" });
  const channel = await agreeChannel(key, { publicKey: revealed.key, transcript, random: systemRandom });
  return { id, device, channel: channel! };
}

describe("a homeserver that sits between two devices of an account", () => {
  it("makes them show different digits, whatever it does", () =>
    withBoth(async (newcomer, between) => {
      const towardsNew = await poseAsExisting(newcomer, between, "compare");
      const state = (await waitingOf(newcomer).view()).state;
      if (state.kind !== "compare") throw new Error(state.kind);
      expect(state.shortCode).toBe(towardsNew.channel.shortCode);
      // Towards the existing device it asks as a device of its own: the commitment must be to its own key.
      const [mlsKey, letterKey, own] = [await generateSigningKey(), await generateSigningKey(), await fresh()];
      const asking: NewDevice = {
        id: crypto.randomUUID(),
        account: between.transport.userId,
        device: between.transport.deviceId,
        key: own.key.publicKey,
        nonce: own.nonce,
        mlsKey: mlsKey.publicKey,
        letterKey: letterKey.publicKey,
      };
      const { id, device } = asking;
      const commitment = await commitmentOf(asking);
      await between.send("*", { step: "ask", id, device, commitment, sentAtMs: Date.now() });
      await laptop.courier.round();
      await laptop.courier.answerPairing(id, null);
      const answer = await between.heard("answer");
      const { key, nonce, by } = answer;
      const transcript = await transcriptOf(asking, { device: answer.device, key, nonce, by, code: "" });
      const channel = (await agreeChannel(own.key, { publicKey: key, transcript, random: systemRandom }))!;
      const { account: _a, ...revealed } = asking;
      await between.send(answer.device, { step: "reveal", ...revealed, proof: channel.proof.new });
      await laptop.courier.round();
      const there = (await laptop.courier.pairings()).find((pairing) => pairing.id === id)?.state;
      if (there?.kind !== "compare") throw new Error(String(there?.kind));
      // The person sees one number here and another there, and says no.
      expect(there.shortCode).not.toBe(state.shortCode);
      await laptop.courier.refusePairing(id);
    }));

  it("cannot change its key after it has committed to one", () =>
    withBoth(async (_newcomer, between) => {
      const { id: asked } = await between.heard("ask");
      const { key, nonce } = await fresh();
      const [mlsKey, letterKey] = [await generateSigningKey(), await generateSigningKey()];
      const [id, device] = [crypto.randomUUID(), between.transport.deviceId];
      await between.send("*", { step: "ask", id, device, commitment: "of something else", sentAtMs: Date.now() });
      await laptop.courier.round();
      await laptop.courier.answerPairing(id, null);
      const answer = await between.heard("answer");
      const asking = { id, account: between.transport.userId, device, key: key.publicKey, nonce };
      const keys = { mlsKey: mlsKey.publicKey, letterKey: letterKey.publicKey };
      const answering = { device: answer.device, key: answer.key, nonce: answer.nonce, by: answer.by, code: "" };
      const transcript = await transcriptOf({ ...asking, ...keys }, answering);
      const channel = (await agreeChannel(key, { publicKey: answer.key, transcript, random: systemRandom }))!;
      const { account: _a, ...revealed } = asking;
      await between.send(answer.device, { step: "reveal", ...revealed, ...keys, proof: channel.proof.new });
      await laptop.courier.round();
      const states = await laptop.courier.pairings();
      expect(states.find((pairing) => pairing.id === id)?.state).toEqual({ kind: "ended", why: "wrong_code" });
      expect(states.find((pairing) => pairing.id === asked)?.state).toEqual({ kind: "asked" });
    }));

  it("hands nothing over in another's name: not before the person says yes, and not without the code", () =>
    withBoth(async (newcomer, between) => {
      const { id, device, channel } = await poseAsExisting(newcomer, between, "code");
      const handOver = async () => {
        const sealed = await channel.seal("existing", utf8("{}"));
        const self = between.transport.deviceId;
        await between.send(device, { step: "handover", id, device: self, ciphertext: toBase64Url(sealed) });
        return waitingOf(newcomer).round(0);
      };
      const state = (await waitingOf(newcomer).view()).state;
      if (state.kind !== "compare") throw new Error(state.kind);
      expect(state.shortCode).not.toBe(channel.shortCode);
      expect(await handOver()).toBe(false);
      await waitingOf(newcomer).confirm();
      expect(await handOver()).toBe(false);
      // The device that is really there is asked as before.
      expect((await pairingAt(laptop)).state).toEqual({ kind: "asked" });
    }));
});
