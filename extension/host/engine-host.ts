import { type Origin, systemClock, systemRandom } from "../../shared/base/index.ts";
import type { CourierEvent } from "../../shared/courier/index.ts";
import { sha256 } from "../../shared/crypto/index.ts";
import type { PanelEvent } from "../../shared/protocol/index.ts";
import { type Line, panelFailure, type Server, serve } from "../../shared/rpc/index.ts";
import { openIndexedDbVault, type Vault } from "../../shared/vault/index.ts";
import { type Consent, createConsent } from "../consent/index.ts";
import { type Desk, type DeskEvent, sessionKeysAt } from "../platform/index.ts";
import { type AtHand, createAtHand, handleAtHand } from "./at-hand.ts";
import { lookWhenDue } from "./enrolment.ts";
import { demandFederation, refreshFederation } from "./federation.ts";
import { noteIdle, watchIdle } from "./lock.ts";
import { Mailbox } from "./mailbox.ts";
import { answerPanel, type PanelCall, type PanelWorld, parsePanelCall } from "./panel-api.ts";
import { blockOf, refreshPolicy } from "./policy.ts";
import { KeyLog } from "./portal-log.ts";
import { Storage } from "./storage.ts";
import { createToolbar, type Toolbar } from "./toolbar.ts";
import { createUpdates, type Updates } from "./update.ts";

/** Everything the host has open: vault, mailbox, consent, and the pages that listen. */
export interface EngineHost {
  readonly vault: Vault;
  readonly log: KeyLog;
  readonly mailbox: Mailbox;
  readonly consent: Consent;
  /** Whether the mailbox is at work, as far as somebody is signed in. Rejects where it does not open. */
  readonly ready: Promise<void>;
  readonly servePanel: (line: Line) => void;
  /** Stops everything and lets go of the database. */
  readonly end: () => Promise<void>;
  readonly handle: (event: DeskEvent) => void;
  /** Tells our open pages. */
  readonly tell: (event: PanelEvent) => void;
  /** The person disconnected a portal. */
  readonly onDisconnected: (listener: (origin: Origin) => void) => void;
  /** The administrator's policy was read anew; what it says counts already. */
  readonly onPolicy: (listener: () => void) => void;
  readonly onCourierEvent: (listener: (event: CourierEvent) => void) => void;
}

/** Name of the database of this browser profile's mailbox. */
export const mailboxName = "federpost";

/** How an engine host is opened. */
export interface HostWish {
  /** Gives up a mailbox that does not open. */
  readonly reset: () => Promise<void>;
}

const openVault = (desk: Desk): Promise<Vault> =>
  openIndexedDbVault({
    name: mailboxName,
    random: systemRandom,
    clock: systemClock,
    sessionKeys: sessionKeysAt(desk),
  });

function tellAll<T>(listeners: Iterable<(value: T) => void>, value: T): void {
  for (const listener of listeners) listener(value);
}

const tellPages = (pages: Iterable<Server>) => (event: PanelEvent) => {
  for (const page of pages) page.notify("panel", event);
};

interface MailboxParts {
  readonly desk: Desk;
  readonly vault: Vault;
  readonly storage: Storage;
  readonly toolbar: Toolbar;
  readonly tell: (event: PanelEvent) => void;
  readonly courierListeners: Iterable<(event: CourierEvent) => void>;
  readonly onForgotten: () => void;
}

/** The mailbox, with what of it goes to our pages, to portals and to the toolbar. */
function openMailbox({ desk, vault, storage, toolbar, tell, courierListeners, onForgotten }: MailboxParts): Mailbox {
  const mailbox: Mailbox = new Mailbox({
    vault,
    clock: systemClock,
    random: systemRandom,
    tell: (event) => {
      tell(event);
      if (event.kind !== "changed" || event.what !== "account") return;
      if (mailbox.isRunning) storage.remember();
      toolbar.refresh();
    },
    onCourierEvent: (event) => {
      tellAll(courierListeners, event);
      for (const each of panelEvents(event)) tell(each);
      toolbar.refresh();
      if (event.kind === "arrived") toolbar.arrived(event);
    },
    onParked: () => {
      tell({ kind: "changed", what: "account" });
      toolbar.refresh();
    },
    // Any call of the browser's API counts as activity and keeps Firefox's event page from being suspended.
    refreshPolicy: () => refreshPolicy(vault, desk),
    onForgotten,
    afterPoll: async () => void (await desk.readSessionKey({}).catch(() => null)),
  });
  return mailbox;
}

/** Opens the mailbox of this browser profile. Waits until no other context has it open. */
export async function openEngineHost(desk: Desk, about: HostWish): Promise<EngineHost> {
  const vault = await openVault(desk);
  const letGo = await holdWriterLock(vault);
  const pages = new Set<Server>();
  const disconnectListeners = new Set<(origin: Origin) => void>();
  const courierListeners = new Set<(event: CourierEvent) => void>();
  const policyListeners = new Set<() => void>();
  const tell = tellPages(pages);
  const storage = new Storage(vault, () => tell({ kind: "changed", what: "storage" }));
  const toolbar = createToolbar({ desk, vault, mailbox: () => mailbox, now: systemClock.now });
  const parts = { desk, vault, storage, toolbar, tell, courierListeners };
  const mailbox: Mailbox = openMailbox({ ...parts, onForgotten: () => atHand.forget() });
  const consent = createConsent({ vault, windows: desk, clock: systemClock, random: systemRandom, sha256 });
  consent.on(({ kind }) => tell({ kind: "changed", what: kind === "grants" ? "grants" : "consent" }));
  const atHand: AtHand = createAtHand({ vault, mailbox, desk, toolbar, now: systemClock.now, tell });
  followVaultLock({ vault, mailbox, consent, tell, atHand });
  const ready = refreshPolicy(vault, desk)
    .then(() => demandFederation(vault))
    .then(() => resume(mailbox, storage))
    .then(toolbar.refresh);
  // Whoever needs it looks at it; what failed is told by the storage.
  ready.catch(() => undefined);
  const log = new KeyLog({ vault, clock: systemClock, sha256 });
  const world: PanelWorld = {
    vault,
    log,
    mailbox,
    consent,
    desk,
    storage: { view: () => storage.view, reset: about.reset },
    ready,
    updates: updatesFor(vault, desk, pages),
    atHand,
    random: systemRandom,
    now: systemClock.now,
    tell,
    changed: (what) => tell({ kind: "changed", what }),
    disconnected: (origin) => tellAll(disconnectListeners, origin),
  };
  void watchIdle(world);
  return {
    vault,
    log,
    mailbox,
    consent,
    ready,
    end: () => mailbox.stop().then(letGo).then(vault.close.bind(vault)),
    servePanel: (line) => servePanel(line, world, pages),
    tell,
    handle: (event) => handleEvent(event, world, () => tellAll(policyListeners, undefined)),
    onPolicy: (listener) => policyListeners.add(listener),
    onDisconnected: (listener) => disconnectListeners.add(listener),
    onCourierEvent: (listener) => courierListeners.add(listener),
  };
}

const updatesFor = (vault: Vault, desk: Desk, pages: ReadonlySet<Server>): Updates =>
  createUpdates({
    desk,
    openPages: () => pages.size,
    isTooOld: async () => (await blockOf(vault))?.why === "too_old",
  });

/** Whoever locks or unlocks, and in whichever context: the courier follows, and what waited for it goes on. */
function followVaultLock(parts: {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly consent: Consent;
  readonly tell: (event: PanelEvent) => void;
  readonly atHand: AtHand;
}): void {
  const { vault, mailbox, consent, tell, atHand } = parts;
  vault.onLockChange((state) => {
    void mailbox.followLock().then(() => {
      if (state === "unlocked") consent.unlocked();
      if (state === "unlocked") void atHand.page.unlocked().catch(() => undefined);
      void atHand.bar.handle({ kind: "searchStarted" }).catch(() => undefined);
      for (const what of ["lock", "account", "threads", "consent"] as const) tell({ kind: "changed", what });
    });
  });
}

/** Takes up the stored account; pages that are open meanwhile see how far it is, or why it cannot be. */
async function resume(mailbox: Mailbox, storage: Storage): Promise<void> {
  try {
    await mailbox.resume((done, total) => storage.converting(done, total));
  } catch (error) {
    storage.failed(error);
    throw error;
  }
  if (mailbox.isRunning) storage.remember();
  storage.opened(mailbox.isRunning ? "here" : "none");
}

/** Held until this context dies or lets go: two syncers on one device would eat each other's to-device events. */
function holdWriterLock(vault: Vault): Promise<() => void> {
  const { promise: held, resolve } = Promise.withResolvers<() => void>();
  void vault.exclusively(() => {
    const { promise: over, resolve: letGo } = Promise.withResolvers<void>();
    resolve(letGo);
    return over;
  });
  return held;
}

function servePanel(line: Line, world: PanelWorld, pages: Set<Server>): void {
  const server = serve<PanelCall>(line, {
    parse: parsePanelCall,
    handle: (call) => answerWhenReady(world, call),
    toFailure: panelFailure,
  });
  pages.add(server);
  line.onClose(() => {
    pages.delete(server);
    void world.updates.settle();
  });
}

/** What needs no account, and helps where it does not open. */
const withoutAccount: ReadonlySet<PanelCall["method"]> = new Set(["storage.read", "storage.reset", "settings.read"]);

async function answerWhenReady(world: PanelWorld, call: PanelCall): Promise<unknown> {
  if (!withoutAccount.has(call.method)) await world.ready;
  return answerPanel(world, call);
}

function panelEvents(event: CourierEvent): PanelEvent[] {
  switch (event.kind) {
    case "account":
      return [{ kind: "changed", what: "account" }];
    case "threads":
      return [{ kind: "changed", what: "threads" }];
    case "devices":
      return [{ kind: "changed", what: "devices" }];
    case "thread":
    case "arrived":
      return [
        { kind: "thread", thread: event.thread },
        { kind: "changed", what: "threads" },
        // How many letters wait to be sent and are unread is said with the account.
        { kind: "changed", what: "account" },
      ];
    case "restore":
      return [{ kind: "progress", of: "restore", step: "letters", done: event.done, total: event.total }];
    case "upload":
      return [
        { kind: "progress", of: "send", step: event.thread, done: event.doneBytes, total: event.totalBytes },
        { kind: "thread", thread: event.thread },
      ];
    default:
      return event satisfies never;
  }
}

function handleEvent(event: DeskEvent, world: PanelWorld, onPolicyRead: () => void): void {
  const { desk, mailbox, consent, updates } = world;
  if (event.kind === "policyChanged") return void followPolicy(world, onPolicyRead);
  // What fails there has no place to be told: the person asks again.
  void world.ready.then(() => handleAtHand(event, world)).catch(() => undefined);
  if (event.kind === "updateReady") void updates.ready();
  if (event.kind === "idle") void noteIdle(world, event.state);
  if (event.kind === "windowClosed") consent.windowClosed(event.windowId);
  if (event.kind === "notificationClicked") {
    void desk.clearNotification({ id: event.id });
    void desk.openInbox({ hash: "" });
  }
  if (event.kind === "alarm" || event.kind === "started") {
    void askForPolicy(world, onPolicyRead).catch(() => undefined);
    void followFederation(world);
    void lookWhenDue(world);
    void mailbox.view().then(() => wake(mailbox));
  }
}

/** Looks at the operator's list when it is due. What waited for it is taken up. */
async function followFederation(world: PanelWorld): Promise<void> {
  await world.ready.catch(() => undefined);
  // What cannot be stored now is looked at again with the next alarm.
  if (!(await refreshFederation(world).catch(() => false))) return;
  world.changed("contacts");
  wake(world.mailbox);
}

/** A browser that has never said yet whether there is a policy is asked again. */
async function askForPolicy(world: PanelWorld, onRead: () => void): Promise<void> {
  await world.ready.catch(() => undefined);
  if ((await blockOf(world.vault))?.why === "policy_unread") await followPolicy(world, onRead);
}

/** A policy that came or changed counts at once, also for what portals have open already. */
async function followPolicy(
  { vault, desk, mailbox, changed, ready, updates }: PanelWorld,
  onRead: () => void,
): Promise<void> {
  await ready.catch(() => undefined);
  await refreshPolicy(vault, desk);
  await demandFederation(vault);
  onRead();
  await mailbox.followPolicy();
  await watchIdle({ vault, desk });
  await updates.settle();
  for (const what of ["account", "lock", "portals"] as const) changed(what);
}

function wake(mailbox: Mailbox): void {
  try {
    mailbox.courier.wake();
  } catch {
    // Nobody is signed in: there is nothing to wake.
  }
}
