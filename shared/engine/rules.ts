import type { Proposal } from "ts-mls";
import * as v from "valibot";
import { fromUtf8, type UserId } from "../base/index.ts";
import type { Engine } from "./context.ts";
import type { Member } from "./leaf.ts";
import type { ThreadInfo } from "./thread-info.ts";

/**
 * Who may change what in a thread. Judged from the commit, the group's state and signatures alone, so that every
 * member comes to the same answer: anybody updates itself; an account adds and removes its own devices;
 * owners change others; anybody removes a device that its account's own document revokes.
 */

export interface Change {
  readonly kind: "add" | "remove" | "other";
  readonly removed: number;
}

/** What a proposal asks, as far as the rules care. */
export const changeOf = (proposal: Proposal): Change => {
  if (proposal.proposalType === "add") return { kind: "add", removed: -1 };
  if (proposal.proposalType === "remove") return { kind: "remove", removed: proposal.remove.removed };
  return { kind: "other", removed: -1 };
};

const proofsSchema = v.strictObject({ documents: v.pipe(v.array(v.string()), v.maxLength(100)) });

/** The identity documents in a commit's authenticated data; null when it holds something else. */
export function readProofs(authenticatedData: Uint8Array): readonly string[] | null {
  if (authenticatedData.length === 0) return [];
  try {
    const parsed = v.safeParse(proofsSchema, JSON.parse(fromUtf8(authenticatedData) ?? ""));
    return parsed.success ? parsed.output.documents : null;
  } catch {
    return null;
  }
}

interface Case {
  readonly info: ThreadInfo;
  readonly committer: Member;
  readonly before: readonly Member[];
  readonly after: readonly Member[];
  readonly removed: readonly number[];
  readonly proofs: readonly string[];
}

const mayChange = (info: ThreadInfo, committer: Member, account: UserId): boolean =>
  account === committer.account || info.owners.includes(committer.account);

async function mayRemove(
  engine: Engine,
  { info, committer, before, proofs }: Case,
  leafIndex: number,
): Promise<boolean> {
  const target = before.find((member) => member.leafIndex === leafIndex);
  if (target === undefined) return false;
  if (mayChange(info, committer, target.account)) return true;
  const verdicts = await Promise.all(proofs.map((proof) => engine.revokes(proof, target.certificate)));
  return verdicts.some(Boolean);
}

/** Whether a commit that leads from the members before to those after is one its committer may make. */
export async function mayCommit(engine: Engine, situation: Case): Promise<boolean> {
  const { info, committer, before, after, removed } = situation;
  const stayed = (member: Member) =>
    before.some((m) => m.leafIndex === member.leafIndex && m.certificate === member.certificate) &&
    !removed.includes(member.leafIndex);
  const added = after.filter((member) => !stayed(member));
  const removals = await Promise.all(removed.map((leafIndex) => mayRemove(engine, situation, leafIndex)));
  if (!removals.every(Boolean)) return false;
  return added.every((member) => {
    const known = before.find((m) => m.account === member.account);
    // The same device may come back only in a later commit than the one that removes it (RFC 9420 has no such need,
    // but a removal and return in one step would hide the removal from people).
    const twice = before.some((m) => m.account === member.account && m.deviceId === member.deviceId);
    const sameKey = known === undefined || known.identityKey === member.identityKey;
    return sameKey && !twice && mayChange(info, committer, member.account);
  });
}
