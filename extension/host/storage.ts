import { type ErrorCode, errorCodeOf } from "../../shared/base/index.ts";
import type { StorageView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";

/** What our pages are told of the place where the mailbox is stored. */

type NotOpen = Exclude<StorageView, { kind: "open" }>;
type ClosedReason = Extract<StorageView, { kind: "closed" }>["reason"];

const reasons: Partial<Record<ErrorCode, ClosedReason>> = {
  unsupported: "newer",
  cannot_open: "damaged",
  storage_full: "full",
};

/** Why a mailbox does not open, in the few kinds that a person can do something about. */
export const closedBy = (error: unknown): NotOpen => ({
  kind: "closed",
  reason: reasons[errorCodeOf(error)] ?? "fault",
});

// Beside the database, so that it outlives it: a browser that finds its database damaged may begin a new one without a word.
const markName = "federpost-mailbox";

const mark = (): globalThis.Storage | null => {
  try {
    return globalThis.localStorage;
  } catch {
    // Turned off by the person: then a lost mailbox looks like none.
    return null;
  }
};

const wasHere = (): boolean => mark()?.getItem(markName) === "here";

/** Notes whether somebody has a mailbox here. */
export function noteAccount(account: "here" | "none"): void {
  try {
    mark()?.setItem(markName, account);
  } catch {
    // No room, which the vault notices too.
  }
}

/** Storage as it is now. `tell` is called whenever that changed. */
export class Storage {
  readonly #vault: Vault;
  readonly #tell: () => void;
  #view: NotOpen | null = null;
  #gone: "kept" | "gone" = "kept";

  constructor(vault: Vault, tell: () => void) {
    this.#vault = vault;
    this.#tell = tell;
    vault.onHealthChange(tell);
  }

  get view(): StorageView {
    if (this.#view !== null) return this.#view;
    return { kind: "open", ...this.#vault.health, gone: this.#gone === "gone" };
  }

  /** What an older version wrote is being converted. */
  converting(done: number, total: number): void {
    this.#become({ kind: "converting", done, total });
  }

  /** The mailbox is open. Where there was an account and is none, somebody removed it without signing it out. */
  opened(account: "here" | "none"): void {
    if (account === "none" && wasHere()) this.#gone = "gone";
    this.#become(null);
  }

  /** Somebody is signed in here from now on. */
  remember(): void {
    this.#gone = "kept";
    noteAccount("here");
  }

  failed(error: unknown): void {
    this.#become(closedBy(error));
  }

  #become(view: NotOpen | null): void {
    this.#view = view;
    this.#tell();
  }
}
