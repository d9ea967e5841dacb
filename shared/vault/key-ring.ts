import { FederpostError, fromUtf8, systemClock, utf8 } from "../base/index.ts";
import type { Backend, SealedChange } from "./backend.ts";
import {
  beginContentKey,
  type ContentKeys,
  type ContentPlace,
  destroyContentKeys,
  endOlderKeys,
  openContentKeys,
} from "./content-keys.ts";
import { GuessCounter } from "./guesses.ts";
import { decrypt, deriveAesKey, deriveSealKeys, encrypt, importAesKey, type SealKeys } from "./seal.ts";
import type { LockState, NewWay, SessionKeyStore, VaultEnvironment, WayChange, WayIn, WayListing } from "./vault.ts";
import {
  findWay,
  forgetOpened,
  hasOwnerKey,
  listWays,
  type OpenedWay,
  storeWay,
  unwrap,
  wrappingKeyOf,
} from "./ways.ts";

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

/** Keys of the vault seal: `records` opens what older versions sealed, all else lies under content keys. */
export interface VaultKeys extends SealKeys {
  readonly content: ContentKeys;
  /** Wraps content keys. */
  readonly wrapping: CryptoKey;
}

/** Keys of the vault seal, and the guard that lets a transaction fail if somebody locked in between. */
export interface Unlocked {
  readonly keys: VaultKeys;
  readonly guard: SealedChange;
}

const sessionContext = JSON.stringify(["federpost session", 1]);
const ownerContext = (purpose: string) => JSON.stringify(["federpost owner", 1, purpose]);
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
  readonly #guesses: GuessCounter;
  readonly #listeners = new Set<(state: LockState) => void>();
  #keys: VaultKeys | null = null;
  #lockRevision = 0;
  #lastTold: LockState | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #locksUnderWay = 0;
  #nextLook: Promise<number> | null = null;

  constructor(backend: Backend, environment: VaultEnvironment) {
    this.#backend = backend;
    this.#environment = environment;
    this.#sessionKeys = environment.sessionKeys ?? sessionKeysInMemory();
    this.#guesses = new GuessCounter(backend, { random: environment.random, clock: environment.clock ?? systemClock });
  }

  /** Makes the vault key if there is none yet, and opens the vault as far as it was left open. */
  async start(): Promise<void> {
    if ((await this.#backend.revision("state", "lock")) === 0) await this.#create();
    await this.#inTurn(() => this.#load());
  }

  get state(): LockState {
    return this.#keys === null ? "locked" : "unlocked";
  }

  /** The keys as they were when the lock record was last looked at: good for finding sealed bytes, not for opening them. */
  get held(): VaultKeys | null {
    return this.#locksUnderWay > 0 ? null : this.#keys;
  }

  /** The keys, after a look at the lock record. Throws `locked`. */
  async use(): Promise<Unlocked> {
    const revision = await this.#look();
    if (revision !== this.#lockRevision) await this.#inTurn(() => this.#load());
    if (this.#keys === null || this.#locksUnderWay > 0)
      throw new FederpostError("locked", "The mailbox is locked; unlock it first.");
    return {
      keys: this.#keys,
      guard: { table: "state", key: "lock", was: this.#lockRevision, become: "unchanged" },
    };
  }

  /** The lock record's revision. One look serves all who ask before it begins. */
  #look(): Promise<number> {
    this.#nextLook ??= Promise.resolve().then(() => {
      this.#nextLook = null;
      return this.#backend.revision("state", "lock");
    });
    return this.#nextLook;
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
      const opened = await this.#openedBy(way);
      try {
        await this.#openSession(opened.vaultKey);
      } finally {
        forgetOpened(opened);
      }
    });
    this.#tell();
  }

  ways(): Promise<WayListing[]> {
    return listWays(this.#backend);
  }

  guessWaitMs(): Promise<number> {
    return this.#guesses.waitMs();
  }

  async changeWays(by: WayIn, { add = [], remove = [] }: WayChange): Promise<void> {
    const { guard } = await this.use();
    const opened = await this.#ownerOpenedBy(by);
    try {
      const added = await Promise.all(add.map((each) => this.#wayChange(each, opened)));
      const gone = remove.filter((kind) => !add.some(({ way }) => way.kind === kind));
      const kept = (await this.ways())
        .map(({ kind }) => kind)
        .filter((kind) => !gone.includes(kind) && !add.some(({ way }) => way.kind === kind));
      if (added.length + kept.length === 0)
        throw new FederpostError("conflict", "The last way into a mailbox cannot be removed.");
      const removals = gone.map((key) => ({ table: "ways", key, was: "any", become: "removed" }) as const);
      // Those that stay are named so that two contexts cannot each remove what the other leaves.
      const keep = kept.map((key) => ({ table: "ways", key, was: 1, become: "unchanged" }) as const);
      if (!(await this.#backend.write([guard, ...added, ...removals, ...keep])))
        throw new FederpostError("conflict", "The lock or the ways in changed meanwhile; look again.");
    } finally {
      forgetOpened(opened);
    }
  }

  async sealForOwner(
    by: WayIn,
    { purpose, plaintext }: { readonly purpose: string; readonly plaintext: Uint8Array },
  ): Promise<Uint8Array> {
    const { random } = this.#environment;
    const content = new Uint8Array(plaintext);
    try {
      return await this.#asOwner(by, (key) =>
        encrypt(key, { context: ownerContext(purpose), plaintext: content, random }),
      );
    } finally {
      content.fill(0);
    }
  }

  async openForOwner(
    by: WayIn,
    { purpose, sealed }: { readonly purpose: string; readonly sealed: Uint8Array },
  ): Promise<Uint8Array> {
    const job = { context: ownerContext(purpose), sealed: new Uint8Array(sealed) };
    const opened = await this.#asOwner(by, (key) => decrypt(key, job));
    if (opened === null) throw new FederpostError("cannot_open", "What is sealed for the owner does not open.");
    return opened;
  }

  /** After everything was removed: new keys, opened by the device's own way. */
  async beginAnew(): Promise<void> {
    await this.#inTurn(async () => {
      const ways = (await this.ways()).map(
        ({ kind: key }) => ({ table: "ways", key, was: "any", become: "removed" }) as const,
      );
      const state = ["lock", "session", "guesses"] as const;
      const removals = state.map((key) => ({ table: "state", key, was: "any", become: "removed" }) as const);
      await this.#backend.write([...ways, ...removals]);
      await destroyContentKeys(this.#backend);
      await this.#create();
      await this.#load();
    });
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
    const { random } = this.#environment;
    const opened = { vaultKey: random.bytes(32), ownerKey: random.bytes(32) };
    const device = await this.#wayChange({ way: { kind: "device" }, params: null }, opened);
    forgetOpened(opened);
    const revision = freshRevision(random);
    // Where another context was quicker, nothing is written and its vault key counts.
    await this.#backend.write([
      { table: "state", key: "lock", was: 0, become: { revision, sealed: lockText("unlocked") } },
      { ...device, was: 0 },
    ]);
  }

  async #wayChange({ way, params }: NewWay, opens: OpenedWay): Promise<SealedChange> {
    const { random, clock = systemClock } = this.#environment;
    const wrapping = await wrappingKeyOf(way, this.#backend);
    return storeWay(wrapping, { kind: way.kind, addedAt: clock.now(), random, params, opens });
  }

  /** Runs work with the owner key, which a way in opens and a session does not. */
  async #asOwner<T>(by: WayIn, work: (key: CryptoKey) => Promise<T>): Promise<T> {
    const opened = await this.#ownerOpenedBy(by);
    try {
      return await work(await deriveAesKey(opened.ownerKey, "owner"));
    } finally {
      forgetOpened(opened);
    }
  }

  /** Both keys. A vault from before there was an owner key gets one by the first way in that is presented. */
  async #ownerOpenedBy(by: WayIn): Promise<OpenedWay & { readonly ownerKey: Uint8Array<ArrayBuffer> }> {
    const { vaultKey, ownerKey } = await this.#openedBy(by);
    if (ownerKey !== null) return { vaultKey, ownerKey };
    if (await hasOwnerKey(this.#backend))
      throw new FederpostError("conflict", "This way in is older than the others; set it up anew by another one.");
    const made = { vaultKey, ownerKey: this.#environment.random.bytes(32) };
    const params = (await findWay(this.#backend, by.kind))?.params ?? null;
    await this.#backend.write([await this.#wayChange({ way: by, params }, made)]);
    return made;
  }

  /** Takes over what the lock record says: by the session, or by the device's own way where no lock was chosen. */
  async #load(): Promise<void> {
    const lock = await this.#backend.get("state", "lock");
    const open = lock !== null && fromUtf8(lock.sealed) === fromUtf8(lockText("unlocked"));
    const vaultKey = open ? await this.#vaultKey() : null;
    try {
      this.#keys = vaultKey === null ? null : await this.#keysOf(vaultKey);
    } finally {
      vaultKey?.fill(0);
    }
    this.#lockRevision = lock?.revision ?? 0;
    this.#tell();
  }

  async #keysOf(vaultKey: Uint8Array<ArrayBuffer>): Promise<VaultKeys> {
    const wrapping = await deriveAesKey(vaultKey, "content keys");
    const content = await openContentKeys(this.#contentPlace(wrapping));
    return { ...(await deriveSealKeys(vaultKey)), content, wrapping };
  }

  #contentPlace(wrapping: CryptoKey): ContentPlace {
    return { backend: this.#backend, wrapping, random: this.#environment.random };
  }

  /** From now on, here and in every other context, records are sealed under a new content key. Throws `locked`, `conflict`. */
  async beginContentKey(): Promise<void> {
    const { keys } = await this.use();
    await beginContentKey(this.#contentPlace(keys.wrapping), (change) => this.#changeContent(change));
  }

  /** The older content keys are destroyed: nothing that is to stay lies under them. Throws `locked`, `conflict`. */
  async endOlderKeys(): Promise<void> {
    await this.use();
    await endOlderKeys(this.#backend, (change) => this.#changeContent(change));
  }

  /** A lock record of a new revision, with the same text, has every context read the keys anew before it writes again. */
  async #changeContent(change: SealedChange): Promise<boolean> {
    const revision = freshRevision(this.#environment.random);
    const lock = { table: "state", key: "lock", was: this.#lockRevision } as const;
    const written = await this.#backend.write([
      { ...lock, become: { revision, sealed: lockText("unlocked") } },
      change,
    ]);
    if (written) await this.#inTurn(() => this.#load());
    return written;
  }

  async #vaultKey(): Promise<Uint8Array<ArrayBuffer> | null> {
    const bySession = await this.#sessionVaultKey();
    if (bySession !== null) return bySession;
    const way = await findWay(this.#backend, "device");
    const opened = way === null ? null : await unwrap(this.#backend.deviceKeys.wrapping, way);
    opened?.ownerKey?.fill(0);
    return opened?.vaultKey ?? null;
  }

  async #sessionVaultKey(): Promise<Uint8Array<ArrayBuffer> | null> {
    const [sessionKey, stored] = await Promise.all([this.#sessionKeys.read(), this.#backend.get("state", "session")]);
    if (sessionKey?.length !== 32 || stored === null) return null;
    return decrypt(await importAesKey(sessionKey), { context: sessionContext, sealed: stored.sealed });
  }

  async #openedBy(way: WayIn): Promise<OpenedWay> {
    const stored = await findWay(this.#backend, way.kind);
    if (stored === null) throw new FederpostError("unsupported", "This mailbox has no such way in.");
    const wrapping = await wrappingKeyOf(way, this.#backend);
    // The device's own key cannot be guessed, and what cannot be guessed is not counted.
    if (way.kind !== "device") await this.#guesses.begin();
    const opened = await unwrap(wrapping, stored);
    if (opened === null) throw new FederpostError("wrong_password", "This does not open the mailbox.");
    if (way.kind !== "device") await this.#guesses.clear();
    return opened;
  }

  async #openSession(vaultKey: Uint8Array<ArrayBuffer>): Promise<void> {
    const { random } = this.#environment;
    const held = await this.#sessionKeys.read();
    // A session key in use stays, so that two contexts of one session do not lock each other out.
    const sessionKey = held?.length === 32 ? new Uint8Array(held) : random.bytes(32);
    const key = await importAesKey(sessionKey);
    const sealed = await encrypt(key, { context: sessionContext, plaintext: vaultKey, random });
    const keys = await this.#keysOf(vaultKey);
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
