import * as v from "valibot";
import { type AssuranceLevel, assuranceLevels, FederpostError, isAtLeast, type UserId } from "../base/index.ts";
import type { Contact } from "../identity/index.ts";
import { hasWritten, type ThreadRecord } from "../mailbox/index.ts";
import type { Vault } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { organisationOf } from "./evidence.ts";
import { personOf } from "./person.ts";
import { readPrescribed } from "./prescribed.ts";
import { listEntries, readContact } from "./store.ts";

/**
 * How well it must be borne out who somebody is. A mailbox demands it of persons who write for the first time: their thread is kept
 * apart, and our receipt tells them. A letter demands it of its recipients: without it the letter is not sealed. Organisations prove
 * themselves by their certificate.
 */

const place = { store: "rules", key: "assurance" } as const;
const record = v.object({ level: v.picklist(assuranceLevels) });

function parseOwn(stored: unknown): AssuranceLevel {
  const parsed = v.safeParse(record, stored);
  if (!parsed.success) throw new FederpostError("internal", "The stored demand has an unknown form.");
  return parsed.output.level;
}

export interface DemandedLevel {
  /** What counts; null: nothing is demanded. */
  readonly level: AssuranceLevel | null;
  /** The least that an administrator lets the person demand. */
  readonly prescribed: AssuranceLevel | null;
}

const higher = (a: AssuranceLevel | null, b: AssuranceLevel | null): AssuranceLevel | null =>
  a === null || (b !== null && isAtLeast(b, a)) ? b : a;

/** What this mailbox demands of persons: the administrator's level, or the person's own where that is higher. */
export async function readDemand(vault: Vault): Promise<DemandedLevel> {
  const [entry, { minimumAssurance: prescribed }] = await Promise.all([
    vault.read(place.store, place.key),
    readPrescribed(vault),
  ]);
  const own = entry === null ? null : parseOwn(entry.value);
  return { level: higher(own, prescribed), prescribed };
}

/** Stores the person's own demand; null: none. */
export const writeDemand = (vault: Vault, level: AssuranceLevel | null): Promise<void> =>
  vault.commit([level === null ? { ...place, remove: true } : { ...place, put: { level } }]);

/** Whether it is borne out well enough who a contact is. A contradicted identity never is. */
async function isProved(
  vault: Vault,
  contact: Contact | null,
  about: { readonly level: AssuranceLevel; readonly nowMs: number },
): Promise<boolean> {
  if (contact === null || contact.conflicting !== null) return false;
  if ((await organisationOf(vault, contact, about.nowMs))?.kind === "verified") return true;
  const person = await personOf(vault, contact, about.nowMs);
  return person?.kind === "verified" && isAtLeast(person.person.level, about.level);
}

/** Whether an account has shown evidence that holds now at this level, or proves an organisation. */
export async function isProvedAt(
  vault: Vault,
  account: UserId,
  about: { readonly level: AssuranceLevel; readonly nowMs: number },
): Promise<boolean> {
  return isProved(vault, (await readContact(vault, account))?.value ?? null, about);
}

/** What is made of a letter's sender: where their thread belongs, and what our receipt tells them. */
export interface Admission {
  readonly apart: ThreadRecord["order"]["apart"];
  readonly told: AssuranceLevel | null;
}

/**
 * Whether a thread is kept apart since its sender has not shown what is demanded. Never once we wrote in it or the person took it
 * out. `contact`: the sender as the letter makes them known.
 */
export async function admissionOf(
  { vault, clock }: Pick<Desk, "vault" | "clock">,
  thread: ThreadRecord,
  { from, contact }: { readonly from: UserId; readonly contact: Contact | null },
): Promise<Admission> {
  const { apart } = thread.order;
  const { level } = await readDemand(vault);
  if (level === null || apart === false) return { apart: apart === true ? null : apart, told: null };
  const sender = contact ?? (await readContact(vault, from))?.value ?? null;
  if (await isProved(vault, sender, { level, nowMs: clock.now() })) return { apart: null, told: null };
  if (apart === null && hasWritten(await listEntries(vault, thread.thread))) return { apart, told: null };
  return { apart: true, told: level };
}

/**
 * For a letter that is for proved recipients only. @throws FederpostError `recipient_not_proved` when one of them has shown no
 * evidence, or none that holds now at this level.
 */
export async function requireProved(
  { vault, clock }: Pick<Desk, "vault" | "clock">,
  recipients: readonly UserId[],
  level: AssuranceLevel | null,
): Promise<void> {
  if (level === null) return;
  for (const account of recipients) {
    if (!(await isProvedAt(vault, account, { level, nowMs: clock.now() })))
      throw new FederpostError(
        "recipient_not_proved",
        "It is not borne out well enough who the recipient is: ask them for evidence in a letter without confidential content.",
      );
  }
}
