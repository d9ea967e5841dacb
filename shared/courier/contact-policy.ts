import type { RoomId, UserId } from "../base/index.ts";
import {
  type ContactPolicy,
  openContactPolicy,
  parseContactPolicy,
  ruleFor,
  type ThreadRecord,
} from "../mailbox/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { federationRule } from "./federation.ts";
import { tellOthers } from "./step-order.ts";
import { listThreads, nextOutboxKey, putOutbox, putThread, readThread } from "./store.ts";

/** Who may write to this account: kept in the vault, asked when somebody opens a thread with us. */

const place = { store: "rules", key: "contacts" } as const;
const changed = { store: "rules", key: "contacts-changed" } as const;

export async function readContactPolicy(vault: Vault): Promise<ContactPolicy> {
  const entry = await vault.read(place.store, place.key);
  return entry === null ? openContactPolicy : parseContactPolicy(entry.value);
}

/** When the rules were changed last, by the clock of the device that did; 0: never. */
export async function rulesChangedAt(vault: Vault): Promise<number> {
  const entry = await vault.read(changed.store, changed.key);
  return typeof entry?.value === "number" ? entry.value : 0;
}

/**
 * Stores the policy that the person has changed here, and tells the account's other devices. See `applyContactPolicy`.
 */
export async function writeContactPolicy(desk: Desk, policy: ContactPolicy): Promise<void> {
  const atMs = Math.max(desk.clock.now(), (await rulesChangedAt(desk.vault)) + 1);
  await applyContactPolicy(desk, { policy, atMs, told: await tellOthers(desk, { rules: true }) });
}

/**
 * Stores the policy. Threads whose only other parties are accounts that it blocks by name are left: nothing of them comes
 * any more, what is there stays readable. Other rules concern new threads only.
 */
export async function applyContactPolicy(
  desk: Desk,
  { policy, atMs, told = [] }: { readonly policy: ContactPolicy; readonly atMs: number; readonly told?: Change[] },
): Promise<void> {
  await desk.vault.commit([{ ...place, put: policy }, { ...changed, put: atMs }, ...told]);
  for (const thread of await listThreads(desk.vault)) {
    if (isOpen(thread) && thread.parties.every((party) => isBlockedByName(policy, party))) {
      await leaveThread(desk, thread.thread);
    }
  }
  desk.wake();
}

const isOpen = ({ state, parties }: ThreadRecord): boolean => state !== "expelled" && parties.length > 0;

function isBlockedByName(policy: ContactPolicy, account: UserId): boolean {
  const { rule, particular } = ruleFor(policy, account);
  return particular && rule === "block";
}

/** Closes a thread here and has the homeserver told that we leave its room. */
const leaveThread = (desk: Desk, room: RoomId): Promise<void> =>
  inThread(desk, room, async () => {
    const stored = await readThread(desk.vault, room);
    if (stored === null || stored.value.state === "expelled") return;
    await desk.vault.commit([
      putThread({ ...stored.value, state: "expelled", commit: null }),
      await leaveOrder(desk, room),
    ]);
    desk.tell({ kind: "thread", thread: room });
  });

/** The order to leave a room, or to decline its invitation. */
export const leaveOrder = async (desk: Desk, thread: RoomId): Promise<Change> =>
  putOutbox(await nextOutboxKey(desk), { kind: "leave", thread, tries: 0, notBeforeMs: 0 });

/**
 * Whether somebody who opened a thread with us may: by the operator's federation list first, then by the person's rules; `wait` while
 * a list is demanded and none holds. Under the usual rule "block" those may whom the person already has
 * an open thread with: who writes to an agency can be answered in a new thread, too.
 */
export async function mayOpenThread(desk: Desk, openers: readonly UserId[]): Promise<"allow" | "refuse" | "wait"> {
  const about = { self: desk.self.account, nowMs: desk.clock.now() };
  const rule = await federationRule(desk.vault, openers, about);
  if (rule !== "allow") return rule;
  return (await isWelcome(desk, openers)) ? "allow" : "refuse";
}

async function isWelcome(desk: Desk, openers: readonly UserId[]): Promise<boolean> {
  const policy = await readContactPolicy(desk.vault);
  const strangers = openers.filter((account) => account !== desk.self.account);
  const blocked = strangers.filter((account) => ruleFor(policy, account).rule === "block");
  if (blocked.length === 0) return true;
  if (blocked.some((account) => isBlockedByName(policy, account))) return false;
  const threads = await listThreads(desk.vault);
  return blocked.every((account) => threads.some((thread) => isOpen(thread) && thread.parties.includes(account)));
}
