import { FederpostError, systemClock } from "../base/index.ts";
import type { Backend, SealedChange, SealedRecord, Table } from "./backend.ts";
import { contentIdOf } from "./content-keys.ts";
import { Health, type VaultHealth } from "./health.ts";
import { KeyRing } from "./key-ring.ts";
import { checkKey, checkPrefix, isExact, recordRange, storedKey, storedRange, withPrefix } from "./names.ts";
import { packRecord, unpackRecord } from "./seal.ts";
import { openUnder, type StoreKeys, sealUnder } from "./store-seal.ts";
import { markedStores, type StoreName, storeNames, stores } from "./stores.ts";
import { decodeValue, encodeValue } from "./values.ts";
import type {
  Change,
  Entry,
  ListRange,
  LockState,
  Unseen,
  Vault,
  VaultEnvironment,
  WayChange,
  WayIn,
} from "./vault.ts";

/** A change whose stored key is known, and the revision it was computed for. */
interface Planned {
  readonly change: Change;
  readonly key: string;
  readonly was: number;
  readonly keys: StoreKeys;
}

// A commit without `expect` that another connection overtakes is sealed again for the new revision.
const tries = 8;

// Enough that a transaction pays, few enough that others wait no longer than a blink.
const resealedAtOnce = 100;
/** Enough that the database is not asked often, and few megabytes of letters. */
const scannedAtOnce = 256;

const overtaken = () => new FederpostError("conflict", "A stored record changed meanwhile; read it again.");

const unopenable = (store: StoreName) =>
  new FederpostError(
    "cannot_open",
    `A record in store "${store}" does not open: it was changed, moved or sealed elsewhere.`,
  );

const removal = (table: Table, key: string): SealedChange => ({ table, key, was: "any", become: "removed" });

const sizeOf = (changes: readonly SealedChange[]): number =>
  changes.reduce((sum, { become }) => sum + (typeof become === "string" ? 0 : become.sealed.length), 0);

const byKey = (a: Entry, b: Entry) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** A {@link Vault} over any backend: seals before the transaction, opens after it. */
export class SealedVault implements Vault {
  readonly #backend: Backend;
  readonly #environment: VaultEnvironment;
  readonly #ring: KeyRing;
  readonly #health = new Health();
  readonly #commitListeners = new Set<(changes: readonly Pick<Change, "store" | "key">[]) => void>();

  private constructor(backend: Backend, environment: VaultEnvironment) {
    this.#backend = backend;
    this.#environment = environment;
    this.#ring = new KeyRing(backend, environment);
  }

  static async over(backend: Backend, environment: VaultEnvironment): Promise<Vault> {
    const vault = new SealedVault(backend, environment);
    await vault.#ring.start();
    return vault;
  }

  get name(): string {
    return this.#backend.name;
  }

  async read(store: StoreName, key: string): Promise<Entry | null> {
    checkKey(key);
    const { keys, found: record } = await this.#find(store, async ({ names }) =>
      this.#backend.get(store, await storedKey({ store, key }, names)),
    );
    if (record === null) return null;
    const entry = await this.#open(store, record, keys);
    if (entry.key === key) return entry;
    this.#health.damaged(store, record.key);
    throw unopenable(store);
  }

  async list(store: StoreName, range: ListRange = {}): Promise<Entry[]> {
    checkPrefix(range.prefix ?? "");
    const wanted = recordRange(range);
    const isOpen = stores[store].names === "open";
    // The order of hidden keys is known only when they are open.
    const bounds = isOpen ? wanted : recordRange({});
    const { keys, found: records } = await this.#find(store, async ({ names }) =>
      this.#backend.list(store, { ...bounds, ...(await storedRange(store, range, names)) }),
    );
    const entries = await this.#openAll(store, { records, range, keys });
    if (isOpen) return entries;
    const within = entries.filter(({ key }) => key >= wanted.from && key < wanted.to).sort(byKey);
    if (wanted.direction === "backward") within.reverse();
    return within.slice(0, wanted.limit);
  }

  async count(store: StoreName, prefix = ""): Promise<number> {
    checkPrefix(prefix);
    const keys = await this.#keysOf(store);
    if (!isExact(store, prefix)) return (await this.list(store, { prefix })).length;
    return this.#backend.count(store, await storedRange(store, { prefix }, keys.names));
  }

  async unseen(store: StoreName, seen: ReadonlyMap<string, number>): Promise<Unseen> {
    const keys = await this.#keysOf(store);
    const records = await this.#backend.list(store, recordRange({}));
    const others = records.filter(({ key, revision }) => seen.get(key) !== revision);
    const opened = await Promise.all(
      others.map((record) =>
        this.#open(store, record, keys).then(
          (entry) => ({ ...entry, place: record.key }),
          (error: unknown) => {
            if (!(error instanceof FederpostError)) throw error;
            return null;
          },
        ),
      ),
    );
    return { entries: opened.filter((entry) => entry !== null), places: new Set(records.map(({ key }) => key)) };
  }

  async scan(store: StoreName, see: (entries: readonly Entry[]) => void): Promise<void> {
    const { from, to } = withPrefix("");
    const page = { to, limit: scannedAtOnce, direction: "forward" } as const;
    for (let next = from; ; ) {
      const { keys, found } = await this.#find(store, () => this.#backend.list(store, { ...page, from: next }));
      const last = found.at(-1);
      if (last === undefined) return;
      see(await this.#openAll(store, { records: found, range: { unreadable: () => undefined }, keys }));
      next = `${last.key}\x01`;
    }
  }

  onCommit(listener: (changes: readonly Pick<Change, "store" | "key">[]) => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  async commit(changes: readonly Change[]): Promise<void> {
    for (const change of changes) checkKey(change.key);
    const named = new Set(changes.map((change) => JSON.stringify([change.store, change.key])));
    if (named.size < changes.length) throw new FederpostError("internal", "A commit names a record twice.");
    const all = [...changes, ...this.#marks(changes)];
    for (let attempt = 0; attempt < tries && changes.length > 0; attempt++) {
      if (!(await this.#tryCommit(all))) continue;
      for (const tell of this.#commitListeners) tell(changes);
      return;
    }
    if (changes.length > 0) throw overtaken();
  }

  /** That these changes are not in the archive yet, stored with them as one. */
  #marks(changes: readonly Change[]): Change[] {
    const atMs = (this.#environment.clock ?? systemClock).now();
    return changes
      .filter((change) => markedStores.has(change.store) && change.unmarked !== true)
      .map(({ store, key }): Change => ({ store: "unarchived", key: `${store}/${key}`, put: atMs }));
  }

  async forgetRemoved(): Promise<void> {
    await this.#ring.beginContentKey();
    for (const store of storeNames) if (stores[store].seal === "vault") await this.#resealStore(store);
    await this.#ring.endOlderKeys();
    await this.#backend.scrub();
  }

  async #resealStore(store: StoreName): Promise<void> {
    const { from, to } = withPrefix("");
    const page = { to, limit: resealedAtOnce, direction: "forward" } as const;
    for (let next = from; ; ) {
      const records = await this.#backend.list(store, { ...page, from: next });
      const last = records.at(-1);
      if (last === undefined) return;
      // Who was overtaken looks at the same page again: what was written meanwhile lies under the new key already.
      if (await this.#reseal(store, records)) next = `${last.key}\x01`;
    }
  }

  /** The same records under the current content key, at their revision: nobody who has read one notices. */
  async #reseal(store: StoreName, records: readonly SealedRecord[]): Promise<boolean> {
    const { keys, guard } = await this.#ring.use();
    const { random } = this.#environment;
    const old = records.filter(({ sealed }) => contentIdOf(sealed) !== keys.content.current);
    const changes: SealedChange[] = [];
    for (const { key, revision, sealed } of old) {
      const place = { table: store, key, revision };
      const plaintext = await openUnder(keys, { place, sealed });
      // Damaged: it did not open before either.
      if (plaintext === null) continue;
      const anew = await sealUnder(keys, { place, plaintext, random });
      plaintext.fill(0);
      changes.push({ table: store, key, was: revision, become: { revision, sealed: anew } });
    }
    return changes.length === 0 || this.#backend.write([guard, ...changes]);
  }

  async putBlob(key: string, bytes: Uint8Array): Promise<void> {
    checkKey(key);
    await this.#health.writing(bytes.length, () => this.#backend.putBlob(key, new Uint8Array(bytes)));
  }

  async readBlob(key: string): Promise<Uint8Array | null> {
    checkKey(key);
    return this.#backend.readBlob(key);
  }

  async removeBlobs(prefix: string): Promise<void> {
    checkPrefix(prefix);
    await this.#backend.removeBlobs(withPrefix(prefix));
  }

  async listBlobs(prefix: string): Promise<{ readonly key: string; readonly sizeBytes: number }[]> {
    checkPrefix(prefix);
    return this.#backend.listBlobs(withPrefix(prefix));
  }

  get lockState(): LockState {
    return this.#ring.state;
  }

  lock(): Promise<void> {
    return this.#ring.lock();
  }

  unlock(way: WayIn = { kind: "device" }): Promise<void> {
    return this.#ring.unlock(way);
  }

  ways() {
    return this.#ring.ways();
  }

  guessWaitMs(): Promise<number> {
    return this.#ring.guessWaitMs();
  }

  changeWays(by: WayIn, change: WayChange): Promise<void> {
    return this.#ring.changeWays(by, change);
  }

  sealForOwner(by: WayIn, content: { readonly purpose: string; readonly plaintext: Uint8Array }): Promise<Uint8Array> {
    return this.#ring.sealForOwner(by, content);
  }

  openForOwner(by: WayIn, content: { readonly purpose: string; readonly sealed: Uint8Array }): Promise<Uint8Array> {
    return this.#ring.openForOwner(by, content);
  }

  async erase(): Promise<void> {
    // Locked first: what another context still writes must not survive under the old key.
    await this.#ring.lock();
    const everything = { from: "", to: "\x7f" };
    const all = { ...everything, limit: Number.MAX_SAFE_INTEGER, direction: "forward" } as const;
    for (const table of storeNames) {
      const records = await this.#backend.list(table, all);
      if (records.length > 0) await this.#backend.write(records.map(({ key }) => removal(table, key)));
    }
    await this.#backend.removeBlobs(everything);
    await this.#ring.beginAnew();
  }

  onLockChange(listener: (state: LockState) => void): () => void {
    return this.#ring.onLockChange(listener);
  }

  exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#backend.exclusively(work, signal);
  }

  get health(): VaultHealth {
    return this.#health.now;
  }

  onHealthChange(listener: (health: VaultHealth) => void): () => void {
    return this.#health.onChange(listener);
  }

  onLost(listener: () => void): () => void {
    return this.#backend.onLost(listener);
  }

  async close(): Promise<void> {
    this.#health.forget();
    this.#ring.forget();
    await this.#backend.close();
  }

  /** Keys of a store's seal. Throws `locked`. */
  async #keysOf(store: StoreName): Promise<StoreKeys> {
    return stores[store].seal === "device" ? this.#backend.deviceKeys : (await this.#ring.use()).keys;
  }

  /**
   * What is sealed is read while the lock is looked at, and given out with the keys that hold afterwards; where these are others than
   * before, it is read again. Throws `locked`.
   */
  async #find<T>(store: StoreName, read: (keys: StoreKeys) => Promise<T>): Promise<{ keys: StoreKeys; found: T }> {
    const held = stores[store].seal === "device" ? null : this.#ring.held;
    if (held !== null) {
      const [{ keys }, found] = await Promise.all([this.#ring.use(), read(held)]);
      if (keys === held) return { keys, found };
    }
    const keys = await this.#keysOf(store);
    return { keys, found: await read(keys) };
  }

  async #open(store: StoreName, record: SealedRecord, keys: StoreKeys): Promise<Entry> {
    const place = { table: store, key: record.key, revision: record.revision };
    const inside = await openUnder(keys, { place, sealed: record.sealed });
    try {
      if (inside === null) throw unopenable(store);
      const { key, value } = unpackRecord(inside);
      const entry = { key, value: decodeValue(store, value), revision: record.revision };
      this.#health.mended(store, record.key);
      return entry;
    } catch (error) {
      this.#health.damaged(store, record.key);
      throw error;
    } finally {
      inside?.fill(0);
    }
  }

  async #openAll(
    store: StoreName,
    found: { records: readonly SealedRecord[]; range: ListRange; keys: StoreKeys },
  ): Promise<Entry[]> {
    const { unreadable: tell } = found.range;
    const opened = await Promise.all(
      found.records.map((record) =>
        this.#open(store, record, found.keys).catch((error: unknown) => {
          if (!(error instanceof FederpostError)) throw error;
          tell?.(error);
          return null;
        }),
      ),
    );
    return opened.filter((entry) => entry !== null);
  }

  async #tryCommit(changes: readonly Change[]): Promise<boolean> {
    const touchesVault = changes.some(({ store }) => stores[store].seal === "vault");
    const unlocked = touchesVault ? await this.#ring.use() : null;
    const keysOf = (store: StoreName) =>
      stores[store].seal === "vault" && unlocked !== null ? unlocked.keys : this.#backend.deviceKeys;
    const planned = await Promise.all(changes.map((change) => this.#plan(change, keysOf(change.store))));
    const sealed = await Promise.all(planned.map((plan) => this.#seal(plan)));
    const all = [...(unlocked === null ? [] : [unlocked.guard]), ...sealed];
    if (await this.#health.writing(sizeOf(sealed), () => this.#backend.write(all))) {
      for (const { change, key } of planned) this.#health.mended(change.store, key);
      return true;
    }
    // What a caller expected cannot come back: only changes without an expectation are worth another try.
    if (await this.#expectationsFail(planned)) throw overtaken();
    return false;
  }

  async #plan(change: Change, keys: StoreKeys): Promise<Planned> {
    const key = await storedKey(change, keys.names);
    const { expect } = change;
    if (expect === "absent") return { change, key, was: 0, keys };
    if (expect !== undefined && !(Number.isSafeInteger(expect) && expect > 0))
      throw new FederpostError("internal", "An expected revision is a whole number from 1.");
    return { change, key, was: expect ?? (await this.#backend.revision(change.store, key)), keys };
  }

  async #expectationsFail(planned: readonly Planned[]): Promise<boolean> {
    for (const { change, key, was } of planned)
      if (change.expect !== undefined && (await this.#backend.revision(change.store, key)) !== was) return true;
    return false;
  }

  async #seal({ change, key, was, keys }: Planned): Promise<SealedChange> {
    if ("remove" in change) return { table: change.store, key, was, become: "removed" };
    const place = { table: change.store, key, revision: was + 1 };
    const plaintext = packRecord(change.key, encodeValue(change.store, change.put));
    const sealed = await sealUnder(keys, { place, plaintext, random: this.#environment.random });
    plaintext.fill(0);
    return { table: change.store, key, was, become: { revision: place.revision, sealed } };
  }
}
