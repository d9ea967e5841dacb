import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach } from "vitest";
import {
  parseDeviceId,
  parseLetterId,
  parseRoomId,
  parseUserId,
  systemClock,
  systemRandom,
} from "../../../shared/base/index.ts";
import type { CourierEvent, Desk } from "../../../shared/courier/desk.ts";
import { generateSigningKey } from "../../../shared/crypto/index.ts";
import { issueIdentityDocument } from "../../../shared/identity/index.ts";
import { type LetterRecord, newThread, type ThreadRecord } from "../../../shared/mailbox/index.ts";
import type { StoreName, Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";
import { makePerson, year } from "../../fake/people.ts";

/** A real vault on disk, and as much of a desk as what needs no homeserver uses. */

export const clerk = parseUserId("@bauamt:stadt.example")!;
export const citizen = parseUserId("@erika:stadt.example")!;
export const room = (n: number) => parseRoomId(`!thread${n}:stadt.example`)!;
export const letterId = (n: number) => parseLetterId(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`)!;

export const threadOf = (n: number, about: Partial<ThreadRecord> = {}): ThreadRecord => ({
  ...newThread({
    ...{ thread: room(n), parties: [clerk], subject: `Vorgang ${n}`, nowMs: n },
    ...{ state: "open", joined: "joined", openedBy: null },
  }),
  ...about,
});

export const letterOf = (thread: number, n: number, about: Partial<LetterRecord> = {}): LetterRecord => ({
  ...{ kind: "letter", number: n, letter: letterId(n), thread: room(thread), from: clerk, mine: false },
  ...{ subject: "Bescheid", text: "Guten Tag", format: null, data: null, attachments: [], sentAtMs: 1 },
  ...{ receivedAtMs: 1, inReplyTo: null, acknowledgeBy: null, composedBy: null, opened: true, event: null },
  ...{ digest: null, proof: null, failure: null },
  ...about,
});

export interface SmallDesk {
  readonly vault: Vault;
  readonly desk: Desk;
  readonly told: CourierEvent[];
  /** How often the loops were woken. */
  woken: number;
}

/** One for each test of a file. */
export function smallDesk(): SmallDesk {
  const small = { told: [] as CourierEvent[], woken: 0 } as { -readonly [K in keyof SmallDesk]: SmallDesk[K] };
  let dir = "";
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-desk-"));
    small.vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom });
    await small.vault.unlock();
    small.told.length = 0;
    small.woken = 0;
    small.desk = {
      ...{ vault: small.vault, clock: systemClock, random: systemRandom, signal: new AbortController().signal },
      tell: (event: CourierEvent) => void small.told.push(event),
      wake: () => void small.woken++,
    } as Desk;
  });
  afterEach(async () => {
    await small.vault.close();
    await rm(dir, { recursive: true, force: true });
  });
  return small;
}

/** Flips one bit in each record that a store holds now. */
export function damage(vault: Vault, store: StoreName): void {
  const db = new DatabaseSync(vault.name);
  for (const { key, sealed } of db.prepare("SELECT key, sealed FROM records WHERE store = ?").all(store)) {
    const bytes = new Uint8Array(sealed as Uint8Array);
    bytes[bytes.length >> 1]! ^= 1;
    db.prepare("UPDATE records SET sealed = ? WHERE store = ? AND key = ?").run(bytes, store, key ?? "");
  }
  db.close();
}

/** The desk's own account, with a signed document that lists so many devices. */
export async function selfWith(deviceCount: number): Promise<Desk["self"]> {
  const person = await makePerson("erika");
  const devices = await Promise.all(
    Array.from({ length: deviceCount }, async (_, n) => {
      const [mlsKey, letterKey] = await Promise.all([generateSigningKey(), generateSigningKey()]);
      const deviceId = parseDeviceId(`DEVICE${n}`)!;
      return { deviceId, mlsKey: mlsKey.publicKey, letterKey: letterKey.publicKey, notAfterMs: Date.now() + year };
    }),
  );
  const document = await issueIdentityDocument(person.identityKey, {
    ...{ account: person.account, number: 1, previous: null, devices, expiresAtMs: Date.now() + year },
  });
  return { account: person.account, deviceId: devices[0]?.deviceId, document } as Desk["self"];
}
