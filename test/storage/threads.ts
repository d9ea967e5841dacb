import { fromBase64, parseRoomId, type RoomId, toBase64 } from "../../shared/base/index.ts";
import { readGroup } from "../../shared/courier/group-store.ts";
import { migrateMailbox } from "../../shared/courier/migrate.ts";
import { createEngine, epochOf, receive } from "../../shared/engine/index.ts";
import { verifyDeviceCertificate } from "../../shared/identity/index.ts";
import type { Vault } from "../../shared/vault/index.ts";

/** Real threads in a frozen database: what is known of each, and a letter that nobody has read yet. */
export interface FrozenThread {
  readonly thread: RoomId;
  readonly epoch: string;
  readonly tag: string;
  /** A letter of the epoch before, and one of the current epoch, base64, with what they say. */
  readonly letters: readonly { readonly bytes: string; readonly text: string }[];
}

export const parseFrozenThreads = (value: unknown): readonly FrozenThread[] =>
  (value as FrozenThread[]).map((each) => {
    const thread = parseRoomId(each.thread);
    if (thread === null) throw new Error("a frozen thread has no name");
    return { ...each, thread };
  });

/** Migrates an unlocked vault and says what it tells of its progress, and what its threads still know. */
export async function readFrozenThreads(vault: Vault, threads: readonly FrozenThread[]) {
  const told: string[] = [];
  await migrateMailbox(vault, (done, total) => told.push(`${done}/${total}`));
  const engine = await createEngine({
    checkCertificate: verifyDeviceCertificate,
    revokes: async () => false,
    checkReadmission: async () => null,
  });
  const found = await Promise.all(
    threads.map(async ({ thread, letters }) => {
      const stored = await readGroup({ vault, engine }, thread);
      if (stored === null) return null;
      let group = stored.value;
      const texts: string[] = [];
      for (const { bytes } of letters) {
        const got = await receive(engine, group, { bytes: fromBase64(bytes) ?? new Uint8Array(), ratified: null });
        texts.push(got.kind === "application" ? new TextDecoder().decode(got.plaintext) : got.kind);
        if (got.kind === "application") group = got.next;
      }
      const { epoch, tag } = { epoch: epochOf(group).toString(), tag: toBase64(group.state.confirmationTag) };
      return { epoch, tag, texts };
    }),
  );
  return { told, found };
}

/** What {@link readFrozenThreads} must find. */
export const expectedOf = (threads: readonly FrozenThread[]) =>
  threads.map(({ epoch, tag, letters }) => ({ epoch, tag, texts: letters.map(({ text }) => text) }));
