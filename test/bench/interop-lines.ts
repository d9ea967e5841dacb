import type { CiphersuiteImpl, ClientState } from "ts-mls";
import type { BenchLine } from "../../scripts/benches.ts";
import { equalBytes } from "../../shared/base/index.ts";
import { type MlsSuite, mlsCipherSuite } from "../../shared/crypto/index.ts";
import { type Changes, commit, encrypt, found, type Joiner, join, makeJoiner, receive } from "./party.ts";
import type { CoreCryptoClient, CoreCryptoPeer } from "./peers/core-crypto.js";
import type { Runtime } from "./runtime.ts";

/**
 * ts-mls on our provider and another library in one group: key packages, welcomes, commits and letters in both
 * directions. Ends with an error at the first thing that one of them does not take from the other.
 */

const suites: readonly (readonly [MlsSuite, number])[] = [
  ["0x0001", 1],
  ["0x0002", 2],
  ["0x0003", 3],
  ["0x0007", 7],
];

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

type Handshakes = CoreCryptoPeer["handshakes"];

/** Our side of one conversation. */
class Ours {
  readonly #suite: CiphersuiteImpl;
  readonly #handshakes: Handshakes;
  readonly joiner: Joiner;
  #state: ClientState | null = null;

  constructor(suite: CiphersuiteImpl, joiner: Joiner, handshakes: Handshakes) {
    this.#suite = suite;
    this.#handshakes = handshakes;
    this.joiner = joiner;
  }

  get state(): ClientState {
    if (this.#state === null) throw new Error("not in a group yet");
    return this.#state;
  }

  async found(group: Uint8Array): Promise<void> {
    this.#state = await found(this.#suite, group, this.joiner);
  }
  async join(welcome: Uint8Array): Promise<void> {
    this.#state = await join(this.#suite, this.joiner, welcome);
  }
  async commit(changes: Changes = {}) {
    const made = await commit(this.#suite, this.state, { ...changes, handshakes: this.#handshakes });
    this.#state = made.state;
    return made;
  }
  async take(message: Uint8Array): Promise<Uint8Array | null> {
    const { state, text } = await receive(this.#suite, this.state, message);
    this.#state = state;
    return text;
  }
  async write(text: Uint8Array): Promise<Uint8Array> {
    const { state, bytes } = await encrypt(this.#suite, this.state, text);
    this.#state = state;
    return bytes;
  }
  leafOf(identity: Uint8Array): number {
    const nodes = this.state.ratchetTree;
    const at = nodes.findIndex((node) => {
      const leaf = node?.nodeType === "leaf" ? node.leaf : null;
      return leaf?.credential.credentialType === "basic" && equalBytes(leaf.credential.identity, identity);
    });
    if (at === -1) throw new Error("no such member");
    return at / 2;
  }
}

interface Table {
  readonly group: Uint8Array;
  readonly ours: Ours;
  readonly theirs: readonly CoreCryptoClient[];
  /** Called for everything that was compared. */
  readonly agree: (isRight: boolean, what: string) => void;
}

const welcomeOf = ({ welcome }: { readonly welcome: Uint8Array | null }): Uint8Array => {
  if (welcome === null) throw new Error("a commit that adds has no welcome");
  return welcome;
};

/** Everybody writes, everybody else reads; sizes around the padding. */
async function talk({ group, ours, theirs, agree }: Table): Promise<void> {
  for (const size of [1, 100, 5000]) {
    const text = random(size);
    const sent = await ours.write(text);
    for (const client of theirs) {
      const read = await client.decrypt(group, sent);
      agree(read !== null && equalBytes(read, text), `letter of ${size} bytes to them`);
    }
    for (const writer of theirs) {
      const answer = random(size);
      const message = await writer.encrypt(group, answer);
      const read = await ours.take(message);
      agree(read !== null && equalBytes(read, answer), `letter of ${size} bytes from them`);
      for (const reader of theirs) if (reader !== writer) await reader.decrypt(group, message);
    }
  }
  for (const client of theirs)
    agree((await client.epoch(group)) === ours.state.groupContext.epoch, "the epoch's number");
}

/** Both sides renew their keys, and one more of theirs comes and goes, by our commits and by theirs. */
async function change(table: Table, open: () => Promise<CoreCryptoClient>): Promise<void> {
  const { group, ours, theirs, agree } = table;
  const [first] = theirs;
  if (first === undefined) throw new Error("nobody is there");
  agree((await first.decrypt(group, (await ours.commit()).commit)) === null, "our update");
  await talk(table);
  agree((await ours.take((await first.update(group)).commit)) === null, "their update");
  await talk(table);

  const second = await open();
  const added = await ours.commit({ add: [await second.keyPackage()] });
  agree((await first.decrypt(group, added.commit)) === null, "our add");
  agree(equalBytes(await second.join(welcomeOf(added)), group), "our welcome");
  await talk({ ...table, theirs: [first, second] });

  const removed = await ours.commit({ remove: [ours.leafOf(second.identity)] });
  agree((await first.decrypt(group, removed.commit)) === null, "our remove");
  await talk(table);
  const unread = await second.decrypt(group, await ours.write(random(10))).then(
    () => false,
    () => true,
  );
  agree(unread, "that the removed one cannot read on");

  const third = await open();
  const theirAdd = await first.add(group, [await third.keyPackage()]);
  agree((await ours.take(theirAdd.commit)) === null, "their add");
  agree(equalBytes(await third.join(welcomeOf(theirAdd)), group), "their welcome among themselves");
  await talk({ ...table, theirs: [first, third] });
  agree((await ours.take((await first.remove(group, [third.identity])).commit)) === null, "their remove");
  await talk(table);
}

async function run(peer: CoreCryptoPeer, [name, number]: (typeof suites)[number]): Promise<number> {
  const suite = await mlsCipherSuite(name);
  let compared = 0;
  const agree: Table["agree"] = (isRight, what) => {
    if (!isRight) throw new Error(`interop: the two do not agree on ${what}, suite ${name}`);
    compared++;
  };
  const open = () => peer.openClient(number);

  // We found the group, they come in by our Welcome.
  const founder = new Ours(suite, await makeJoiner(suite, 1), peer.handshakes);
  const guest = await open();
  const group = random(16);
  await founder.found(group);
  const added = await founder.commit({ add: [await guest.keyPackage()] });
  agree(equalBytes(await guest.join(welcomeOf(added)), group), "our welcome");
  const table = { group, ours: founder, theirs: [guest], agree };
  await talk(table);
  await change(table, open);

  // They found the group, we come in by theirs.
  const host = await open();
  const joiner = new Ours(suite, await makeJoiner(suite, 2), peer.handshakes);
  const other = random(16);
  await host.create(other);
  await joiner.join(welcomeOf(await host.add(other, [joiner.joiner.bytes])));
  agree(equalBytes(joiner.state.groupContext.groupId, other), "their welcome");
  const second = { group: other, ours: joiner, theirs: [host], agree };
  await talk(second);
  await change(second, open);
  return compared;
}

/** Two groups for each suite that both carry: one that we found, one that they do. */
export async function* interopLines(
  runtime: Runtime,
  peer: CoreCryptoPeer,
  name = "core-crypto",
): AsyncGenerator<BenchLine> {
  for (const suite of suites) {
    const value = await run(peer, suite);
    const who = { peer: name, peerVersion: peer.version };
    yield { name: `interop/suite ${suite[0]}/${runtime}`, value, unit: "comparisons", rounds: 1, ...who };
  }
}
