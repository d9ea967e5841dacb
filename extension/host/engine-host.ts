import { type Origin, systemClock, systemRandom } from "../../shared/base/index.ts";
import { type CourierEvent, listThreads } from "../../shared/courier/index.ts";
import { sha256 } from "../../shared/crypto/index.ts";
import type { PanelEvent } from "../../shared/protocol/index.ts";
import { type Line, panelFailure, type Server, serve } from "../../shared/rpc/index.ts";
import { openIndexedDbVault, type Vault } from "../../shared/vault/index.ts";
import { type Consent, createConsent } from "../consent/index.ts";
import { chooseLanguage, createTranslate } from "../i18n/index.ts";
import { type Desk, type DeskEvent, sessionKeysAt } from "../platform/index.ts";
import { Mailbox } from "./mailbox.ts";
import { answerPanel, type PanelCall, type PanelWorld, parsePanelCall, readSettings } from "./panel-api.ts";
import { KeyLog } from "./portal-log.ts";

/** Everything the host has open: vault, mailbox, consent, and the pages that listen. */
export interface EngineHost {
  readonly vault: Vault;
  readonly log: KeyLog;
  readonly mailbox: Mailbox;
  readonly consent: Consent;
  readonly servePanel: (line: Line) => void;
  readonly handle: (event: DeskEvent) => void;
  /** The person disconnected a portal. */
  readonly onDisconnected: (listener: (origin: Origin) => void) => void;
  readonly onCourierEvent: (listener: (event: CourierEvent) => void) => void;
}

const mailboxName = "federpost";
const noticeId = "letters";

/** Opens the mailbox of this browser profile. Waits until no other context has it open. */
export async function openEngineHost(desk: Desk): Promise<EngineHost> {
  const vault = await openIndexedDbVault({
    name: mailboxName,
    random: systemRandom,
    clock: systemClock,
    sessionKeys: sessionKeysAt(desk),
  });
  await holdWriterLock(vault);
  const pages = new Set<Server>();
  const disconnectListeners = new Set<(origin: Origin) => void>();
  const courierListeners = new Set<(event: CourierEvent) => void>();
  const tell = (event: PanelEvent) => {
    for (const page of pages) page.notify("panel", event);
  };
  const toolbar = createToolbar(desk, vault);
  const mailbox = new Mailbox({
    vault,
    clock: systemClock,
    random: systemRandom,
    tell: (event) => {
      tell(event);
      if (event.kind === "changed" && event.what === "account") toolbar.refresh();
    },
    onCourierEvent: (event) => {
      for (const listener of courierListeners) listener(event);
      for (const each of panelEvents(event)) tell(each);
      toolbar.refresh();
      if (event.kind === "arrived") toolbar.announce();
    },
    // Any call of the browser's API counts as activity and keeps Firefox's event page from being suspended.
    afterPoll: async () => void (await desk.readSessionKey({}).catch(() => null)),
  });
  const consent = createConsent({ vault, windows: desk, clock: systemClock, random: systemRandom, sha256 });
  consent.on(({ kind }) => tell({ kind: "changed", what: kind === "grants" ? "grants" : "consent" }));
  await mailbox.resume();
  toolbar.refresh();
  const log = new KeyLog({ vault, clock: systemClock, sha256 });
  const world: PanelWorld = {
    vault,
    log,
    mailbox,
    consent,
    desk,
    now: systemClock.now,
    changed: (what) => tell({ kind: "changed", what }),
    disconnected: (origin) => {
      for (const listener of disconnectListeners) listener(origin);
    },
  };
  return {
    vault,
    log,
    mailbox,
    consent,
    servePanel: (line) => servePanel(line, world, pages),
    handle: (event) => handleEvent(event, { desk, mailbox, consent }),
    onDisconnected: (listener) => disconnectListeners.add(listener),
    onCourierEvent: (listener) => courierListeners.add(listener),
  };
}

/** Held until this context dies: two syncers on one device would eat each other's to-device events. */
function holdWriterLock(vault: Vault): Promise<void> {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  void vault.exclusively(() => {
    resolve();
    return new Promise<never>(() => undefined);
  });
  return held;
}

function servePanel(line: Line, world: PanelWorld, pages: Set<Server>): void {
  const server = serve<PanelCall>(line, {
    parse: parsePanelCall,
    handle: (call) => answerPanel(world, call),
    toFailure: panelFailure,
  });
  pages.add(server);
  line.onClose(() => pages.delete(server));
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
    case "upload":
      return [
        { kind: "progress", of: "send", step: event.thread, done: event.doneBytes, total: event.totalBytes },
        { kind: "thread", thread: event.thread },
      ];
    default:
      return event satisfies never;
  }
}

function handleEvent(
  event: DeskEvent,
  { desk, mailbox, consent }: { readonly desk: Desk; readonly mailbox: Mailbox; readonly consent: Consent },
): void {
  if (event.kind === "windowClosed") consent.windowClosed(event.windowId);
  if (event.kind === "notificationClicked") {
    void desk.clearNotification({ id: event.id });
    void desk.openInbox({ hash: "" });
  }
  if (event.kind === "alarm" || event.kind === "started") void mailbox.view().then(() => wake(mailbox));
}

function wake(mailbox: Mailbox): void {
  try {
    mailbox.courier.wake();
  } catch {
    // Nobody is signed in: there is nothing to wake.
  }
}

interface Toolbar {
  readonly refresh: () => void;
  readonly announce: () => void;
}

/** Badge and notification. Neither says who wrote or what. */
function createToolbar(desk: Desk, vault: Vault): Toolbar {
  let shown: string | null = null;
  const unread = async () => (await listThreads(vault)).reduce((sum, thread) => sum + thread.unread, 0);
  const refresh = async () => {
    const count = await unread();
    const text = count === 0 ? "" : count > 99 ? "99+" : String(count);
    if (text === shown) return;
    shown = text;
    await desk.setBadge({ text });
  };
  const announce = async () => {
    const settings = await readSettings(vault);
    if (!settings.notifications) return;
    const t = createTranslate(settings.language ?? chooseLanguage(null, navigator.languages));
    const count = await unread();
    if (count === 0) return;
    await desk.notify({
      id: noticeId,
      title: t("notification.title"),
      message: t("notification.new_letters", { count }),
    });
  };
  // The browser may refuse either (worker just dying): the next change tries again.
  const quietly = (work: () => Promise<void>) => () =>
    void work().catch(() => {
      shown = null;
    });
  return { refresh: quietly(refresh), announce: quietly(announce) };
}
