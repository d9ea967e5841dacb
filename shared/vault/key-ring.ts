import { FederpostError, fromUtf8, systemClock, utf8 } from "../base/index.ts";
import type { Backend, SealedChange } from "./backend.ts";
import { decrypt, deriveSealKeys, encrypt, importAesKey, type SealKeys } from "./seal.ts";
import type { Json, LockState, SessionKeyStore, VaultEnvironment, WayIn, WayKind, WayListing } from "./vault.ts";
import { findWay, listWays, storeWay, unwrap, wrappingKeyOf } from "./ways.ts";

/** Session keys for a process that keeps none over a restart. */
export function sessionKeysInMemory(): SessionKeyStore {
  let held: Uint8Array | null = null;
  return {
    read: () => Promise.resolve(held),
    write: (sessionKey) => {
      held = new Uint8Array(sessionKey);
      return Promise.resolve();
    },
    remove: () => {
      held?.fill(0);
      held = null;
      return Promise.resolve();
    },
  };
}

/** Keys of the vault seal, and the guard that lets a transaction fail if somebody locked in between. */
export interface Unlocked {
  readonly keys: SealKeys;
  readonly guard: SealedChange;
}

const sessionContext = JSON.stringify(["federpost session", 1]);
const lockText = (state: LockState) => utf8(JSON.stringify({ state }));

// Revisions of the lock record only ever differ; they need no order, so that locking never has to read first.
const freshRevision = (random: VaultEnvironment["random"]) =>
  new DataView(random.bytes(8).buffer).getUint32(0) * 2 ** 20 + 1;

/**
 * Holds the vault key while the vault is unlocked. The truth about the lock lies in the database, in one record that
 * every transaction over sealed stores checks, so that a lock in one context ends the others' access too.
 */
export class KeyRing {
  readonly #backend: Backend;
  readonly #environment: VaultEnvironment;
  readonly #sessionKeys: SessionKeyStore;
  readonly #listeners = new Set<(state: LockState) => void>();
  #keys: SealKeys | null = null;
  #lockRevision = 0;
  #lastTold: LockState | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #locksUnderWay = 0;

  constructor(backend: Backend, environment: VaultEnvironment) {
    this.#backend = backend;
    this.#environment = environment;
    this.#sessionKeys = environment.sessionKeys ?? sessionKeysInMemory();
  }

  /** Makes the vault key if there is none yet, and opens the vault as far as it was left open. */
  async start(): Promise<void> {
    if ((await this.#backend.revision("state", "lock")) === 0) await this.#create();
    await this.#inTurn(() => this.#load());
  }

  get state(): LockState {
    return this.#keys === null ? "locked" : "unlocked";
  }

  /** The keys, after a look at the lock record. Throws `locked`. */
  async use(): Promise<Unlocked> {
    const revision = await this.#backend.revision("state", "lock");
    if (revision !== this.#lockRevision) await this.#inTurn(() => this.#load());
    if (this.#keys === null || this.#locksUnderWay > 0)
      throw new FederpostError("locked", "The mailbox is locked; unlock it first.");
    return {
      keys: this.#keys,
      guard: { table: "state", key: "lock", was: this.#lockRevision, become: "unchanged" },
    };
  }

  async lock(): Promise<void> {
    this.#locksUnderWay += 1;
    this.#keys = null;
    try {
      await this.#inTurn(() => this.#writeLock());
    } finally {
      this.#locksUnderWay -= 1;
    }
    this.#tell();
  }

  async #writeLock(): Promise<void> {
    this.#keys = null;
    const revision = freshRevision(this.#environment.random);
    try {
      await this.#backend.write([
        { table: "state", key: "lock", was: "any", become: { revision, sealed: lockText("locked") } },
        { table: "state", key: "session", was: "any", become: "removed" },
      ]);
      this.#lockRevision = revision;
    } finally {
      await this.#sessionKeys.remove();
    }
  }

  async unlock(way: WayIn): Promise<void> {
    await this.#inTurn(async () => {
      const vaultKey = await this.#vaultKeyBy(way);
      try {
        await this.#openSession(vaultKey);
      } finally {
        vaultKey.fill(0);
      }
    });
    this.#tell();
  }

  ways(): Promise<WayListing[]> {
    return listWays(this.#backend);
  }

  async addWay(way: WayIn, params: Json): Promise<void> {
    const { guard } = await this.use();
    const vaultKey = await this.#vaultKey();
    if (vaultKey === null) throw new FederpostError("locked", "Unlock the mailbox before you add a way in.");
    try {
      const change = await this.#wayChange(way, { params, vaultKey });
      if (!(await this.#backend.write([guard, change])))
        throw new FederpostError("locked", "The mailbox was locked while a way in was added.");
    } finally {
      vaultKey.fill(0);
    }
  }

  async removeWay(kind: WayKind): Promise<void> {
    const { guard } = await this.use();
    const others = (await this.ways()).filter((way) => way.kind !== kind);
    if (others.length === 0) throw new FederpostError("conflict", "The last way into a mailbox cannot be removed.");
    const removal = { table: "ways", key: kind, was: "any", become: "removed" } as const;
    // The others are named so that two contexts cannot each remove what the other leaves.
    const keep = others.map(({ kind: key }) => ({ table: "ways", key, was: 1, become: "unchanged" }) as const);
    if (!(await this.#backend.write([guard, removal, ...keep])))
      throw new FederpostError("conflict", "The ways in changed meanwhile; look again.");
  }

  onLockChange(listener: (state: LockState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  forget(): void {
    this.#keys = null;
    this.#listeners.clear();
  }

  /** Lets one change of the lock finish before the next begins. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  #tell(): void {
    if (this.#lastTold === this.state) return;
    const first = this.#lastTold === null;
    this.#lastTold = this.state;
    if (!first) for (const listener of this.#listeners) listener(this.state);
  }

  async #create(): Promise<void> {
    const vaultKey = this.#environment.random.bytes(32);
    const device = await this.#wayChange({ kind: "device" }, { params: null, vaultKey });
    vaultKey.fill(0);
    const revision = freshRevision(this.#environment.random);
    // Where another context was quicker, nothing is written and its vault key counts.
    await this.#backend.write([
      { table: "state", key: "lock", was: 0, become: { revision, sealed: lockText("unlocked") } },
      { ...device, was: 0 },
    ]);
  }

  async #wayChange(way: WayIn, content: { params: Json; vaultKey: Uint8Array<ArrayBuffer> }): Promise<SealedChange> {
    const { random, clock = systemClock } = this.#environment;
    const wrapping = await wrappingKeyOf(way, this.#backend);
    return storeWay(wrapping, { kind: way.kind, addedAt: clock.now(), random, ...content });
  }

  /** Takes over what the lock record says: by the session, or by the device's own way where no lock was chosen. */
  async #load(): Promise<void> {
    const lock = await this.#backend.get("state", "lock");
    const open = lock !== null && fromUtf8(lock.sealed) === fromUtf8(lockText("unlocked"));
    const vaultKey = open ? await this.#vaultKey() : null;
    this.#keys = vaultKey === null ? null : await deriveSealKeys(vaultKey);
    vaultKey?.fill(0);
    this.#lockRevision = lock?.revision ?? 0;
    this.#tell();
  }

  async #vaultKey(): Promise<Uint8Array<ArrayBuffer> | null> {
    const bySession = await this.#sessionVaultKey();
    if (bySession !== null) return bySession;
    const way = await findWay(this.#backend, "device");
    return way === null ? null : unwrap(this.#backend.deviceKeys.wrapping, way);
  }

  async #sessionVaultKey(): Promise<Uint8Array<ArrayBuffer> | null> {
    const [sessionKey, stored] = await Promise.all([this.#sessionKeys.read(), this.#backend.get("state", "session")]);
    if (sessionKey?.length !== 32 || stored === null) return null;
    return decrypt(await importAesKey(sessionKey), { context: sessionContext, sealed: stored.sealed });
  }

  async #vaultKeyBy(way: WayIn): Promise<Uint8Array<ArrayBuffer>> {
    const stored = await findWay(this.#backend, way.kind);
    if (stored === null) throw new FederpostError("unsupported", "This mailbox has no such way in.");
    const vaultKey = await unwrap(await wrappingKeyOf(way, this.#backend), stored);
    if (vaultKey === null) throw new FederpostError("wrong_password", "This does not open the mailbox.");
    return vaultKey;
  }

  async #openSession(vaultKey: Uint8Array<ArrayBuffer>): Promise<void> {
    const { random } = this.#environment;
    const held = await this.#sessionKeys.read();
    // A session key in use stays, so that two contexts of one session do not lock each other out.
    const sessionKey = held?.length === 32 ? new Uint8Array(held) : random.bytes(32);
    const key = await importAesKey(sessionKey);
    const sealed = await encrypt(key, { context: sessionContext, plaintext: vaultKey, random });
    const keys = await deriveSealKeys(vaultKey);
    await this.#sessionKeys.write(sessionKey);
    sessionKey.fill(0);
    const revision = freshRevision(random);
    await this.#backend.write([
      { table: "state", key: "session", was: "any", become: { revision, sealed } },
      { table: "state", key: "lock", was: "any", become: { revision, sealed: lockText("unlocked") } },
    ]);
    this.#lockRevision = revision;
    this.#keys = keys;
  }
}
