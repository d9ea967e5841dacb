import { FederpostError, type RoomId } from "../base/index.ts";
import {
  assembleGroup,
  type Group,
  type GroupDelta,
  type GroupHead,
  type GroupPart,
  groupDelta,
  groupParts,
  readGroupHead,
} from "../engine/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import type { Stored } from "./store.ts";

/**
 * Groups in the vault: the head under the thread's name, its parts beside it. Whoever stores a step says which revision
 * of the head it was made from; the head changes with every step, so that none is made twice from the same state.
 */

interface Remembered {
  readonly current: { readonly stamp: string; readonly value: Group } | null;
  /** What was handed out to be stored since. Which one of them was, the stored stamp tells. */
  readonly candidates: Map<string, Group>;
}

/** The last few groups as they are, since putting a large one together takes longer than using it. Forgotten with the lock. */
const remembered = new WeakMap<Vault, Map<RoomId, Remembered>>();
const keptGroups = 8;
const keptCandidates = 8;

function memoryOf(vault: Vault): Map<RoomId, Remembered> {
  const known = remembered.get(vault);
  if (known !== undefined) return known;
  const memory = new Map<RoomId, Remembered>();
  remembered.set(vault, memory);
  vault.onLockChange((state) => state === "locked" && memory.clear());
  return memory;
}

function remember(vault: Vault, thread: RoomId, what: Remembered): void {
  const memory = memoryOf(vault);
  memory.delete(thread);
  const oldest = memory.keys().next().value;
  if (memory.size >= keptGroups && oldest !== undefined) memory.delete(oldest);
  memory.set(thread, what);
}

const storeOf = ({ kind }: GroupPart) => (kind === "epoch" ? "epochs" : "ratchets");

const bytesOf = (value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value;
  throw new FederpostError("internal", "A stored group has an unknown form.");
};

/** A group as it is stored, or null when there is none. */
export async function readGroup(desk: Pick<Desk, "vault" | "engine">, thread: RoomId): Promise<Stored<Group> | null> {
  for (;;) {
    const entry = await desk.vault.read("groups", thread);
    if (entry === null) return null;
    const { revision } = entry;
    const head = readGroupHead(bytesOf(entry.value));
    const known = recall(desk.vault, thread, head);
    if (known !== null) return { value: known, revision };
    const value = await assemble(desk, thread, head).catch((error: unknown) => error);
    // Another context may have stored a step while the parts were read: they belong together only under one head.
    if ((await desk.vault.read("groups", thread))?.revision !== revision) continue;
    if (!isGroup(value)) throw value;
    remember(desk.vault, thread, { current: { stamp: head.stamp, value }, candidates: new Map() });
    return { value, revision };
  }
}

const isGroup = (value: unknown): value is Group => typeof value === "object" && value !== null && "state" in value;

function recall(vault: Vault, thread: RoomId, { stamp }: GroupHead): Group | null {
  const known = memoryOf(vault).get(thread);
  if (known?.current?.stamp === stamp) return known.current.value;
  const value = known?.candidates.get(stamp);
  if (value === undefined) return null;
  remember(vault, thread, { current: { stamp, value }, candidates: new Map() });
  return value;
}

async function assemble(desk: Pick<Desk, "vault" | "engine">, thread: RoomId, head: GroupHead): Promise<Group> {
  const prefix = `${thread}/`;
  const [epochs, ratchets] = await Promise.all([
    desk.vault.list("epochs", { prefix }),
    desk.vault.list("ratchets", { prefix }),
  ]);
  const parts = new Map([...epochs, ...ratchets].map(({ key, value }) => [key.slice(prefix.length), bytesOf(value)]));
  return assembleGroup(desk.engine, head, ({ name }) => parts.get(name));
}

/** A step of a group: what it becomes, and the stored state that it was made from (null: there is none yet). */
export interface GroupStep {
  readonly next: Group;
  readonly was: Stored<Group> | null;
}

/** Stores a group's next state, unless somebody else did since `was` was read: an epoch or a nonce is never used twice. */
export function putGroup(desk: Pick<Desk, "vault" | "random">, thread: RoomId, { next, was }: GroupStep): Change[] {
  const stamp = desk.random.uuid();
  noteCandidate(desk.vault, thread, [stamp, next]);
  return partChanges(thread, groupDelta(next, was?.value ?? null, stamp), was?.revision ?? "absent");
}

/** The records of a group's delta, unless its head is no longer of the expected revision. */
export function partChanges(thread: string, delta: GroupDelta, expect: number | "absent"): Change[] {
  return [
    { store: "groups", key: thread, put: delta.head, expect },
    ...delta.put.map(
      ({ part, bytes }): Change => ({ store: storeOf(part), key: `${thread}/${part.name}`, put: bytes }),
    ),
    ...delta.remove.map((part): Change => ({ store: storeOf(part), key: `${thread}/${part.name}`, remove: true })),
  ];
}

function noteCandidate(vault: Vault, thread: RoomId, [stamp, next]: readonly [string, Group]): void {
  const known = memoryOf(vault).get(thread) ?? { current: null, candidates: new Map<string, Group>() };
  // More than a few that were handed out and never stored are of writes that failed.
  if (known.candidates.size >= keptCandidates) known.candidates.clear();
  known.candidates.set(stamp, next);
  remember(vault, thread, known);
}

/** Removes a group with all its parts, unless somebody stored a step since it was read. */
export const removeGroup = (thread: RoomId, was: Stored<Group>): Change[] => [
  { store: "groups", key: thread, remove: true, expect: was.revision },
  ...groupParts(was.value).map(
    (part): Change => ({ store: storeOf(part), key: `${thread}/${part.name}`, remove: true }),
  ),
];
