import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64Url, fromUtf8, utf8 } from "../../../shared/base/index.ts";
import {
  checkKeyPackage,
  createGroup,
  decodeGroup,
  decodePending,
  type Engine,
  encodeGroup,
  encodePending,
  epochOf,
  type Group,
  joinGroup,
  keyPackageRefsOf,
  makeKeyPackage,
  members,
  mergePending,
  type OwnDevice,
  ownLeafIndex,
  prepareCommit,
  receive,
  seal,
  wipe,
} from "../../../shared/engine/index.ts";
import { issueIdentityDocument } from "../../../shared/identity/index.ts";
import { makeDevice, makeEngine, makePerson, type Person, thread, year } from "../../fake/people.ts";

const day = 86_400_000;
let engine: Engine;
let citizen: Person;
let agency: Person;

beforeAll(async () => {
  engine = await makeEngine();
  [citizen, agency] = await Promise.all([makePerson("citizen"), makePerson("agency")]);
});

const keyPackageOf = (device: OwnDevice) =>
  makeKeyPackage(engine, device, {
    lastResort: false,
    notBeforeMs: Date.now() - 2 * day,
    notAfterMs: Date.now() + 90 * day,
  });

const startThread = (device: OwnDevice, arbiter: Person | null = null) =>
  createGroup(engine, device, {
    id: thread,
    info: { owners: [device.account], arbiter: arbiter?.account ?? null },
    nowMs: Date.now(),
  });

/** Adds devices by one commit; answers the states of the adder and of each new member. */
async function add(group: Group, devices: readonly OwnDevice[]) {
  const records = await Promise.all(devices.map(keyPackageOf));
  const checked = await Promise.all(
    records.map((record, i) => {
      const { account, deviceId } = devices[i]!;
      return checkKeyPackage(engine, fromBase64Url(record.publicPackage)!, { account, deviceId, nowMs: Date.now() });
    }),
  );
  const pending = await prepareCommit(engine, group, { add: checked.map((c) => c!), remove: [], proofs: [] });
  const joined = await Promise.all(
    devices.map((device, i) => joinGroup(engine, device, { welcome: pending.welcome!, record: records[i]! })),
  );
  return { pending, group: mergePending(group, pending), joined: joined.map((j) => j!.group) };
}

async function letter(from: Group, text: string) {
  const sealed = await seal(engine, from, utf8(text));
  return { next: sealed.next, bytes: sealed.bytes };
}

async function read(group: Group, bytes: Uint8Array) {
  const got = await receive(engine, group, { bytes, ratified: null });
  return got.kind === "application" ? fromUtf8(got.plaintext) : got.kind === "refused" ? got.why : got.kind;
}

async function follow(group: Group, bytes: Uint8Array): Promise<Group> {
  const got = await receive(engine, group, { bytes, ratified: null });
  if (got.kind !== "commit")
    throw new Error(`not a commit: ${JSON.stringify({ kind: got.kind, why: "why" in got ? got.why : "" })}`);
  return got.next;
}

describe("a thread of two", () => {
  it("carries letters both ways, from stored states", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const start = await add(await startThread(phone), [desk]);
    const theirs = decodeGroup(engine, encodeGroup(start.joined[0]!));
    const ours = decodeGroup(engine, encodeGroup(start.group));
    const sent = await letter(ours, "an application");
    expect(await read(theirs, sent.bytes)).toBe("an application");
    const answer = await letter(theirs, "a decision");
    expect(await read(sent.next, answer.bytes)).toBe("a decision");
    expect((await members(engine, ours)).map((m) => m.account)).toEqual([citizen.account, agency.account]);
  });

  it("knows its own letters when they come back and reads none twice", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { group, joined } = await add(await startThread(phone), [desk]);
    const sent = await letter(group, "once");
    expect(await read(sent.next, sent.bytes)).toBe("own");
    const got = await receive(engine, joined[0]!, { bytes: sent.bytes, ratified: null });
    if (got.kind !== "application") throw new Error(got.kind);
    wipe(got.spent);
    expect(await read(got.next, sent.bytes)).toBe("cannot_open");
  });

  it("reads a letter of the epoch before, which arrives after the commit that ended it", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { group, joined } = await add(await startThread(phone), [desk]);
    const late = await letter(group, "late");
    const update = await prepareCommit(engine, joined[0]!, { add: [], remove: [], proofs: [] });
    const merged = mergePending(joined[0]!, decodePending(engine, encodePending(update)));
    expect(await read(merged, late.bytes)).toBe("late");
  });

  it("keeps the keys of letters that came while a commit of its own was under way", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { group, joined } = await add(await startThread(phone), [desk]);
    const update = await prepareCommit(engine, joined[0]!, { add: [], remove: [], proofs: [] });
    const first = await letter(group, "first");
    const second = await letter(first.next, "second");
    const got = await receive(engine, joined[0]!, { bytes: first.bytes, ratified: null });
    if (got.kind !== "application") throw new Error(got.kind);
    wipe(got.spent);
    const merged = mergePending(got.next, update);
    expect(await read(merged, second.bytes)).toBe("second");
    expect(await read(merged, first.bytes)).toBe("cannot_open");
  });
});

describe("a commit", () => {
  it("that another one beat to the epoch is late, and the loser commits anew", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { group, joined } = await add(await startThread(phone), [desk]);
    const ours = await prepareCommit(engine, group, { add: [], remove: [], proofs: [] });
    const theirs = await prepareCommit(engine, joined[0]!, { add: [], remove: [], proofs: [] });
    const next = await follow(group, theirs.bytes);
    expect(await read(next, ours.bytes)).toBe("late_commit");
    const again = await prepareCommit(engine, next, { add: [], remove: [], proofs: [] });
    const other = await follow(mergePending(joined[0]!, theirs), again.bytes);
    expect(epochOf(other)).toBe(epochOf(mergePending(next, again)));
  });

  for (const [name, others] of [
    ["alone", 0],
    ["together with another", 1],
  ] as const) {
    it(`that removes a device ${name} leaves it unable to read the next letter`, async () => {
      const devices = await Promise.all(["A", "B", "C"].map((d) => makeDevice(agency, d)));
      const phone = await makeDevice(citizen, "PHONE");
      const { group, joined } = await add(await startThread(phone), devices);
      const gone = joined.slice(0, 1 + others).map(ownLeafIndex);
      const commit = await prepareCommit(engine, group, { add: [], remove: gone, proofs: [] });
      const after = mergePending(group, commit);
      expect((await receive(engine, joined[0]!, { bytes: commit.bytes, ratified: null })).kind).toBe("expelled");
      const secret = await letter(after, "not for the removed");
      expect(await read(joined[0]!, secret.bytes)).toBe("ahead");
      expect(await read(await follow(joined[2]!, commit.bytes), secret.bytes)).toBe("not for the removed");
      // Even a member that pretends to be at the new epoch has no key for it.
      const state = { ...joined[0]!.state, groupContext: { ...joined[0]!.state.groupContext, epoch: epochOf(after) } };
      expect(await read({ state }, secret.bytes)).toBe("cannot_open");
    });
  }

  it("that gives a removed device's slot to another leaves the removed one outside", async () => {
    const [phone, desk, newcomer] = [
      await makeDevice(citizen, "PHONE"),
      await makeDevice(agency, "DESK"),
      await makeDevice(agency, "NEW"),
    ];
    const { group, joined } = await add(await startThread(phone), [desk]);
    const slot = ownLeafIndex(joined[0]!);
    const removal = mergePending(group, await prepareCommit(engine, group, { add: [], remove: [slot], proofs: [] }));
    const back = await add(removal, [newcomer]);
    expect(ownLeafIndex(back.joined[0]!)).toBe(slot);
    const secret = await letter(back.group, "for the newcomer");
    expect(await read(joined[0]!, secret.bytes)).toBe("ahead");
    expect(await read(back.joined[0]!, secret.bytes)).toBe("for the newcomer");
  });

  it("by a member that is no owner cannot remove another account's device", async () => {
    const [phone, desk, extra] = [
      await makeDevice(citizen, "PHONE"),
      await makeDevice(agency, "DESK"),
      await makeDevice(await makePerson("third"), "X"),
    ];
    const { group, joined } = await add(await startThread(phone), [desk, extra]);
    const commit = await prepareCommit(engine, joined[0]!, { add: [], remove: [ownLeafIndex(joined[1]!)], proofs: [] });
    expect(await read(group, commit.bytes)).toBe("not_allowed");
    expect(epochOf(group)).toBe(1n);
  });

  it("by any member removes a device that its account's own document revokes", async () => {
    const third = await makePerson("third");
    const [phone, desk, lost] = [
      await makeDevice(citizen, "P"),
      await makeDevice(agency, "D"),
      await makeDevice(third, "L"),
    ];
    const { group, joined } = await add(await startThread(phone), [desk, lost]);
    const proof = await issueIdentityDocument(third.identityKey, {
      account: third.account,
      number: 2,
      previous: null,
      devices: [],
      expiresAtMs: Date.now() + year,
    });
    const wish = { add: [], remove: [ownLeafIndex(joined[1]!)], proofs: [proof] };
    const commit = await prepareCommit(engine, joined[0]!, wish);
    expect(await read(group, commit.bytes)).toBe("commit");
  });

  it("cannot bring in a device under another identity key for an account that is there", async () => {
    const impostor: Person = { account: citizen.account, identityKey: (await makePerson("x")).identityKey };
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { group, joined } = await add(await startThread(phone), [desk]);
    const false_ = await makeDevice(impostor, "EVIL");
    const record = await keyPackageOf(false_);
    const checked = await checkKeyPackage(engine, fromBase64Url(record.publicPackage)!, {
      ...false_,
      nowMs: Date.now(),
    });
    const commit = await prepareCommit(engine, group, { add: [checked!], remove: [], proofs: [] });
    expect(await read(joined[0]!, commit.bytes)).toBe("not_allowed");
  });

  it("of a member on another server waits for the arbiter's word", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { group, joined } = await add(await startThread(phone, agency), [desk]);
    const commit = await prepareCommit(engine, group, { add: [], remove: [], proofs: [] });
    const asked = await receive(engine, joined[0]!, { bytes: commit.bytes, ratified: null });
    if (asked.kind !== "needs_ratification") throw new Error(asked.kind);
    const ratified = await receive(engine, joined[0]!, { bytes: commit.bytes, ratified: asked.tag });
    expect(ratified.kind).toBe("commit");
    expect((await receive(engine, joined[0]!, { bytes: commit.bytes, ratified: "another" })).kind).toBe("refused");
    const theirs = await prepareCommit(engine, joined[0]!, { add: [], remove: [], proofs: [] });
    expect(await read(group, theirs.bytes)).toBe("commit");
  });
});

describe("a key package", () => {
  it("of another device, another suite, a bad lifetime or a bad signature is not added", async () => {
    const desk = await makeDevice(agency, "DESK");
    const nowMs = Date.now();
    const { publicPackage, ref } = await keyPackageOf(desk);
    const bytes = fromBase64Url(publicPackage)!;
    const expected = { account: desk.account, deviceId: desk.deviceId, nowMs };
    expect((await checkKeyPackage(engine, bytes, expected))?.ref).toBe(ref);
    expect(await checkKeyPackage(engine, bytes, { ...expected, account: citizen.account })).toBeNull();
    expect(await checkKeyPackage(engine, bytes, { ...expected, nowMs: nowMs + 100 * day })).toBeNull();
    expect(await checkKeyPackage(engine, bytes, { ...expected, nowMs: nowMs - 5 * day })).toBeNull();
    const tooLong = await makeKeyPackage(engine, desk, {
      lastResort: false,
      notBeforeMs: nowMs,
      notAfterMs: nowMs + year,
    });
    expect(await checkKeyPackage(engine, fromBase64Url(tooLong.publicPackage)!, expected)).toBeNull();
    for (let i = 0; i < bytes.length; i += 7) {
      const bad = bytes.slice();
      bad[i]! ^= 1;
      expect(await checkKeyPackage(engine, bad, expected)).toBeNull();
    }
  });

  it("is named by the welcome that uses it", async () => {
    const [phone, desk] = [await makeDevice(citizen, "PHONE"), await makeDevice(agency, "DESK")];
    const { pending } = await add(await startThread(phone), [desk]);
    expect(keyPackageRefsOf(pending.welcome!)).toHaveLength(1);
    expect(keyPackageRefsOf(utf8("no welcome"))).toEqual([]);
  });
});
