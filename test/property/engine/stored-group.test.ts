import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCodeOf, fromBase64Url, fromUtf8, utf8 } from "../../../shared/base/index.ts";
import {
  assembleGroup,
  checkKeyPackage,
  createGroup,
  decodePending,
  type Engine,
  encodeGroup,
  encodePending,
  type Group,
  groupDelta,
  groupParts,
  joinGroup,
  makeKeyPackage,
  mergePending,
  type OwnDevice,
  ownLeafIndex,
  prepareCommit,
  readGroupHead,
  receive,
  seal,
  wipe,
} from "../../../shared/engine/index.ts";
import { makeDevice, makeEngine, makePerson, type Person, thread } from "../../fake/people.ts";

const day = 86_400_000;
let engine: Engine;
let people: Person[];
let devices: OwnDevice[];

beforeAll(async () => {
  engine = await makeEngine();
  people = await Promise.all(Array.from({ length: 50 }, (_, i) => makePerson(`person${i}`)));
  devices = await Promise.all(people.map((person) => makeDevice(person, "DEVICE")));
});

const nothing = { add: [], remove: [], proofs: [] };

const packageOf = async (device: OwnDevice) => {
  const nowMs = Date.now();
  const record = await makeKeyPackage(engine, device, {
    lastResort: false,
    notBeforeMs: nowMs - 2 * day,
    notAfterMs: nowMs + 90 * day,
  });
  const checked = await checkKeyPackage(engine, fromBase64Url(record.publicPackage)!, { ...device, nowMs });
  return { record, checked: checked! };
};

/** A whole state's bytes; parents' ratchets are left out, since nobody uses or stores them. */
const plain = ({ state }: Group): Buffer => {
  const leavesOnly = (tree: typeof state.secretTree) => tree.filter((_, i) => i % 2 === 0);
  const past = [...state.historicalReceiverData].map(
    ([epoch, data]) => [epoch, { ...data, secretTree: leavesOnly(data.secretTree) }] as const,
  );
  past.sort(([a], [b]) => (a < b ? -1 : 1));
  const secretTree = leavesOnly(state.secretTree);
  return Buffer.from(encodeGroup({ state: { ...state, secretTree, historicalReceiverData: new Map(past) } }));
};

/** A place where a group is stored as a vault would: a head, and parts by name. */
class Shelf {
  readonly parts = new Map<string, Uint8Array>();
  head = new Uint8Array();
  group: Group;
  writtenBytes = 0;

  constructor(group: Group) {
    this.group = group;
    this.put(group, null);
  }

  /** Stores a step; what it spent must be nowhere afterwards. */
  step(next: Group, spent: readonly Uint8Array[]): void {
    const used = spent.filter((secret) => secret.length > 15).map((secret) => Buffer.from(secret));
    this.put(next, this.group);
    this.group = next;
    wipe(spent);
    for (const secret of used) expect(this.holds(secret)).toBe(false);
    expect(plain(this.read()).equals(plain(next))).toBe(true);
    expect(new Set(groupParts(next).map(({ name }) => name))).toEqual(new Set(this.parts.keys()));
  }

  read(): Group {
    return assembleGroup(engine, readGroupHead(this.head), ({ name }) => this.parts.get(name));
  }

  holds(secret: Buffer): boolean {
    return [this.head, ...this.parts.values()].some((bytes) => Buffer.from(bytes).includes(secret));
  }

  private put(next: Group, was: Group | null): void {
    const delta = groupDelta(next, was, crypto.randomUUID());
    this.head = new Uint8Array(delta.head);
    for (const { part, bytes } of delta.put) this.parts.set(part.name, new Uint8Array(bytes));
    for (const { name } of delta.remove) this.parts.delete(name);
    this.writtenBytes = delta.head.length + delta.put.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

/** A thread of `size` members: what its founder and the last one added have on their shelves. */
async function shelves(members: readonly OwnDevice[]): Promise<readonly [Shelf, Shelf]> {
  const [founder, ...others] = members;
  const first = new Shelf(
    await createGroup(engine, founder!, {
      id: thread,
      info: { owners: [founder!.account], arbiter: null },
      nowMs: Date.now(),
    }),
  );
  const packages = await Promise.all(others.map(packageOf));
  const wish = { ...nothing, add: packages.map(({ checked }) => checked) };
  const pending = await prepareCommit(engine, first.group, wish);
  first.step(mergePending(first.group, pending), []);
  const joined = await joinGroup(engine, others.at(-1)!, {
    welcome: pending.welcome!,
    record: packages.at(-1)!.record,
  });
  return [first, new Shelf(joined!.group)];
}

type Pair = readonly [Shelf, Shelf];

interface Act {
  readonly by: 0 | 1;
  /** A letter, one that the other side gets after the next acts, a commit, or a commit while letters cross. */
  readonly what: "letter" | "late letter" | "commit" | "crossed commit";
  /** Taken from the shelf again, as after a restart. */
  readonly restart: boolean;
}

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    by: fc.constantFrom(0, 1),
    what: fc.constantFrom("letter", "late letter", "commit", "crossed commit"),
    restart: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);

async function write(shelf: Shelf, text: string): Promise<Uint8Array> {
  const sealed = await seal(engine, shelf.group, utf8(text));
  shelf.step(sealed.next, sealed.spent);
  return sealed.bytes;
}

async function take(shelf: Shelf, bytes: Uint8Array): Promise<string> {
  const got = await receive(engine, shelf.group, { bytes, ratified: null });
  if (got.kind !== "application" && got.kind !== "commit") return got.kind === "refused" ? got.why : got.kind;
  const text = got.kind === "commit" ? "commit" : fromUtf8(got.plaintext)!;
  shelf.step(got.next, got.spent);
  return text;
}

/** Commits by the shelf's member; the secrets of the epoch that ends are gone, but for late letters' ones. */
async function commit(shelf: Shelf, meanwhile: () => Promise<void>): Promise<Uint8Array> {
  const pending = decodePending(engine, encodePending(await prepareCommit(engine, shelf.group, nothing)));
  await meanwhile();
  const { initSecret, confirmationKey, exporterSecret } = shelf.group.state.keySchedule;
  shelf.step(
    mergePending(shelf.group, pending),
    [initSecret, confirmationKey, exporterSecret].map((s) => s.slice()),
  );
  return pending.bytes;
}

/** Plays acts; answers how many letters came too late for the keys that are kept. */
async function play(pair: Pair, script: readonly Act[]): Promise<void> {
  let late: { to: Shelf; bytes: Uint8Array; text: string; epoch: bigint }[] = [];
  const epochOf = (shelf: Shelf) => shelf.group.state.groupContext.epoch;
  for (const [i, { by, what, restart }] of script.entries()) {
    const [from, to] = [pair[by], pair[1 - by] as Shelf];
    if (restart) for (const shelf of pair) shelf.group = shelf.read();
    const text = `letter ${i}`;
    if (what === "letter") expect(await take(to, await write(from, text))).toBe(text);
    if (what === "late letter") late.push({ to, bytes: await write(from, text), text, epoch: epochOf(from) });
    if (what === "commit") expect(await take(to, await commit(from, async () => undefined))).toBe("commit");
    if (what === "crossed commit") {
      const meanwhile = async () => expect(await take(from, await write(to, text))).toBe(text);
      expect(await take(to, await commit(from, meanwhile))).toBe("commit");
    }
    if (i % 4 !== 3) continue;
    for (const each of late.reverse()) {
      const kept = epochOf(each.to) - each.epoch <= 4n;
      expect(await take(each.to, each.bytes)).toBe(kept ? each.text : "too_old");
      expect(await take(each.to, each.bytes)).toBe(kept ? "cannot_open" : "too_old");
    }
    late = [];
  }
}

describe("a group stored in parts", () => {
  it("is the whole group after any sequence of letters and commits, and holds no secret that was used", async () => {
    const size = fc.oneof(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 30, max: 50 }));
    await fc.assert(
      fc.asyncProperty(size, acts, async (members, script) => play(await shelves(devices.slice(0, members)), script)),
      // Each run makes a group and up to fourteen steps, each compared as a whole.
      { numRuns: process.env.FEDERPOST_RUNS === undefined ? 12 : 300 },
    );
  });

  it("of members who come and go leaves no part behind", async () => {
    const [shelf] = await shelves(devices.slice(0, 40));
    for (let left = 39; left > 3; left -= 9) {
      const remove = Array.from({ length: 9 }, (_, i) => left - i).filter((leaf) => leaf > 0);
      const pending = await prepareCommit(engine, shelf.group, { ...nothing, remove });
      shelf.step(mergePending(shelf.group, pending), []);
    }
    expect(ownLeafIndex(shelf.read())).toBe(0);
    expect(new Set([...shelf.parts.keys()].map((name) => name.split("/")[0])).size).toBe(5);
  });

  it("of 1,000 members is stored anew by less than a fiftieth for a letter", async () => {
    const more = await Promise.all(
      Array.from({ length: 1000 - devices.length }, async (_, i) => makeDevice(people[i % 50]!, `D${i}`)),
    );
    const [first, last] = await shelves([...devices, ...more]);
    const whole = encodeGroup(first.group).length;
    const letter = await write(first, "x".repeat(100));
    expect(first.writtenBytes * 50).toBeLessThan(whole);
    expect(await take(last, letter)).toBe("x".repeat(100));
    expect(last.writtenBytes * 50).toBeLessThan(whole);
    const update = await commit(first, async () => undefined);
    expect(await take(last, update)).toBe("commit");
    expect(await take(first, await write(last, "answer"))).toBe("answer");
    console.log(`1,000 members: a letter writes ${first.writtenBytes} of ${whole} bytes`);
  });

  it("that misses a part, or has a part or head of another form, is refused", async () => {
    const [shelf] = await shelves(devices.slice(0, 3));
    const outcome = (change: () => void): unknown => {
      change();
      try {
        return shelf.read();
      } catch (error) {
        return errorCodeOf(error);
      }
    };
    const [name, bytes] = [...shelf.parts].find(([key]) => key.includes("/"))!;
    expect(outcome(() => shelf.parts.set(name, bytes.slice(1)))).toBe("internal");
    expect(outcome(() => shelf.parts.delete(name))).toBe("cannot_open");
    expect(outcome(() => shelf.parts.set(name, bytes))).toMatchObject({ state: {} });
    expect(outcome(() => (shelf.head = shelf.head.slice(0, -1)))).toBe("internal");
    expect(outcome(() => (shelf.head = new Uint8Array([1, ...shelf.head.slice(1)])))).toBe("internal");
    expect(outcome(() => (shelf.head = new Uint8Array()))).toBe("internal");
  });
});
