import * as v from "valibot";
import { type RoomId, serverOf } from "../base/index.ts";
import {
  epochOf,
  groupSuites,
  type Joined,
  joinGroup,
  type KeyPackageRecord,
  keyPackageRefsOf,
  type Member,
  parseKeyPackageRecord,
  threadInfoOf,
} from "../engine/index.ts";
import { newThread, type ThreadRecord } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { leaveOrder, mayOpenThread } from "./contact-policy.ts";
import { type Desk, inThread } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import { listParked, type Parked, type ParkedItem, putParked } from "./park.ts";
import { readContent, welcomeAlgorithmOf } from "./payload.ts";
import { endRejoin } from "./rejoin.ts";
import { nextOutboxKey, putOutbox, putThread, readContact, readThread } from "./store.ts";

/**
 * A Welcome lets this device into a thread: group, thread and the order to join the room are stored in one commit
 * that also spends the key package. A Welcome for a thread that is open here changes nothing: nobody can be
 * led from a living group into another one under the same name. Answers whether it let us in; `wait`: whether it may is not known
 * yet, and nothing was changed.
 */
export async function takeWelcome(
  desk: Desk,
  parked: Parked,
  item: Extract<ParkedItem, { kind: "toDevice" }>,
): Promise<boolean | "wait"> {
  const closing: Change = { store: "parked", key: parked.key, remove: true, expect: parked.revision };
  const content = v.safeParse(
    v.looseObject({ algorithm: v.picklist(groupSuites.map(welcomeAlgorithmOf)) }),
    item.content,
  );
  const welcome = content.success ? await readContent(desk, content.output) : null;
  const record = welcome === null ? null : await findKeyPackage(desk, welcome);
  const joined = welcome && record && (await joinGroup(desk.engine, desk.self, { welcome, record }));
  const passOver = async (...more: Change[]) => {
    await desk.vault.commit([closing, ...more]);
    return false;
  };
  // Not for us, spent before, or forged: there is nothing to show and nothing to keep.
  if (!joined || !record) return passOver();
  return inThread(desk, joined.thread, async () => {
    const [known, group] = await Promise.all([readThread(desk.vault, joined.thread), readGroup(desk, joined.thread)]);
    if (group !== null) return passOver();
    const spent: Change[] = record.lastResort ? [] : [{ store: "keyPackages", key: record.ref, remove: true }];
    const rule = known === null ? await mayOpenThread(desk, threadInfoOf(joined.group).owners) : "allow";
    if (rule === "wait") return "wait";
    if (rule === "refuse") {
      // The person does not want their letters: nothing of them is kept, and their side sees that we left.
      await passOver(...spent, await leaveOrder(desk, joined.thread));
      desk.wake();
      return false;
    }
    if (known !== null && !(await isSameCircle(desk, known.value, joined.members))) return passOver();
    await enter(desk, { joined, record, known: known?.value ?? null, closing: [closing, ...spent] });
    return true;
  });
}

interface Entry {
  readonly joined: Joined;
  readonly record: KeyPackageRecord;
  /** The thread as this device knows it from before. */
  readonly known: ThreadRecord | null;
  readonly closing: readonly Change[];
}

/** Stores a group that let us in, with its thread and the order to join the room. */
async function enter(desk: Desk, { joined, record, known, closing }: Entry): Promise<void> {
  const nowMs = desk.clock.now();
  const others = joined.members.map((member) => member.account).filter((account) => account !== desk.self.account);
  // Whoever is away in a known thread may come back as we do.
  const parties = known?.parties ?? [...new Set(others)];
  const thread =
    known ??
    newThread({
      thread: joined.thread,
      parties,
      subject: "",
      nowMs,
      state: "open",
      joined: "not_joined",
      openedBy: null,
    });
  // Who came in by a shared package of last resort renews its keys at once.
  const renewedAtMs = record.lastResort ? 0 : nowMs;
  const via = [...new Set(others.map(serverOf))];
  await desk.vault.commit([
    ...closing,
    ...putGroup(desk, joined.thread, { next: joined.group, was: null }),
    putThread({
      ...thread,
      parties,
      state: "open",
      renewedAtMs,
      commit: null,
      sinceEpoch: `${epochOf(joined.group)}`,
    }),
    ...(await nowDue(desk, joined.thread)),
    ...(await endRejoin(desk, joined.thread)),
    putOutbox(await nextOutboxKey(desk), { kind: "join", thread: joined.thread, via, tries: 0, notBeforeMs: 0 }),
  ]);
  desk.tell({ kind: "threads" });
  // A known thread may be open on a page that says it is not joined yet.
  desk.tell({ kind: "thread", thread: joined.thread });
  desk.wake();
}

/**
 * Whether a Welcome leads back among the people that a known thread was with, each under the identity that is pinned:
 * under the name of a thread that a person trusts nobody else may come in.
 */
async function isSameCircle(desk: Desk, thread: ThreadRecord, members: readonly Member[]): Promise<boolean> {
  for (const { account, identityKey } of members) {
    const own = account === desk.self.account;
    const pinned = own ? desk.self.identityKey : (await readContact(desk.vault, account))?.value.identityKey;
    if (!own && !thread.parties.includes(account)) return false;
    if (pinned !== undefined && pinned !== identityKey) return false;
  }
  return true;
}

/** What of this thread came before its Welcome waits no longer. */
async function nowDue(desk: Desk, thread: RoomId): Promise<Change[]> {
  const waiting = (await listParked(desk.vault)).filter(
    ({ item, tries }) => "room" in item && item.room === thread && tries > 0,
  );
  return waiting.map((each) => ({ ...putParked(each.key, { ...each, notBeforeMs: 0 }), expect: each.revision }));
}

/** Our stored key package that a Welcome names. */
async function findKeyPackage(desk: Desk, welcome: Uint8Array): Promise<KeyPackageRecord | null> {
  for (const ref of keyPackageRefsOf(welcome).slice(0, 10_000)) {
    const entry = await desk.vault.read("keyPackages", ref);
    if (entry !== null) return parseKeyPackageRecord(entry.value);
  }
  return null;
}
