import { type Clock, FederpostError, isFederpostError, type Random } from "../../shared/base/index.ts";
import {
  type Courier,
  type CourierEvent,
  eraseMailbox,
  type Line,
  listOutbox,
  listThreads,
  openCourier,
  openWaiting,
  readAccount,
  readWaiting,
  type SignInStep,
  signIn,
  signInSteps,
  type Waiting,
} from "../../shared/courier/index.ts";
import { safetyCode } from "../../shared/identity/index.ts";
import type { AccountView, Connection, PanelEvent } from "../../shared/protocol/index.ts";
import type { MigrationProgress, Vault } from "../../shared/vault/index.ts";

/** What a mailbox needs of its surroundings. */
export interface MailboxEnvironment {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  /** Tells our open pages. */
  readonly tell: (event: PanelEvent) => void;
  readonly onCourierEvent: (event: CourierEvent) => void;
  /** Keeps the context alive that would be suspended otherwise (Firefox's event page). */
  readonly afterPoll: () => Promise<void>;
}

type SignedOutReason = Extract<AccountView, { kind: "signed_out" }>["reason"];

type State =
  | { readonly kind: "none" }
  | { readonly kind: "signed_out"; readonly reason: SignedOutReason }
  | { readonly kind: "waiting"; readonly waiting: Waiting }
  | { readonly kind: "running"; readonly courier: Courier };

/** The one mailbox of this browser profile: nobody signed in, or a courier at work. */
export class Mailbox {
  readonly #environment: MailboxEnvironment;
  #state: State = { kind: "none" };
  #line: Connection = "connecting";
  #lastSyncAtMs: number | null = null;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(environment: MailboxEnvironment) {
    this.#environment = environment;
  }

  /** Takes up the stored account, if there is one. */
  async resume(onMigration: MigrationProgress): Promise<void> {
    const { vault } = this.#environment;
    if ((await readAccount(vault)) !== null) await this.#start(onMigration);
    else if ((await readWaiting(vault)) !== null) await this.#wait();
  }

  /** Whether somebody is signed in and at work. */
  get isRunning(): boolean {
    return this.#state.kind === "running";
  }

  /** Ends this context's part; what is stored stays. */
  stop(): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#state.kind === "running") await this.#state.courier.stop();
      if (this.#state.kind === "waiting") await this.#state.waiting.stop();
    });
  }

  /** The courier at work. @throws FederpostError `no_account` or `signed_out`. */
  get courier(): Courier {
    if (this.#state.kind === "running") return this.#state.courier;
    if (this.#state.kind === "signed_out") throw new FederpostError("signed_out", "This device was signed out.");
    throw new FederpostError("no_account", "Nobody is signed in here yet.");
  }

  async view(): Promise<AccountView> {
    if (this.#state.kind === "waiting") return { kind: "waiting", ...(await this.#state.waiting.view()) };
    if (this.#state.kind !== "running") return this.#state;
    const { vault } = this.#environment;
    const self = this.#state.courier.self();
    const [threads, outbox] = await Promise.all([listThreads(vault), listOutbox(vault)]);
    return {
      kind: "ready",
      userId: self.account,
      deviceId: self.deviceId,
      deviceName: self.deviceName,
      homeserver: self.homeserver,
      safetyCode: await safetyCode(self.identityKey),
      connection: this.#line,
      lastSyncAtMs: this.#lastSyncAtMs,
      unread: threads.reduce((sum, thread) => sum + thread.unread, 0),
      waiting: outbox.filter(({ item }) => item.kind === "letter" || item.kind === "commit").length,
    };
  }

  /** Signs in and starts. One at a time; a second person at the same profile has to sign the first one out. */
  signIn(request: { homeserver: string; user: string; password: string; deviceName: string }): Promise<AccountView> {
    return this.#exclusively(async () => {
      if (this.#state.kind === "running") throw new FederpostError("conflict", "Somebody is signed in here already.");
      const { vault, clock, random, tell } = this.#environment;
      const onStep = (step: SignInStep, done: number) =>
        tell({ kind: "progress", of: "sign_in", step, done, total: signInSteps.length });
      const outcome = await signIn({ vault, clock, random, onStep, ...request });
      onStep("publish", signInSteps.length - 1);
      await (outcome === "waiting" ? this.#wait() : this.#start());
      return this.view();
    });
  }

  /** The person says that this waiting device shows the digits of the other one. */
  async confirmWaiting(): Promise<AccountView> {
    await this.#waiting.confirm();
    return this.view();
  }

  /** The waiting device asks anew, under a new code. */
  async restartWaiting(): Promise<AccountView> {
    await this.#waiting.restart();
    return this.view();
  }

  /** The waiting device gives up: nobody is signed in here any more. */
  cancelWaiting(): Promise<AccountView> {
    return this.#exclusively(async () => {
      const waiting = this.#waiting;
      await waiting.cancel();
      this.#become({ kind: "none" });
      await waiting.stop();
      return this.view();
    });
  }

  get #waiting(): Waiting {
    if (this.#state.kind === "waiting") return this.#state.waiting;
    throw new FederpostError("conflict", "This device waits for nothing.");
  }

  /** Waits until another device of the account lets this one in. */
  async #wait(): Promise<void> {
    const { vault, clock, random, tell, afterPoll } = this.#environment;
    const waiting = await openWaiting({
      vault,
      clock,
      random,
      onChanged: () => tell({ kind: "changed", what: "account" }),
      onAdmitted: () => void this.#exclusively(() => this.#start()),
      onProblem: () => undefined,
      afterPoll,
    });
    this.#become({ kind: "waiting", waiting });
    waiting.start();
  }

  /** Ends this device at the homeserver, then removes what it stored. @throws FederpostError `offline` and its like. */
  signOut(): Promise<AccountView> {
    return this.#exclusively(async () => {
      if (this.#state.kind === "running") {
        const { courier } = this.#state;
        // Offline it stays signed in: the account's public document would go on naming a device that is no more, and
        // nobody could sign in to the account again.
        await courier.signOut(null).catch((error: unknown) => {
          if (!(isFederpostError(error) && error.code === "signed_out")) throw error;
        });
        await courier.stop();
      }
      await eraseMailbox(this.#environment.vault);
      this.#become({ kind: "none" });
      return this.view();
    });
  }

  async #start(onMigration?: MigrationProgress): Promise<void> {
    const { vault, clock, random, onCourierEvent, afterPoll } = this.#environment;
    const courier = await openCourier({
      vault,
      clock,
      random,
      onEvent: onCourierEvent,
      onLine: (line) => this.#noteLine(line),
      onProblem: () => undefined,
      afterPoll,
      ...(onMigration && { onMigration }),
    });
    this.#become({ kind: "running", courier });
    courier.start();
  }

  #noteLine(line: Line): void {
    if (line === "online") this.#lastSyncAtMs = this.#environment.clock.now();
    if (line === "signed_out") return void this.#signedOutFromAfar("token_revoked");
    if (line === "copied") return void this.#signedOutFromAfar("device_copied");
    if (line === this.#line) return;
    this.#line = line;
    this.#environment.tell({ kind: "changed", what: "account" });
  }

  async #signedOutFromAfar(reason: SignedOutReason): Promise<void> {
    if (this.#state.kind !== "running") return;
    const { courier } = this.#state;
    this.#become({ kind: "signed_out", reason });
    await courier.stop();
  }

  #become(state: State): void {
    this.#state = state;
    this.#line = "connecting";
    this.#environment.tell({ kind: "changed", what: "account" });
    this.#environment.tell({ kind: "changed", what: "threads" });
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#changing.then(work, work);
    this.#changing = mine.catch(() => undefined);
    return mine;
  }
}
