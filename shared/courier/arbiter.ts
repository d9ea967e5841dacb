import * as v from "valibot";
import { epochOf, type Group, groupSuite, type Member, seal, threadInfoOf, wipe } from "../engine/index.ts";
import { encodeEnvelope } from "../letter/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { putGroup } from "./group-store.ts";
import { listParked, putParked } from "./park.ts";
import { algorithmOf, eventTypes, makeContent } from "./payload.ts";
import { nextOutboxKey, putOutbox } from "./store.ts";
import { done, fileUnreadable, type Taken, type Work } from "./work.ts";

/**
 * The arbiter of a thread whose members are on several servers (docs/protocol.md, "Order"). Servers order events
 * differently, but those that come from one server they all order alike: so the arbiter account's commits count as
 * they come, and those of others from its word on.
 */

/** A valid commit of another server's member. The arbiter gives its word for the first one; the others wait for it. */
export async function askForWord(desk: Desk, work: Work, tag: string): Promise<Taken> {
  const { group, item } = work;
  const info = threadInfoOf(group.value);
  if (info.arbiter !== desk.self.account) return { kind: "wait", blocks: false };
  const txnId = wordTxn(item.event);
  // Given once: the record says that our word is under way.
  if ((await desk.vault.read("counters", `word/${txnId}`)) !== null) return { kind: "wait", blocks: false };
  const epoch = epochOf(group.value).toString();
  const word = encodeEnvelope({ kind: "ratify", epoch, event: item.event, tag });
  const sealed = await seal(desk.engine, group.value, word);
  const content = { algorithm: algorithmOf(groupSuite(group.value)), ...(await makeContent(desk, sealed.bytes)) };
  await desk.vault.commit([
    ...putGroup(desk, item.room, { next: sealed.next, was: group }),
    { store: "counters", key: `word/${txnId}`, put: { epoch, event: item.event, tag } },
    putOutbox(await nextOutboxKey(desk), {
      kind: "event",
      thread: item.room,
      txnId,
      type: eventTypes.encrypted,
      content,
      letter: null,
      tries: 0,
      notBeforeMs: 0,
    }),
  ]);
  wipe(sealed.spent);
  desk.wake();
  return { kind: "wait", blocks: false };
}

/** The transaction id of our word names the commit: when it comes back, it is known which one it is for. */
const wordTxn = (event: string): string => `word-${event.replace(/[^A-Za-z0-9]/g, "")}`;

const wordSchema = v.object({ epoch: v.string(), event: v.string(), tag: v.string() });

/** Our word as arbiter comes back: from here on it counts, as it does for everybody else. */
export async function ownWord(
  desk: Desk,
  { item, group }: Work,
): Promise<{ readonly changes: readonly Change[]; readonly ratifies: boolean }> {
  const record = item.txnId === null ? null : await desk.vault.read("counters", `word/${item.txnId}`);
  const word = v.safeParse(wordSchema, record?.value);
  if (!word.success) return { changes: [], ratifies: false };
  const stands = word.output.epoch === epochOf(group.value).toString();
  const marked = stands ? await ratifyParked(desk, word.output) : [];
  const said: Change = { store: "counters", key: `word/${item.txnId}`, remove: true };
  return { changes: [said, ...marked], ratifies: marked.length > 0 };
}

interface Word {
  readonly next: Group;
  readonly sender: Member;
  readonly epoch: string;
  readonly event: string;
  readonly tag: string;
}

/** The arbiter's word: marks the parked commit so that it is taken next. A word for an epoch that has ended is void. */
export async function takeWord(desk: Desk, work: Work, word: Word): Promise<Taken> {
  const { group, item } = work;
  const advanced = putGroup(desk, item.room, { next: word.next, was: group });
  if (word.sender.account !== threadInfoOf(group.value).arbiter) {
    return fileUnreadable(desk, work, { reason: "invalid_group_event", more: advanced });
  }
  const stands = word.epoch === epochOf(group.value).toString();
  const marked = stands ? await ratifyParked(desk, word) : [];
  await desk.vault.commit([...work.closing, ...marked, ...advanced]);
  // The commit it is for counts from here on, before anything that comes after the word.
  return marked.length > 0 ? { kind: "rewind" } : done;
}

/** The parked commit that a word is for, marked with the confirmation tag that it must lead to. */
async function ratifyParked(desk: Desk, word: { readonly event: string; readonly tag: string }): Promise<Change[]> {
  const found = (await listParked(desk.vault)).find(({ item }) => item.kind === "event" && item.event === word.event);
  if (found === undefined) return [];
  return [{ ...putParked(found.key, { ...found, ratified: word.tag, notBeforeMs: 0 }), expect: found.revision }];
}
