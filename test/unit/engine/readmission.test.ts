import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64Url, parseRoomId, type RoomId } from "../../../shared/base/index.ts";
import {
  checkKeyPackage,
  createGroup,
  type Engine,
  epochOf,
  type Group,
  joinGroup,
  makeKeyPackage,
  mergePending,
  type OwnDevice,
  ownLeafIndex,
  prepareCommit,
  receive,
} from "../../../shared/engine/index.ts";
import { issueReadmission } from "../../../shared/identity/index.ts";
import { makeDevice, makeEngine, makePerson, type Person, thread } from "../../fake/people.ts";

/** A citizen's phone began the thread and is an owner; the agency's desk and a third party's screen are members. */
let engine: Engine;
let citizen: Person;
let phone: OwnDevice;
let group: Group;
let desk: Group;
let screen: Group;
let federated: { readonly phone: Group; readonly laptop: Group; readonly desk: Group };
let deskDevice: OwnDevice;
let agency: Person;

const day = 86_400_000;

const packageOf = async (device: OwnDevice) => {
  const record = await makeKeyPackage(engine, device, {
    lastResort: false,
    notBeforeMs: Date.now() - 2 * day,
    notAfterMs: Date.now() + 90 * day,
  });
  const { account, deviceId } = device;
  const bytes = fromBase64Url(record.publicPackage)!;
  const checked = await checkKeyPackage(engine, bytes, { account, deviceId, nowMs: Date.now() });
  return { record, checked: checked! };
};

async function threadOf(owner: OwnDevice, others: readonly OwnDevice[], arbiter: Person | null) {
  const info = { owners: [owner.account], arbiter: arbiter?.account ?? null };
  const start = await createGroup(engine, owner, { id: thread, info, nowMs: Date.now() });
  const packages = await Promise.all(others.map(packageOf));
  const pending = await prepareCommit(engine, start, { add: packages.map((p) => p.checked), remove: [], proofs: [] });
  const joined = await Promise.all(
    others.map((device, i) => joinGroup(engine, device, { welcome: pending.welcome!, record: packages[i]!.record })),
  );
  return { group: mergePending(start, pending), joined: joined.map((j) => j!.group) };
}

beforeAll(async () => {
  engine = await makeEngine();
  citizen = await makePerson("citizen");
  agency = await makePerson("agency");
  const third = await makePerson("third");
  phone = await makeDevice(citizen, "P");
  deskDevice = await makeDevice(agency, "D");
  const whole = await threadOf(phone, [deskDevice, await makeDevice(third, "S")], null);
  group = whole.group;
  [desk, screen] = [whole.joined[0]!, whole.joined[1]!];
  const arbitrated = await threadOf(phone, [deskDevice, await makeDevice(citizen, "L2")], agency);
  federated = { phone: arbitrated.group, desk: arbitrated.joined[0]!, laptop: arbitrated.joined[1]! };
});

const request = (device: OwnDevice, change: { room?: RoomId; epoch?: bigint } = {}) =>
  issueReadmission(device.mlsKey, {
    room: change.room ?? thread,
    account: device.account,
    deviceId: device.deviceId,
    epoch: change.epoch ?? 1n,
    nonce: "0123456789abcdef",
  });

const outcome = async (at: Group, bytes: Uint8Array) => {
  const got = await receive(engine, at, { bytes, ratified: null });
  return got.kind === "refused" ? got.why : got.kind;
};

/** What the third member makes of it when the desk, which is no owner, lets a device of the citizen in. */
async function verdict(newcomer: OwnDevice, readmissions: readonly string[], remove: readonly number[] = []) {
  const { checked } = await packageOf(newcomer);
  const commit = await prepareCommit(engine, desk, { add: [checked], remove, proofs: [], readmissions });
  return outcome(screen, commit.bytes);
}

describe("a commit that lets a device in which its committer has no right to add", () => {
  it("counts with the device's own request, and not without", async () => {
    const laptop = await makeDevice(citizen, "L", 2);
    expect(await verdict(laptop, [await request(laptop)])).toBe("commit");
    expect(await verdict(laptop, [])).toBe("not_allowed");
    expect(await verdict(laptop, ["nonsense"])).toBe("not_allowed");
  });

  it("does not count with a request of another device, for another thread, of the future or long ago", async () => {
    const laptop = await makeDevice(citizen, "L", 2);
    const other = parseRoomId("!other:example.org")!;
    for (const wrong of [
      await request(phone),
      await request({ ...laptop, mlsKey: phone.mlsKey }),
      await request(laptop, { room: other }),
      await request(laptop, { epoch: 2n }),
    ]) {
      expect(await verdict(laptop, [wrong])).toBe("not_allowed");
    }
    // Thirty-three epochs later nobody remembers.
    let [ours, theirs] = [group, screen];
    for (let i = 0; i < 33; i++) {
      const renewal = await prepareCommit(engine, ours, { add: [], remove: [], proofs: [] });
      ours = mergePending(ours, renewal);
      const got = await receive(engine, theirs, { bytes: renewal.bytes, ratified: null });
      if (got.kind !== "commit") throw new Error(got.kind);
      theirs = got.next;
    }
    const { checked } = await packageOf(laptop);
    const wish = { remove: [], proofs: [], readmissions: [await request(laptop)] };
    // The phone is an owner and needs none; as the third member sees it, the screen's own commit does.
    const late = await prepareCommit(engine, theirs, { ...wish, add: [checked] });
    expect(await outcome(ours, late.bytes)).toBe("not_allowed");
    const fresh = { ...wish, readmissions: [await request(laptop, { epoch: epochOf(theirs) })] };
    expect(await outcome(ours, (await prepareCommit(engine, theirs, { ...fresh, add: [checked] })).bytes)).toBe(
      "commit",
    );
  });

  it("does not count for an account that has no place here, or under another identity key", async () => {
    const stranger = await makeDevice(await makePerson("stranger"), "X");
    expect(await verdict(stranger, [await request(stranger)])).toBe("not_allowed");
    const impostor = await makeDevice({ ...(await makePerson("citizen")) }, "I");
    expect(await verdict(impostor, [await request(impostor)])).toBe("not_allowed");
  });

  it("may take a device out that asks for it, and no other", async () => {
    const leaf = ownLeafIndex(group);
    const itself = { add: [], remove: [leaf], proofs: [], readmissions: [await request(phone)] };
    expect(await outcome(screen, (await prepareCommit(engine, desk, itself)).bytes)).toBe("commit");
    const other = { ...itself, readmissions: [await request(deskDevice)] };
    expect(await outcome(screen, (await prepareCommit(engine, desk, other)).bytes)).toBe("not_allowed");
  });
});

describe("an arbiter that has lost its last device", () => {
  it("is not waited for by the commit that brings it back, while any other commit waits", async () => {
    const anew = await makeDevice(agency, "A", 2);
    const { checked } = await packageOf(anew);
    const remove = [ownLeafIndex(federated.desk)];
    const back = await prepareCommit(engine, federated.phone, { add: [checked], remove, proofs: [] });
    expect(await outcome(federated.laptop, back.bytes)).toBe("commit");
    const beside = await prepareCommit(engine, federated.phone, { add: [checked], remove: [], proofs: [] });
    expect(await outcome(federated.laptop, beside.bytes)).toBe("needs_ratification");
  });
});
