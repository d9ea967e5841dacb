import type { Vault } from "../../shared/vault/index.ts";

/**
 * A process may die at any moment. What it had done until then is on disk or at the homeserver; everything between two such
 * effects is lost without a trace, so it is enough to die before each effect: every write of the vault and every request.
 */
class Death extends Error {}

/** Counts effects and dies before the one that it is armed for; once dead, nothing has an effect any more. */
export class Reaper {
  #left = Number.POSITIVE_INFINITY;
  #dead = false;

  arm(effect: number): void {
    this.#left = effect;
    this.#dead = false;
  }

  disarm(): void {
    this.#left = Number.POSITIVE_INFINITY;
    this.#dead = false;
  }

  get isArmed(): boolean {
    return Number.isFinite(this.#left);
  }

  get struck(): boolean {
    return this.#dead;
  }

  effect(): void {
    if (this.#dead || --this.#left <= 0) {
      this.#dead = true;
      throw new Death("killed here");
    }
  }

  around(vault: Vault): Vault {
    const deadly = new Set(["commit", "putBlob", "removeBlobs"]);
    return new Proxy(vault, {
      get: (target, name: keyof Vault) => {
        const member = target[name];
        if (typeof member !== "function") return member;
        return (...args: never[]) => {
          if (this.#dead) return Promise.reject(new Death("killed before"));
          if (deadly.has(name)) {
            try {
              this.effect();
            } catch (death) {
              return Promise.reject(death);
            }
          }
          return (member as (...all: never[]) => unknown).apply(target, args);
        };
      },
    });
  }

  fetch: typeof fetch = async (...args) => {
    this.effect();
    const answer = await fetch(...args);
    if (this.#dead) throw new Death("killed while waiting");
    return answer;
  };
}
