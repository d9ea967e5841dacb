import {
  assuranceLevels,
  type Clock,
  FederpostError,
  type LetterId,
  type Origin,
  parseLetterId,
  type Random,
} from "../../shared/base/index.ts";
import {
  type Cue,
  type GrantableMethod,
  isPortalMethod,
  type ParsedPortalCall,
  type PortalCall,
  type PortalEvent,
  type PortalParams,
  type PortalResult,
  parsePortalCall,
  portalContract,
  portalFailureOf,
  portalLimits,
  portalMethods,
  portalResult,
  portalVersion,
} from "../../shared/protocol/index.ts";
import { copyPlain, createStreamReader, type Line, type Server, serve } from "../../shared/rpc/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Consent, RateName } from "../consent/index.ts";
import type { BackendEvent, PortalBackend, Staging } from "./portal-backend.ts";
import { composeLetter } from "./portal-compose.ts";
import { FileIntake } from "./portal-files.ts";
import type { KeyLog } from "./portal-log.ts";
import { openLetter } from "./portal-open.ts";
import type { PageCall, PortalParts } from "./portal-parts.ts";
import { presentEvidence } from "./portal-present.ts";
import { PortalRecords } from "./portal-records.ts";
import { sendLetter } from "./portal-send.ts";
import { signDocuments } from "./portal-sign.ts";
import type { PortalCaller, SealedFrame } from "./ports.ts";
import { type Seat, Seats } from "./sealed-seats.ts";

/** What the router needs. */
export interface PortalRouterOptions {
  readonly backend: PortalBackend;
  readonly consent: Consent;
  readonly staging: Staging;
  readonly log: KeyLog;
  readonly vault: Pick<Vault, "read" | "list" | "commit" | "lockState" | "onLockChange">;
  /** Resolves when the mailbox is not, or no longer, locked. */
  readonly unlocked: (signal: AbortSignal) => Promise<void>;
  /** The person's language, for frames, which read no settings. */
  readonly language: () => Promise<"de" | "en" | null>;
  /** The person's secret sign, for frames. */
  readonly cue: () => Promise<Cue | null>;
  readonly clock: Clock;
  readonly random: Random;
  readonly sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** Answers portals. */
export interface PortalRouter {
  /** Takes a line whose other end the browser has described. */
  readonly accept: (line: Line, caller: PortalCaller) => void;
  /** Takes a line of a sealed frame in a portal's page. */
  readonly acceptSealed: (line: Line, frame: SealedFrame) => void;
  /** Closes every line of an origin: the person disconnected the portal. */
  readonly dropOrigin: (origin: Origin) => void;
  /** Closes the lines of every origin that is no longer allowed. Where that cannot be told it counts as no. */
  readonly keepOnly: (allows: (origin: Origin) => Promise<boolean>) => Promise<void>;
  readonly close: () => void;
}

interface Guest {
  readonly caller: PortalCaller;
  readonly line: Line;
  readonly server: Server;
}

// A portal with many open tabs needs many lines; beyond this somebody collects them.
const mostLinesPerOrigin = 64;
const callsAtOnce = 16;
const lookUpMs = 60_000;
const deepestData = 32;

const hello: PortalResult<"hello"> = {
  version: portalVersion,
  versions: { min: portalVersion, max: portalVersion },
  methods: [...portalMethods],
  limits: { ...portalLimits },
  formats: ["jws-detached"],
  certificateFormats: ["jades-b"],
  evidence: ["x509", "oidc"],
  recipientLevels: [...assuranceLevels],
};

/** Checks a call from a page: its method, its size, its kind and its parameters, in this order. */
export function parseCall(method: string, params: unknown): ParsedPortalCall {
  if (!isPortalMethod(method)) return { kind: "refused", code: "unsupported" };
  const copied = copyPlain(params, { bytes: portalContract[method].maxBytes, depth: deepestData });
  if (copied.kind === "too_large") return { kind: "refused", code: "invalid_request" };
  return copied.kind === "plain" ? parsePortalCall(method, copied.value) : { kind: "refused", code: "invalid_params" };
}

function greet({ versions }: PortalParams<"hello">): PortalResult<"hello"> {
  if (versions.min <= portalVersion && portalVersion <= versions.max) return hello;
  throw new FederpostError("unsupported", "no common version");
}

function letterIdOf(text: string): LetterId {
  const letterId = parseLetterId(text);
  if (letterId === null) throw new FederpostError("invalid_params", "not the id of a letter");
  return letterId;
}

class Router implements PortalRouter {
  readonly #options: PortalRouterOptions;
  readonly #records: PortalRecords;
  readonly #parts: PortalParts;
  readonly #guests = new Set<Guest>();
  readonly #seats: Seats;
  readonly #stop: readonly (() => void)[];
  /** Events are told one after the other: a page must not hear last what was true first. */
  #telling: Promise<void> = Promise.resolve();

  constructor(options: PortalRouterOptions) {
    const { backend, consent, staging, log, vault, random, clock, language, cue, sha256 } = options;
    this.#options = options;
    this.#records = new PortalRecords(vault, random);
    this.#seats = new Seats({ random, clock, language, cue });
    const files = new FileIntake(staging);
    const newHandle = () => random.uuid();
    this.#parts = { backend, consent, records: this.#records, files, log, underWay: new Map(), sha256, newHandle };
    this.#stop = [
      backend.subscribe((event) => this.#inTurn(() => this.#tell(event))),
      consent.on((change) => {
        if (change.kind === "grants") this.#inTurn(() => this.#tellGrants(change.origin));
      }),
      vault.onLockChange((state) => {
        if (state === "locked") this.#seats.closeAll();
      }),
    ];
  }

  accept = (line: Line, caller: PortalCaller): void => {
    if (this.#guestsOf(caller.origin).length >= mostLinesPerOrigin) {
      line.close();
      return;
    }
    const reader = createStreamReader(line);
    const server = serve<PortalCall>(line, {
      parse: parseCall,
      handle: async (call, { signal }) =>
        portalResult(call.method, await this.#answer(call, { caller, line, reader, signal })),
      toFailure: portalFailureOf,
      maxInFlight: callsAtOnce,
    });
    const guest: Guest = { caller, line, server };
    this.#guests.add(guest);
    line.onClose(() => this.#guests.delete(guest));
  };

  acceptSealed = (line: Line, frame: SealedFrame): void => this.#seats.accept(line, frame);

  dropOrigin = (origin: Origin): void => {
    for (const { line } of this.#guestsOf(origin)) line.close();
  };

  keepOnly = async (allows: (origin: Origin) => Promise<boolean>): Promise<void> => {
    for (const origin of new Set([...this.#guests].map(({ caller }) => caller.origin)))
      if (!(await allows(origin).catch(() => false))) this.dropOrigin(origin);
  };

  close = (): void => {
    for (const stop of this.#stop) stop();
    for (const { line } of [...this.#guests]) line.close();
  };

  async #answer(call: PortalCall, from: Omit<PageCall<never>, "params">): Promise<unknown> {
    const { consent } = this.#options;
    const { caller, signal } = from;
    const { origin } = caller;
    await this.#checkFrame(caller);
    switch (call.method) {
      case "hello":
        return greet(call.params);
      case "access.list":
        return { grants: await consent.grantsOf(origin) };
      case "access.request":
        return this.#requestAccess(caller, call.params, signal);
      case "access.revoke":
        await consent.revoke(origin, call.params.methods);
        return { grants: await consent.grantsOf(origin) };
      case "mailbox.find":
        await this.#admit(call.method, "domain" in call.params ? "find" : "search", from);
        return this.#findMailbox(origin, call.params, signal);
      case "letter.send":
        await this.#admit(call.method, "send", from);
        return sendLetter(this.#parts, { ...from, params: call.params });
      case "letter.status":
        await this.#admit(call.method, "status", from);
        return this.#status(origin, letterIdOf(call.params.letterId));
      case "letter.open":
        return this.#seated(call.params.slot, from, async (seat) => {
          await this.#admit(call.method, "open", from);
          return openLetter(this.#parts, { ...from, params: call.params }, seat);
        });
      case "letter.compose":
        return this.#seated(call.params.slot, from, async (seat) => {
          await this.#admit(call.method, "send", from);
          return composeLetter(this.#parts, { ...from, params: call.params }, seat);
        });
      case "document.sign":
        await this.#admit(call.method, "sign", from);
        return signDocuments(this.#parts, { ...from, params: call.params });
      case "identity.present":
        await this.#admit(call.method, "present", from);
        return presentEvidence(this.#parts, { ...from, params: call.params });
      default:
        return call satisfies never;
    }
  }

  /** Gives a call the frame that it brought, if it did. The frame goes when the call comes to nothing. */
  async #seated<T>(
    token: string | null,
    { caller, line }: Pick<PageCall<never>, "caller" | "line">,
    work: (seat: Seat | null) => Promise<T>,
  ): Promise<T> {
    const seat = token === null ? null : this.#seats.claim(token, caller, line);
    try {
      return await work(seat);
    } catch (error) {
      seat?.close();
      throw error;
    }
  }

  /** Lets a call through that the person has allowed, when it does not come too often, as soon as the mailbox is open. */
  async #admit(
    method: GrantableMethod,
    rate: RateName,
    { caller, signal }: { readonly caller: PortalCaller; readonly signal: AbortSignal },
  ): Promise<void> {
    const { consent } = this.#options;
    await consent.require(caller.origin, method);
    await consent.spend(caller.origin, rate);
    if (this.#options.vault.lockState === "locked") await this.#waitForUnlocking(method, caller, signal);
  }

  /**
   * What a page does for the person asks them to unlock, in our window; what it asks by itself waits. Either way the page
   * learns nothing but that it waits, as it does for a slow server.
   */
  async #waitForUnlocking(method: GrantableMethod, caller: PortalCaller, signal: AbortSignal): Promise<void> {
    const { unlocked, consent } = this.#options;
    if (method === "letter.status") return unlocked(AbortSignal.any([signal, AbortSignal.timeout(lookUpMs)]));
    try {
      await consent.ask(caller, { kind: "unlock" }, signal);
    } catch (error) {
      // Finding a mailbox asks the person nothing, so that it cannot be refused: that would tell of the lock.
      if (method !== "mailbox.find") throw error;
      throw new FederpostError("locked", "nobody unlocked the mailbox");
    }
  }

  /** A portal inside somebody else's page answers only where the person already deals with that portal. */
  async #checkFrame({ frameId, origin }: PortalCaller): Promise<void> {
    if (frameId === 0 || (await this.#options.consent.grantsOf(origin)).length > 0) return;
    throw new FederpostError("not_permitted", "frames need a grant of their own origin");
  }

  async #requestAccess(
    caller: PortalCaller,
    { methods, purpose }: PortalParams<"access.request">,
    signal: AbortSignal,
  ): Promise<PortalResult<"access.request">> {
    const { consent } = this.#options;
    const granted = await consent.grantsOf(caller.origin);
    const missing = methods.some((method) => !granted.some((grant) => grant.method === method));
    if (missing) await consent.ask(caller, { kind: "access", methods: [...new Set(methods)], purpose }, signal);
    return { grants: [...(await consent.grantsOf(caller.origin))] };
  }

  async #findMailbox(
    origin: Origin,
    query: PortalParams<"mailbox.find">,
    signal: AbortSignal,
  ): Promise<PortalResult<"mailbox.find">> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(lookUpMs)]);
    const found = await this.#options.backend.findMailbox(query, deadline);
    if (found === null) return { mailbox: null };
    const handle = await this.#records.nameMailbox(origin, found.address);
    return { mailbox: { handle, name: found.name.slice(0, 255), domain: found.domain } };
  }

  async #status(origin: Origin, letterId: LetterId): Promise<PortalResult<"letter.status">> {
    const status = await this.#options.backend.status(origin, letterId);
    const thread = status === null ? null : await this.#records.threadHandle(origin, status.thread);
    if (status === null || thread === null) throw new FederpostError("invalid_params", "not a letter of this origin");
    return { letterId, thread, state: status.state };
  }

  #guestsOf(origin: Origin): readonly Guest[] {
    return [...this.#guests].filter(({ caller }) => caller.origin === origin);
  }

  #inTurn(telling: () => Promise<void>): void {
    // An event that cannot be told (the vault is locked) is no news to a page, which asks for the state when it needs it.
    this.#telling = this.#telling.then(telling).catch(() => {});
  }

  async #tellGrants(origin: Origin): Promise<void> {
    const grants = [...(await this.#options.consent.grantsOf(origin))];
    this.#notify(origin, { event: "permissionsChanged", data: { grants } });
  }

  async #tell(event: BackendEvent): Promise<void> {
    const origins =
      event.kind === "letter" ? [event.origin] : new Set([...this.#guests].map(({ caller }) => caller.origin));
    for (const origin of origins) {
      const granted = await this.#options.consent.grantsOf(origin);
      if (!granted.some(({ method }) => method === "letter.status")) continue;
      const told = await this.#eventFor(origin, event);
      if (told !== null) this.#notify(origin, told);
    }
  }

  async #eventFor(origin: Origin, event: BackendEvent): Promise<PortalEvent | null> {
    if (event.kind === "letter") {
      return { event: "letterStatus", data: { letterId: event.letterId, state: event.state } };
    }
    const thread = await this.#records.threadHandle(origin, event.thread);
    return thread === null ? null : { event: "threadChanged", data: { thread, unread: event.unread } };
  }

  #notify(origin: Origin, { event, data }: PortalEvent): void {
    for (const { server } of this.#guestsOf(origin)) server.notify(event, data);
  }
}

/** The router of the portal channel. Ports go to it as {@link acceptPorts} hands them over. */
export const createPortalRouter = (options: PortalRouterOptions): PortalRouter => new Router(options);
