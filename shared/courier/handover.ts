import * as v from "valibot";
import {
  fromUtf8,
  type Origin,
  parseOrigin,
  parseRoomId,
  parseUserId,
  type RoomId,
  toBase64Url,
  type UserId,
  utf8,
} from "../base/index.ts";
import { type PublicKey, parsePublicKey, type SigningKey } from "../crypto/index.ts";
import { type Contact, parseContact } from "../identity/index.ts";
import { newThread, type ThreadRecord } from "../mailbox/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import { readArchiveKey } from "./archive/key.ts";
import { listThreads } from "./store.ts";

/** What an existing device gives a new one over the paired channel. Old letters do not travel here: they come from the archive. */
export interface Handover {
  readonly identityKey: SigningKey;
  readonly certificate: string;
  readonly document: string;
  /** 32 bytes as base64url; null when this account has no archive. */
  readonly archiveKey: string | null;
  readonly contacts: readonly Contact[];
  readonly threads: readonly ThreadHead[];
  /** Whether the person keeps a recovery key of this account already. */
  readonly hasRecovery: boolean;
  /** What the account's devices are called, by device id. */
  readonly names: Readonly<Record<string, string>>;
}

/** A thread as far as its letters do not say it: the new device is let into it afterwards. */
type ThreadHead = Pick<ThreadRecord, "thread" | "subject" | "parties" | "createdAtMs" | "lastAtMs" | "openedBy">;

const mostContacts = 2000;
const mostThreads = 10_000;

const publicKey = v.custom<PublicKey>((value) => parsePublicKey(value) !== null);
const token = v.pipe(v.string(), v.maxLength(49_152));
const head = v.object({
  thread: v.custom<RoomId>((value) => parseRoomId(value) !== null),
  subject: v.string(),
  parties: v.array(v.custom<UserId>((value) => parseUserId(value) !== null)),
  createdAtMs: v.number(),
  lastAtMs: v.number(),
  openedBy: v.nullable(v.custom<Origin>((value) => parseOrigin(value) !== null)),
});
const schema = v.object({
  identityKey: v.object({ publicKey, secret: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)) }),
  certificate: token,
  document: token,
  archiveKey: v.nullable(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/))),
  contacts: v.pipe(v.array(v.unknown()), v.maxLength(mostContacts)),
  threads: v.pipe(v.array(head), v.maxLength(mostThreads)),
  hasRecovery: v.optional(v.boolean(), false),
  names: v.optional(v.record(v.string(), v.pipe(v.string(), v.maxLength(100))), {}),
});

export const encodeHandover = (handover: Handover): Uint8Array<ArrayBuffer> => utf8(JSON.stringify(handover));

/** A handover, or null when the bytes are none. Signatures and keys are still unchecked. */
export function parseHandover(bytes: Uint8Array): Handover | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(fromUtf8(bytes) ?? ""));
    return parsed.success ? { ...parsed.output, contacts: parsed.output.contacts.map(parseContact) } : null;
  } catch {
    return null;
  }
}

const recoveryRecord = { store: "keys", key: "recoveryElsewhere" } as const;

/** Whether the person keeps a recovery key of this account that was made on another device. */
export const hasRecoveryElsewhere = async (vault: Vault): Promise<boolean> =>
  (await vault.read(recoveryRecord.store, recoveryRecord.key))?.value === true;

export const putRecoveryElsewhere = (known: boolean): Change => ({ ...recoveryRecord, put: known });

/** What this device knows and a new one should: pins, and the threads that it will be let into. */
export async function knownHere(
  vault: Vault,
): Promise<Omit<Handover, "identityKey" | "certificate" | "document" | "names">> {
  const [archiveKey, ways, elsewhere, contacts, threads] = await Promise.all([
    readArchiveKey(vault),
    vault.ways(),
    hasRecoveryElsewhere(vault),
    vault.list("identities"),
    listThreads(vault),
  ]);
  const open = threads.filter(({ state }) => state === "open" || state === "rejoining");
  return {
    archiveKey: archiveKey === null ? null : toBase64Url(archiveKey),
    hasRecovery: elsewhere || ways.some(({ kind }) => kind === "recovery"),
    contacts: contacts.slice(0, mostContacts).map(({ value }) => parseContact(value)),
    threads: open.slice(0, mostThreads).map(({ thread, subject, parties, createdAtMs, lastAtMs, openedBy }) => ({
      thread,
      subject,
      parties,
      createdAtMs,
      lastAtMs,
      openedBy,
    })),
  };
}

/** A handed-over thread as the new device keeps it until it is let in. */
export const awaitedThread = (head: ThreadHead): ThreadRecord => ({
  ...newThread({ ...head, nowMs: head.createdAtMs, state: "rejoining", joined: "joined" }),
  lastAtMs: head.lastAtMs,
  invited: [...head.parties],
});
