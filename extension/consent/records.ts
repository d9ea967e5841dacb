import * as v from "valibot";
import type { Origin } from "../../shared/base/index.ts";
import type { Json, StoreName, Vault } from "../../shared/vault/index.ts";

/** What consent needs of the vault: its stores under the device seal, which open while the mailbox is locked. */
export type ConsentVault = Pick<Vault, "read" | "list" | "commit">;
type ConsentStore = Extract<StoreName, "grants" | "refusals" | "counters">;

/** One kind of record: where it lies, what it looks like, what counts when there is none. */
export interface RecordKind<T> {
  readonly store: ConsentStore;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly empty: T;
}

/** The part of a key that the vault keeps together ends at the first "/", and an origin has slashes of its own. */
export const keyOf = (origin: Origin, ...rest: readonly string[]): string =>
  [encodeURIComponent(origin), ...rest].join("/");

const recordIn = <T>({ schema, empty }: RecordKind<T>, value: unknown): T => {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : empty;
};

/** Consent's records. Changes are made one after the other, so that none is lost when calls meet. */
export class Records {
  readonly #vault: ConsentVault;
  #last: Promise<void> = Promise.resolve();

  constructor(vault: ConsentVault) {
    this.#vault = vault;
  }

  /** A record, or its empty form where there is none or another version wrote something else. */
  async read<T>(kind: RecordKind<T>, key: string): Promise<T> {
    return recordIn(kind, (await this.#vault.read(kind.store, key))?.value);
  }

  async list<T>(kind: RecordKind<T>): Promise<T[]> {
    return (await this.#vault.list(kind.store)).map(({ value }) => recordIn(kind, value));
  }

  /** Changes a record; null removes it. */
  change<T>(kind: RecordKind<T>, key: string, change: (before: T) => T | null): Promise<void> {
    const changing = this.#last.then(async () => {
      const after = change(await this.read(kind, key));
      const { store } = kind;
      await this.#vault.commit([after === null ? { store, key, remove: true } : { store, key, put: after as Json }]);
    });
    this.#last = changing.catch(() => {});
    return changing;
  }
}
