import { encodeGroupState } from "ts-mls";
import type { BenchLine } from "../../scripts/benches.ts";
import { parseRoomId, type RoomId, systemRandom, toBase64, utf8 } from "../../shared/base/index.ts";
import { putGroup, readGroup } from "../../shared/courier/group-store.ts";
import { mlsSuites } from "../../shared/crypto/index.ts";
import { implementationOf } from "../../shared/engine/context.ts";
import { createEngine, type Engine, type Group, groupDelta, seal, wipe } from "../../shared/engine/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { compare, compareCalls, rounded } from "./measure.ts";
import { commit, encrypt, found, join, makeJoiner, receive } from "./party.ts";
import type { Runtime } from "./runtime.ts";

const suiteIn = (engine: Engine) => implementationOf(engine, mlsSuites["0x0001"]);

/** What storing a large group's state costs: a letter and a commit, in parts and whole, durably in a real database. */

const sizes = [
  [2, 60],
  [1000, 21],
] as const;

const threadOf = (name: string): RoomId => {
  const thread = parseRoomId(`!${name}:bench.example`);
  if (thread === null) throw new Error("not a thread");
  return thread;
};

/** Founder and second member of a group, as they are after one commit that added everybody. */
async function groupsOf(engine: Engine, size: number): Promise<readonly [Group, Group]> {
  const joiners = await Promise.all(Array.from({ length: size }, (_, i) => makeJoiner(suiteIn(engine), i)));
  const [founder, second] = joiners;
  if (founder === undefined || second === undefined) throw new Error("a group needs two members");
  const empty = await found(suiteIn(engine), utf8("group"), founder);
  const added = await commit(suiteIn(engine), empty, { add: joiners.slice(1).map(({ bytes }) => bytes) });
  if (added.welcome === null) throw new Error("nobody was added");
  const joined = await join(suiteIn(engine), second, added.welcome);
  return [{ state: added.state }, { state: joined }];
}

/** Lines for one runtime; `open` opens an empty vault of the kind that it uses. */
export async function* vaultLines(runtime: Runtime, open: () => Promise<Vault>): AsyncGenerator<BenchLine> {
  const engine = await createEngine({
    checkCertificate: async () => null,
    revokes: async () => false,
    checkReadmission: async () => null,
  });
  const vault = await open();
  for (const [size, rounds] of sizes) {
    const groups = await groupsOf(engine, size);
    yield* bytesLines(runtime, size, groups[0], engine);
    yield* timeLines({ runtime, engine, vault, size, rounds, groups });
  }
  await vault.close();
}

const text = utf8("x".repeat(100));

const written = (next: Group, was: Group | null): number => {
  const { head, put } = groupDelta(next, was, systemRandom.uuid());
  return put.reduce((sum, { bytes }) => sum + bytes.length, head.length);
};

async function* bytesLines(runtime: Runtime, size: number, group: Group, engine: Engine): AsyncGenerator<BenchLine> {
  const whole = encodeGroupState(group.state).length;
  const { next } = await seal(engine, group, text);
  const updated = await commit(suiteIn(engine), next.state);
  const peer = { peer: "ts-mls whole state", peerVersion: "1.6.4", rounds: 1 };
  const line = (step: string, bytes: number): BenchLine => ({
    name: `vault/${step}/bytes/${size}/${runtime}`,
    value: bytes,
    unit: "B",
    ratio: rounded(whole / bytes),
    ...peer,
  });
  const letter = line("letter", written(next, group));
  yield size === 1000 ? { ...letter, goal: 50, met: (letter.ratio ?? 0) >= 50 } : letter;
  yield line("commit", written({ state: updated.state }, next));
}

interface Bench {
  readonly runtime: Runtime;
  readonly engine: Engine;
  readonly vault: Vault;
  readonly size: number;
  readonly rounds: number;
  readonly groups: readonly [Group, Group];
}

async function* timeLines({ runtime, engine, vault, size, rounds, groups }: Bench): AsyncGenerator<BenchLine> {
  const desk = { vault, engine, random: systemRandom };
  const [ours, theirs] = [threadOf(`ours${size}`), threadOf(`theirs${size}`)];
  await vault.commit(putGroup(desk, ours, { next: groups[0], was: null }));
  await vault.commit(putGroup(desk, theirs, { next: groups[1], was: null }));
  const stored = async (thread: RoomId) => {
    const group = await readGroup(desk, thread);
    if (group === null) throw new Error("the group is gone");
    return group;
  };
  let count = 0;
  const send = async () => {
    const was = await stored(ours);
    const { next, bytes, spent } = await seal(engine, was.value, text);
    const item = { store: "outbox", key: String(count++).padStart(8, "0"), put: { bytes: toBase64(bytes) } } as const;
    await vault.commit([...putGroup(desk, ours, { next, was }), item]);
    wipe(spent);
  };
  // Letters of the same sender, one ahead of each round.
  let writer = groups[0].state;
  const letters: Uint8Array[] = [];
  for (let i = 0; i <= rounds; i++) {
    const made = await encrypt(suiteIn(engine), writer, text);
    writer = made.state;
    letters.push(made.bytes);
  }
  const take = async () => {
    const was = await stored(theirs);
    const { state } = await receive(suiteIn(engine), was.value.state, letters.shift() ?? new Uint8Array());
    await vault.commit(putGroup(desk, theirs, { next: { state }, was }));
  };
  const encodeWhole = async () => encodeGroupState((await stored(ours)).value.state);
  const storeWhole = async () => {
    const { next } = await seal(engine, (await stored(ours)).value, text);
    await vault.commit([{ store: "pending", key: "whole", put: encodeGroupState(next.state) }]);
  };
  const peerVersion = "1.6.4";
  const name = (step: string) => `vault/${step}/${size}/${runtime}`;
  const goal = size === 1000 ? { goal: 50 } : {};
  const was = await stored(ours);
  const { next } = await seal(engine, was.value, text);
  const whole = { rounds, peer: "ts-mls whole-state encode", peerVersion };
  const delta = () => groupDelta(next, was.value, "stamp");
  yield await compareCalls({
    name: name("encode"),
    ...goal,
    ...whole,
    ours: delta,
    theirs: () => encodeGroupState(next.state),
  });
  yield await compare({ name: name("send"), ...goal, ...whole, ours: send, theirs: encodeWhole });
  yield await compare({ name: name("receive"), ...goal, ...whole, ours: take, theirs: encodeWhole });
  const storing = { rounds, peer: "ts-mls whole state, stored", peerVersion, theirs: storeWhole };
  yield await compare({ name: name("send-stored"), ...storing, ours: send });
  // What the database itself takes for making anything durable.
  const smallest = () => vault.commit([{ store: "counters", key: "smallest", put: 1 }]);
  yield await compare({ name: name("smallest-commit"), ...storing, ours: smallest });
}
