import { FederpostError, isFederpostError } from "../../base/index.ts";
import {
  type Change,
  type Json,
  markedStores,
  type StoredValue,
  type StoreName,
  type Vault,
} from "../../vault/index.ts";
import { type ArchivedRecord, scannedStores } from "./chunk.ts";
import type { ArchiveState } from "./state.ts";

/** What has to go into the archive next: marked records, and those of the stores that are looked through. */

interface Mark {
  readonly key: string;
  readonly revision: number;
}

export interface Batch {
  /** Without `atMs` and `generation`, which the writer sets. */
  readonly records: readonly Pick<ArchivedRecord, "store" | "key" | "value">[];
  readonly marks: readonly Mark[];
  readonly scanned: ArchiveState["scanned"];
}

const mostRecords = 256;
const mostBytes = 1024 * 1024;

/** A letter is archived when this has passed; what comes until then travels with it. */
const delayMs = 5_000;
/** A draft changes while somebody types. */
const draftDelayMs = 60_000;

/** When the oldest change is due, or null when nothing waits. */
export async function dueAt(vault: Vault, state: ArchiveState): Promise<number | null> {
  const marks = await vault.list("unarchived");
  const due = marks.map(({ key, value }) => Number(value) + (key.startsWith("drafts/") ? draftDelayMs : delayMs));
  if ((await scan(vault, state)).records.length > 0) due.push(0);
  return due.length === 0 ? null : Math.min(...due);
}

/** The next records, or null when all is archived. */
export async function nextBatch(vault: Vault, state: ArchiveState): Promise<Batch | null> {
  const marks: Mark[] = [];
  const { records, scanned } = await scan(vault, state);
  let sizeBytes = 0;
  for (const { key, revision } of await vault.list("unarchived", { limit: mostRecords })) {
    const record = await readMarked(vault, key);
    marks.push({ key, revision });
    records.push(record);
    sizeBytes += JSON.stringify(record.value ?? null).length;
    if (sizeBytes > mostBytes) break;
  }
  return records.length === 0 ? null : { records, marks, scanned };
}

async function readMarked(vault: Vault, mark: string): Promise<Batch["records"][number]> {
  const at = mark.indexOf("/");
  const store = [...markedStores].find((name) => name === mark.slice(0, at));
  if (store === undefined) throw new FederpostError("internal", "A mark names a store that is not archived.");
  const key = mark.slice(at + 1);
  const entry = await vault.read(store, key);
  return entry === null ? { store, key } : { store, key, value: asJson(entry.value) };
}

function asJson(value: StoredValue): Json {
  if (value instanceof Uint8Array) throw new FederpostError("internal", "A store of bytes is not archived.");
  return value;
}

/** Of the settings only the person's own: the others say how this device is. */
const isArchived = (store: StoreName, key: string): boolean => store !== "settings" || key === "panel";

async function scan(vault: Vault, state: ArchiveState) {
  const records: Batch["records"][number][] = [];
  const scanned: Record<string, number> = {};
  for (const store of scannedStores) {
    for (const { key, value, revision } of await vault.list(store, { unreadable: () => undefined })) {
      const name = `${store}/${key}`;
      if (!isArchived(store, key)) continue;
      scanned[name] = revision;
      if (state.scanned[name] !== revision) records.push({ store, key, value: asJson(value) });
    }
  }
  for (const name of Object.keys(state.scanned)) {
    const store = scannedStores.find((each) => name.startsWith(`${each}/`));
    if (!Object.hasOwn(scanned, name) && store !== undefined)
      records.push({ store, key: name.slice(store.length + 1) });
  }
  return { records, scanned };
}

/** Stores `changes` and takes back the marks of what they archived, except where the record changed meanwhile. */
export async function settle(vault: Vault, marks: readonly Mark[], changes: readonly Change[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    const now = new Map((await vault.list("unarchived")).map(({ key, revision }) => [key, revision]));
    const same = marks.filter(({ key, revision }) => now.get(key) === revision);
    const removals = same.map(
      ({ key, revision }): Change => ({ store: "unarchived", key, remove: true, expect: revision }),
    );
    try {
      return await vault.commit([...changes, ...removals]);
    } catch (error) {
      if (tries > 4 || !isFederpostError(error) || error.code !== "conflict") throw error;
    }
  }
}

const perCommit = 500;

/** Marks every record, so that all of it is archived anew. */
export async function markEverything(vault: Vault, atMs: number): Promise<void> {
  for (const store of markedStores) await markStore(vault, store, atMs);
}

async function markStore(vault: Vault, store: StoreName, atMs: number): Promise<void> {
  const keys = (await vault.list(store, { unreadable: () => undefined })).map(({ key }) => key);
  for (let from = 0; from < keys.length; from += perCommit) {
    const some = keys.slice(from, from + perCommit);
    await vault.commit(some.map((key): Change => ({ store: "unarchived", key: `${store}/${key}`, put: atMs })));
  }
}
