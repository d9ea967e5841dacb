import { concatBytes, fromBase64Url, toBase64, utf8 } from "../../shared/base/index.ts";
import { partChanges } from "../../shared/courier/group-store.ts";
import {
  checkKeyPackage,
  createGroup,
  type Engine,
  epochOf,
  type Group,
  groupDelta,
  joinGroup,
  makeKeyPackage,
  mergePending,
  type OwnDevice,
  prepareCommit,
  receive,
  seal,
} from "../../shared/engine/index.ts";
import type { Change, Vault } from "../../shared/vault/index.ts";
import { makeDevice, makeEngine, makePerson } from "../fake/people.ts";
import { type FrozenThread, parseFrozenThreads } from "./threads.ts";

/** How the version that is frozen stores a group, and how it says which version wrote the contents. */
const storedGroup = (thread: string, group: Group): Change[] =>
  partChanges(thread, groupDelta(group, null, "frozen"), "absent");
const storedVersion: Change[] = [{ store: "settings", key: "contents", put: 2 }];

const day = 86_400_000;

async function packageOf(engine: Engine, device: OwnDevice) {
  const nowMs = Date.now();
  const lifetime = { notBeforeMs: nowMs - 2 * day, notAfterMs: nowMs + 90 * day };
  const record = await makeKeyPackage(engine, device, { lastResort: false, ...lifetime });
  const bytes = fromBase64Url(record.publicPackage) ?? new Uint8Array();
  const checked = await checkKeyPackage(engine, bytes, { ...device, nowMs });
  if (checked === null) throw new Error("a fresh key package does not hold");
  return { record, checked };
}

/** A thread of `size` members with a past epoch; two letters to its founder are still on their way. */
async function makeThread(name: string, size: number): Promise<{ group: Group; frozen: FrozenThread }> {
  const engine = await makeEngine();
  const people = await Promise.all(Array.from({ length: size }, (_, i) => makePerson(`person${i}`)));
  const devices = await Promise.all(people.map((person) => makeDevice(person, "DEVICE")));
  const [founder, ...others] = devices;
  const last = others.at(-1);
  if (founder === undefined || last === undefined) throw new Error("a thread has two members");
  const [{ thread }] = parseFrozenThreads([{ thread: name, letters: [] }]) as [FrozenThread];
  const info = { owners: [founder.account], arbiter: null };
  const empty = await createGroup(engine, founder, { id: thread, info, nowMs: Date.now() });
  const packages = await Promise.all(others.map((device) => packageOf(engine, device)));
  const add = packages.map(({ checked }) => checked);
  const added = await prepareCommit(engine, empty, { add, remove: [], proofs: [] });
  const record = packages.at(-1)?.record;
  if (record === undefined || added.welcome === null) throw new Error("nobody was added");
  const joined = await joinGroup(engine, last, { welcome: added.welcome, record });
  if (joined === null) throw new Error("the welcome does not open");
  let ours = mergePending(empty, added);
  const read = await seal(engine, joined.group, utf8("gelesen"));
  const late = await seal(engine, read.next, utf8("ein verspäteter Brief"));
  const got = await receive(engine, ours, { bytes: read.bytes, ratified: null });
  if (got.kind !== "application") throw new Error(got.kind);
  ours = (await seal(engine, got.next, utf8("unsere Antwort"))).next;
  const update = await prepareCommit(engine, ours, { add: [], remove: [], proofs: [] });
  const followed = await receive(engine, late.next, { bytes: update.bytes, ratified: null });
  if (followed.kind !== "commit") throw new Error(followed.kind);
  const group = mergePending(ours, update);
  const young = await seal(engine, followed.next, utf8("ein neuer Brief"));
  const letters = [
    { bytes: toBase64(late.bytes), text: "ein verspäteter Brief" },
    { bytes: toBase64(young.bytes), text: "ein neuer Brief" },
  ];
  const tag = toBase64(concatBytes(group.state.confirmationTag));
  return { group, frozen: { thread, epoch: epochOf(group).toString(), tag, letters } };
}

/** Puts real threads into an unlocked vault and says what is known of them. */
export async function fillThreads(vault: Vault): Promise<readonly FrozenThread[]> {
  const made = [await makeThread("!zwei:a.example", 2), await makeThread("!vierzig:a.example", 40)];
  for (const { group, frozen } of made) await vault.commit(storedGroup(frozen.thread, group));
  await vault.commit(storedVersion);
  return made.map(({ frozen }) => frozen);
}
