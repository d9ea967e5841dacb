import { isFederpostError } from "../base/index.ts";
import type { StoreName } from "./stores.ts";

/** What is wrong with a vault that goes on working all the same. */
export interface VaultHealth {
  /** The last write of some size found no room. What was to be stored is tried again by whoever stores it. */
  readonly full: boolean;
  /** Records that were met and do not open. They are left out of lists; reading one throws `cannot_open`. */
  readonly damaged: number;
}

/** A write that finds room for this much shows that there is room again, however large the one was that found none. */
const roomBytes = 65_536;

/** Keeps what a vault meets of full disks and damaged records, and tells who listens. */
export class Health {
  readonly #listeners = new Set<(health: VaultHealth) => void>();
  readonly #damaged = new Set<string>();
  /** What would prove that there is room again; null while there is. */
  #missingBytes: number | null = null;

  get now(): VaultHealth {
    return { full: this.#missingBytes !== null, damaged: this.#damaged.size };
  }

  onChange(listener: (health: VaultHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  damaged(store: StoreName, storedKey: string): void {
    this.#change(() => this.#damaged.add(`${store} ${storedKey}`));
  }

  /** The record was written anew or removed. */
  mended(store: StoreName, storedKey: string): void {
    this.#change(() => this.#damaged.delete(`${store} ${storedKey}`));
  }

  /** Runs a write of that size and notes whether there was room for it. */
  async writing<T>(sizeBytes: number, write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      if (this.#missingBytes !== null && sizeBytes >= this.#missingBytes)
        this.#change(() => {
          this.#missingBytes = null;
        });
      return result;
    } catch (error) {
      if (isFederpostError(error) && error.code === "storage_full")
        this.#change(() => {
          this.#missingBytes = Math.min(sizeBytes, roomBytes);
        });
      throw error;
    }
  }

  forget(): void {
    this.#listeners.clear();
  }

  #change(change: () => unknown): void {
    const before = this.now;
    change();
    const { full, damaged } = this.now;
    if (full === before.full && damaged === before.damaged) return;
    for (const listener of this.#listeners) listener({ full, damaged });
  }
}
