import { type Clock, FederpostError, isFederpostError, type Random } from "../../shared/base/index.ts";
import {
  type Courier,
  type CourierEvent,
  eraseMailbox,
  type Line,
  openCourier,
  openParking,
  openWaiting,
  type Parking,
  readAccount,
  readSession,
  readWaiting,
  type SignInProof,
  type SignInStep,
  signIn,
  signInSteps,
  type Waiting,
} from "../../shared/courier/index.ts";
import type { AccountView, Connection, PanelEvent, PanelParams } from "../../shared/protocol/index.ts";
import type { AccountProof, BrowserConfirmation } from "../../shared/transport/index.ts";
import {
  type MigrationProgress,
  newRecoveryWay,
  recoveryKeyOf,
  type Vault,
  type WayIn,
} from "../../shared/vault/index.ts";
import { lockedView, readyView, whoIsHere } from "./account-view.ts";
import { blockOf, noteHomeserver, policyOf, requireHomeserver } from "./policy.ts";
import { noteLogin } from "./settings.ts";
import { endSession, signOutStopped } from "./sign-out.ts";

/** What a mailbox needs of its surroundings. */
export interface MailboxEnvironment {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  /** Tells our open pages. */
  readonly tell: (event: PanelEvent) => void;
  readonly onCourierEvent: (event: CourierEvent) => void;
  /** Something came while the mailbox was locked. */
  readonly onParked: () => void;
  /** Keeps the context alive that would be suspended otherwise (Firefox's event page). */
  readonly afterPoll: () => Promise<void>;
  /** Reads the administrator's policy anew: what it said lay in what was just erased. */
  readonly refreshPolicy: () => Promise<void>;
  /** Everything that was stored here is removed: what waits for this mailbox elsewhere must not reach the next one. */
  readonly onForgotten: () => void;
}

type SignedOutReason = Extract<AccountView, { kind: "signed_out" }>["reason"];

type State =
  | { readonly kind: "none" }
  | { readonly kind: "signed_out"; readonly reason: SignedOutReason }
  | { readonly kind: "waiting"; readonly waiting: Waiting }
  /** Nobody has unlocked the vault: what comes is parked. */
  | { readonly kind: "locked"; readonly parking: Parking }
  | { readonly kind: "running"; readonly courier: Courier };

/** The one mailbox of this browser profile: nobody signed in, a courier at work, or locked and receiving. */
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
    if ((await blockOf(vault)) !== null) return;
    if (vault.lockState === "locked") {
      if ((await readSession(vault)) !== null) await this.#park();
    } else if ((await readAccount(vault)) !== null) await this.#start(onMigration);
    else if ((await readWaiting(vault)) !== null) await this.#wait();
  }

  /** Stops what the administrator's policy no longer lets work, and takes up what it lets work again. */
  followPolicy(): Promise<void> {
    return this.#exclusively(async () => {
      const isBlocked = (await blockOf(this.#environment.vault)) !== null;
      if (!isBlocked && this.#state.kind === "none") return this.resume(() => undefined);
      // What was to be told of a device that left stays told.
      if (!isBlocked || this.#state.kind === "signed_out") return;
      await this.#rest();
      this.#become({ kind: "none" });
    });
  }

  /** Whether somebody is signed in here, locked or not. */
  get isRunning(): boolean {
    return this.#state.kind === "running" || this.#state.kind === "locked";
  }

  /** Ends this context's part; what is stored stays. */
  stop(): Promise<void> {
    return this.#exclusively(() => this.#rest());
  }

  /** Does what the vault's lock now asks for: a courier works only while it is open. */
  followLock(): Promise<void> {
    return this.#exclusively(async () => {
      const { vault } = this.#environment;
      const locked = vault.lockState === "locked";
      if (locked && this.#state.kind === "running") {
        await this.#state.courier.stop();
        await this.#park();
      }
      if (locked || (this.#state.kind !== "locked" && this.#state.kind !== "none")) return;
      if (this.#state.kind === "locked") await this.#state.parking.stop();
      this.#become({ kind: "none" });
      await this.resume(() => undefined);
    });
  }

  /** There is something to lock: somebody is signed in, and nothing else is under way. */
  get isOpen(): boolean {
    return this.#state.kind === "running";
  }

  /** The person has just come with a way in. */
  async present(way: WayIn): Promise<void> {
    if (this.#state.kind === "running") await this.#state.courier.present(way);
  }

  /** Resolves when the mailbox is not, or no longer, locked. Rejects with the signal's reason. */
  unlocked(signal: AbortSignal): Promise<void> {
    if (this.#environment.vault.lockState === "unlocked") return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = this.#environment.vault.onLockChange((state) => {
        if (state === "locked") return;
        stop();
        // The courier is taken up before whoever waited goes on.
        void this.followLock().then(resolve, reject);
      });
      const giveUp = () => {
        stop();
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** The courier at work. @throws FederpostError `no_account`, `signed_out` or `locked`. */
  get courier(): Courier {
    if (this.#state.kind === "running") return this.#state.courier;
    if (this.#state.kind === "locked") throw new FederpostError("locked", "The mailbox is locked; unlock it first.");
    if (this.#state.kind === "signed_out") throw new FederpostError("signed_out", "This device was signed out.");
    throw new FederpostError("no_account", "Nobody is signed in here yet.");
  }

  async view(): Promise<AccountView> {
    const { vault } = this.#environment;
    // Beside the policy: each page that is opened waits for it. What fails because something changed meanwhile is read again below.
    const [block, ready] = await Promise.all([blockOf(vault), this.#readyView().catch(() => null)]);
    if (block !== null) return { kind: "blocked", here: await whoIsHere(vault, this.#state), ...block };
    if (vault.lockState === "locked" || this.#state.kind === "locked") return lockedView(vault);
    if (this.#state.kind === "waiting") return { kind: "waiting", ...(await this.#state.waiting.view()) };
    if (this.#state.kind !== "running") return this.#state;
    return ready ?? (await this.#readyView()) ?? this.view();
  }

  /** Null where nobody is signed in and unlocked. */
  async #readyView(): Promise<AccountView | null> {
    const { vault } = this.#environment;
    if (vault.lockState !== "unlocked" || this.#state.kind !== "running") return null;
    const { courier } = this.#state;
    return readyView({ vault, courier }, { connection: this.#line, lastSyncAtMs: this.#lastSyncAtMs });
  }

  /** Signs in and starts. One at a time; a second person at the same profile has to sign the first one out. */
  signIn(request: { homeserver: string; by: SignInProof; deviceName: string }): Promise<AccountView> {
    return this.#exclusively(async () => {
      if (this.#state.kind === "running") throw new FederpostError("conflict", "Somebody is signed in here already.");
      const { vault, clock, random, tell } = this.#environment;
      if ((await blockOf(vault)) !== null) throw new FederpostError("not_permitted", "The policy stops this mailbox.");
      await requireHomeserver(vault, request.homeserver);
      const onStep = (step: SignInStep, done: number) =>
        tell({ kind: "progress", of: "sign_in", step, done, total: signInSteps.length });
      const outcome = await signIn({ vault, clock, random, onStep, ...request });
      await noteLogin(vault, request.by.kind);
      await noteHomeserver(vault, request.homeserver);
      await this.#environment.refreshPolicy();
      onStep("publish", signInSteps.length - 1);
      // The policy was read anew: what it forbids now does not start, and goes on when it allows it again.
      if ((await blockOf(vault)) === null) await (outcome === "waiting" ? this.#wait() : this.#start());
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

  /** The waiting device comes in by the recovery key, which from then on also opens this device. */
  recoverWaiting({ recoveryKey, others }: PanelParams<"waiting.recover">): Promise<AccountView> {
    return this.#exclusively(async () => {
      const waiting = this.#waiting;
      const added = await newRecoveryWay(recoveryKey);
      const bytes = recoveryKeyOf(recoveryKey);
      await waiting.recover({ recoveryKey: bytes, way: null, others }).finally(() => bytes.fill(0));
      await waiting.stop();
      await this.#environment.vault.changeWays({ kind: "device" }, { add: [added] });
      await this.#start();
      return this.view();
    });
  }

  /** The waiting device gives its account a new identity. */
  startAnew(): Promise<AccountView> {
    return this.#exclusively(async () => {
      const waiting = this.#waiting;
      await waiting.startAnew();
      await waiting.stop();
      await this.#start();
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
  signOut(way: WayIn | null): Promise<AccountView> {
    return this.#exclusively(async () => {
      if (this.#state.kind === "running") {
        const { courier } = this.#state;
        // Offline it stays signed in: the account's public document would go on naming a device that is no more, and
        // nobody could sign in to the account again.
        await courier.signOut(way).catch((error: unknown) => {
          if (!(isFederpostError(error) && error.code === "signed_out")) throw error;
        });
        await courier.stop();
      } else if ((await blockOf(this.#environment.vault)) !== null) await signOutStopped(this.#environment, way);
      return this.#forget({ kind: "none" });
    });
  }

  /**
   * Closes the account at the homeserver for good, then removes what it stored here. Nothing is done yet where the answer says
   * where the person has to confirm first. @throws FederpostError as the courier's `closeAccount`
   */
  closeAccount(proof: AccountProof): Promise<BrowserConfirmation | null> {
    return this.#exclusively(async () => {
      const { courier } = this;
      const confirm = await courier.closeAccount(proof);
      if (confirm !== null) return confirm;
      await courier.stop();
      await this.#forget({ kind: "none" });
      return null;
    });
  }

  /**
   * Forgets everything on this device without opening it, for who has lost every way in. The homeserver is told, so that it
   * keeps no session, and where it cannot be told the view says so; the account's document goes on naming this device until
   * another one takes it out.
   */
  erase(): Promise<AccountView> {
    return this.#exclusively(async () => {
      await this.#rest();
      const told = await endSession(this.#environment);
      return this.#forget(told ? { kind: "none" } : { kind: "signed_out", reason: "left_behind" });
    });
  }

  /** Removes everything that is stored here. */
  async #forget(state: State): Promise<AccountView> {
    await eraseMailbox(this.#environment.vault);
    await this.#environment.refreshPolicy();
    this.#become(state);
    this.#environment.onForgotten();
    return this.view();
  }

  /** Ends what is at work here; what is stored stays. */
  async #rest(): Promise<void> {
    if (this.#state.kind === "running") await this.#state.courier.stop();
    if (this.#state.kind === "locked") await this.#state.parking.stop();
    if (this.#state.kind === "waiting") await this.#state.waiting.stop();
  }

  async #park(): Promise<void> {
    const { vault, clock, random, onParked, afterPoll } = this.#environment;
    const parking = await openParking({
      vault,
      clock,
      random,
      onLine: (line) => this.#noteLine(line),
      onProblem: () => undefined,
      afterPoll,
      onParked,
      profileMode: (await policyOf(vault)).profileMode,
    });
    this.#become({ kind: "locked", parking });
    parking.start();
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
      profileMode: (await policyOf(vault)).profileMode,
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
    const state = this.#state;
    if (state.kind !== "running" && state.kind !== "locked") return;
    this.#become({ kind: "signed_out", reason });
    await (state.kind === "running" ? state.courier : state.parking).stop();
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
