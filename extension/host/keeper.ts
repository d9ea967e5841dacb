import { systemClock, systemRandom } from "../../shared/base/index.ts";
import { sha256 } from "../../shared/crypto/index.ts";
import { type Line, panelFailure, serve } from "../../shared/rpc/index.ts";
import { deleteIndexedDbVault } from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import { readCue } from "./cue.ts";
import { type EngineHost, mailboxName, openEngineHost } from "./engine-host.ts";
import { type PanelCall, parsePanelCall } from "./panel-api.ts";
import { allowsPortal } from "./policy.ts";
import { createPortalBackend, createPortalStaging } from "./portal-mailbox.ts";
import { createPortalRouter } from "./portal-router.ts";
import { readSettings } from "./settings.ts";
import { closedBy, noteAccount } from "./storage.ts";

export interface Running {
  readonly host: EngineHost;
  readonly router: ReturnType<typeof createPortalRouter>;
}

/**
 * Keeps an engine host open. Where the mailbox does not open, our pages are told why and what can be done, and the next page
 * makes another try; where the browser takes the database away, everything is opened anew. Nothing tries in a loop.
 */
export class Keeper {
  readonly #desk: Desk;
  readonly #lines = new Set<Line>();
  #opening: Promise<Running>;
  #state: "opening" | "open" | "failed" = "opening";

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#opening = this.#open();
  }

  /** The host that is open or being opened. Rejects where the mailbox does not open. */
  get running(): Promise<Running> {
    return this.#opening;
  }

  /** The line is closed when its host ends; pages then connect anew. */
  keep(line: Line): void {
    this.#lines.add(line);
    line.onClose(() => this.#lines.delete(line));
  }

  servePanel(line: Line): void {
    this.keep(line);
    if (this.#state === "failed") this.#opening = this.#open();
    void this.#opening.then(
      ({ host }) => host.servePanel(line),
      (error: unknown) => this.#serveFailure(line, error),
    );
  }

  #open(): Promise<Running> {
    this.#state = "opening";
    const opening = this.#start();
    opening.then(
      () => {
        this.#state = "open";
      },
      () => {
        this.#state = "failed";
      },
    );
    return opening;
  }

  async #start(): Promise<Running> {
    const host = await openEngineHost(this.#desk, { reset: () => this.#reset() });
    const { vault, log, mailbox, consent, onCourierEvent, onDisconnected, onPolicy, tell: tellPages } = host;
    const around = { now: systemClock.now, desk: this.#desk, tellPages };
    const backend = createPortalBackend({ vault, mailbox, onCourierEvent, ...around });
    const staging = createPortalStaging(mailbox);
    const unlocked = (signal: AbortSignal) => mailbox.unlocked(signal);
    const language = async () => (await readSettings(vault)).language;
    const cue = () => readCue(vault);
    const parts = { backend, consent, staging, log, vault, unlocked, language, cue, clock: systemClock };
    const router = createPortalRouter({ ...parts, random: systemRandom, sha256 });
    onDisconnected(router.dropOrigin);
    onPolicy(() => void router.keepOnly((origin) => allowsPortal(vault, origin)));
    vault.onLost(() => void this.#reopen(host));
    return { host, router };
  }

  /** The database was closed by somebody else: what is there now is opened, be it the same one or nothing. */
  async #reopen(lost: EngineHost): Promise<void> {
    // Clearing all of the site's data took the note away as well.
    if (lost.mailbox.isRunning) noteAccount("here");
    await lost.end();
    this.#opening = this.#open();
    this.#closeLines();
  }

  /** Gives up a mailbox that does not open: removes everything it stored, and begins anew. */
  async #reset(): Promise<void> {
    await this.#opening.then(
      ({ host }) => host.end(),
      () => undefined,
    );
    await deleteIndexedDbVault(mailboxName);
    noteAccount("none");
    this.#opening = this.#open();
    // The answer goes out first; then the pages connect to what is there now.
    void this.#opening.catch(() => undefined).then(() => this.#closeLines());
  }

  #closeLines(): void {
    for (const line of [...this.#lines]) line.close();
  }

  #serveFailure(line: Line, error: unknown): void {
    serve<PanelCall>(line, {
      parse: parsePanelCall,
      handle: async ({ method }) => {
        if (method === "storage.read") return closedBy(error);
        if (method !== "storage.reset") throw error;
        await this.#reset();
        return {};
      },
      toFailure: panelFailure,
    });
  }
}
