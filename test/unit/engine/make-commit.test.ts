import { createCommit, encodeMlsMessage, type Proposal } from "ts-mls";
import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64Url } from "../../../shared/base/index.ts";
import { suiteOf } from "../../../shared/engine/group.ts";
import {
  checkKeyPackage,
  confirmationTag,
  createGroup,
  type Engine,
  type Group,
  type GroupSuite,
  groupSuites,
  joinGroup,
  type KeyPackageRecord,
  makeKeyPackage,
  mergePending,
  type OwnDevice,
  prepareCommit,
  receive,
  type VerifiedKeyPackage,
} from "../../../shared/engine/index.ts";
import { makeCommit } from "../../../shared/engine/make-commit.ts";
import { writeWelcome } from "../../../shared/engine/wire.ts";
import { makeDevice, makeEngine, makePerson, type Person, thread } from "../../fake/people.ts";

let engine: Engine;
let person: Person;
const nowMs = Date.now();

beforeAll(async () => {
  engine = await makeEngine();
  person = await makePerson("owner");
});

interface Newcomer {
  readonly device: OwnDevice;
  readonly record: KeyPackageRecord;
  readonly verified: VerifiedKeyPackage;
}

async function newcomer(name: string, suite: GroupSuite): Promise<Newcomer> {
  const device = await makeDevice(person, name);
  const times = { notBeforeMs: nowMs - 1e8, notAfterMs: nowMs + 1e9 };
  const record = await makeKeyPackage(engine, device, { suite, lastResort: false, ...times });
  const { account, deviceId } = device;
  const bytes = fromBase64Url(record.publicPackage)!;
  const verified = (await checkKeyPackage(engine, bytes, { suite, account, deviceId, nowMs }))!;
  return { device, record, verified };
}

const newcomers = (count: number, suite: GroupSuite, name: string) =>
  Promise.all(Array.from({ length: count }, (_, i) => newcomer(`${name}${i}`, suite)));

/** A group of the founder and `count` others, each with its state. */
async function groupOf(count: number, suite: GroupSuite): Promise<{ founder: Group; others: Group[] }> {
  const own = await makeDevice(person, "founder");
  const info = { owners: [person.account], arbiter: null };
  const alone = await createGroup(engine, own, { id: thread, suite, info, nowMs });
  const guests = await newcomers(count, suite, "first");
  const pending = await prepareCommit(engine, alone, { add: guests.map((g) => g.verified), remove: [], proofs: [] });
  const joined = guests.map(({ device, record }) => joinGroup(engine, device, { welcome: pending.welcome!, record }));
  return { founder: mergePending(alone, pending), others: (await Promise.all(joined)).map((each) => each!.group) };
}

const cases: readonly { readonly what: string; readonly add: number; readonly remove: readonly number[] }[] = [
  { what: "adds one", add: 1, remove: [] },
  { what: "adds many", add: 30, remove: [] },
  { what: "removes", add: 0, remove: [2] },
  { what: "removes and adds into the blank leaf, with a path that newcomers get a part of", add: 3, remove: [1, 3] },
  { what: "renews our own keys", add: 0, remove: [] },
];

describe.each(groupSuites)("a commit on suite %s", (suite) => {
  test.each(cases)("that $what leads every member, old and new, to the library's own next epoch", async (wish) => {
    const { founder, others } = await groupOf(5, suite);
    const guests = await newcomers(wish.add, suite, "late");
    const proposals: Proposal[] = [
      ...wish.remove.map((removed): Proposal => ({ proposalType: "remove", remove: { removed } })),
      ...guests.map(({ verified }): Proposal => ({ proposalType: "add", add: { keyPackage: verified.keyPackage } })),
    ];
    const about = { state: founder.state, suite: suiteOf(engine, founder), proposals };
    const ours = await makeCommit({ ...about, authenticatedData: new Uint8Array() });
    const theirs = await createCommit(
      { state: founder.state, cipherSuite: suiteOf(engine, founder) },
      { extraProposals: proposals, ratchetTreeExtension: true },
    );
    for (const made of [ours, theirs]) {
      const tag = confirmationTag({ state: made.newState });
      const stays = others.filter((_, i) => !wish.remove.includes(i + 1));
      for (const member of stays) {
        const received = await receive(engine, member, { bytes: encodeMlsMessage(made.commit), ratified: null });
        expect(received.kind === "commit" && confirmationTag(received.next)).toBe(tag);
      }
      for (const { device, record } of guests) {
        const joined = await joinGroup(engine, device, { welcome: writeWelcome(made.welcome!), record });
        expect(confirmationTag(joined!.group)).toBe(tag);
      }
    }
    expect(ours.newState.groupContext.epoch).toBe(theirs.newState.groupContext.epoch);
    expect(ours.newState.groupContext.treeHash.length).toBe(theirs.newState.groupContext.treeHash.length);
    expect(Object.keys(ours.newState).sort()).toEqual(Object.keys(theirs.newState).sort());
    // Without a path nothing in the tree is random: both made the very same one.
    if (wish.remove.length === 0 && wish.add > 0)
      expect(ours.newState.groupContext.treeHash).toEqual(theirs.newState.groupContext.treeHash);
    expect(ours.welcome === null).toBe(theirs.welcome === undefined);
  });
});
