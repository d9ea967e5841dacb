import {
  type GrantableMethod,
  type PortalCall,
  type PortalParams,
  type PortalResult,
  portalContract,
  portalLimits,
  portalMethods,
  portalVersion,
} from "../protocol/index.ts";
import { PortalError } from "./portal-error.ts";
import type { DirectoryEntry } from "./testing-types.ts";

type Grants = PortalResult<"access.list">;
type Mailbox = PortalResult<"mailbox.find">;
type Sent = PortalResult<"letter.send">;
type Sending = Extract<PortalCall, { method: "letter.send" | "letter.compose" }>;

const grantMs = 90 * 24 * 60 * 60_000;

const hello: PortalResult<"hello"> = {
  version: portalVersion,
  versions: { min: portalVersion, max: portalVersion },
  methods: [...portalMethods],
  limits: { ...portalLimits },
  formats: ["jws-detached"],
  certificateFormats: ["jades-b"],
  evidence: ["x509", "oidc"],
  recipientLevels: ["low", "substantial", "high"],
};

/** Holds to the contract's form and to nothing else: no verifier takes it. */
const notASignature: PortalResult<"document.sign"> = {
  signature: { format: "jws-detached", jws: "fake..fake", payload: "fake", certificate: "f.a.ke", identity: "f.a.ke" },
};

/** Whom the fake's person can write to. */
interface Known {
  readonly agencies: Readonly<Record<string, string>> | null;
  readonly directory: readonly DirectoryEntry[] | null;
}

/** A mailbox whose person allows everything. It keeps the contract's rules: grants, handles of its own, idempotency keys. */
export class FakeMailbox {
  readonly #agencies: Known["agencies"];
  readonly #directory: Known["directory"];
  readonly #grants = new Map<GrantableMethod, number>();
  readonly #handles = new Map<string, string>();
  readonly #letters = new Map<string, Sent>();
  /** Idempotency key -> the call it stands for and its answer. */
  readonly #answered = new Map<string, { readonly call: string; readonly sent: Sent }>();

  constructor({ agencies, directory }: Known) {
    this.#agencies = agencies;
    this.#directory = directory;
  }

  /** What the call's method answers. Throws PortalError where the extension would refuse. */
  answer(call: PortalCall): unknown {
    this.#require(portalContract[call.method].grant);
    switch (call.method) {
      case "hello":
        return greet(call.params);
      case "access.request":
        return this.#grant(call.params.methods);
      case "access.list":
        return this.#granted();
      case "access.revoke":
        return this.#revoke(call.params.methods);
      case "mailbox.find":
        return this.#find(call.params);
      case "letter.send":
      case "letter.compose":
        return this.#send(call);
      case "letter.status":
        return { ...this.#letter(call.params.letterId), state: "with_server" };
      case "letter.open":
        return this.#open(call.params.thread, call.params.slot);
      case "document.sign":
        return sign(call.params);
      case "identity.present":
        // Its person has no evidence; a script lets one have some.
        throw new PortalError("unsupported");
      default:
        return call satisfies never;
    }
  }

  #require(method: GrantableMethod | null): void {
    if (method !== null && !this.#grants.has(method)) throw new PortalError("not_permitted");
  }

  #granted(): Grants {
    return { grants: [...this.#grants].map(([method, expiresAtMs]) => ({ method, expiresAtMs })) };
  }

  #grant(methods: readonly GrantableMethod[]): Grants {
    for (const method of methods) this.#grants.set(method, Date.now() + grantMs);
    return this.#granted();
  }

  #revoke(methods: readonly GrantableMethod[] | null): Grants {
    for (const method of methods ?? [...this.#grants.keys()]) this.#grants.delete(method);
    return this.#granted();
  }

  #find(query: PortalParams<"mailbox.find">): Mailbox {
    const domain = "domain" in query ? query.domain : this.#lookUp(query);
    if (domain === null) return { mailbox: null };
    const name = this.#agencies === null ? `Agency of ${domain}` : this.#nameOf(domain, this.#agencies);
    if (name === null) return { mailbox: null };
    const handle = this.#handles.get(domain) ?? crypto.randomUUID();
    this.#handles.set(domain, handle);
    return { mailbox: { handle, name, domain } };
  }

  /** The domain of the one agency that the directory has for a question. */
  #lookUp(query: Exclude<PortalParams<"mailbox.find">, { domain: string }>): string | null {
    if (this.#directory === null) throw new PortalError("unsupported");
    const fitting = this.#directory.filter(({ name, services = [], places = [] }) =>
      "query" in query
        ? query.query
            .toLowerCase()
            .split(/\s+/)
            .every((word) => name.toLowerCase().includes(word))
        : services.includes(query.service) && places.includes(query.place),
    );
    const [domain, ...others] = new Set(fitting.map((entry) => entry.domain));
    return domain === undefined || others.length > 0 ? null : domain;
  }

  #nameOf(domain: string, agencies: Readonly<Record<string, string>>): string | null {
    return Object.hasOwn(agencies, domain) ? (agencies[domain] ?? null) : null;
  }

  #send({ method, params }: Sending): Sent {
    const call = JSON.stringify([method, params]);
    const earlier = this.#answered.get(params.idempotencyKey);
    if (earlier !== undefined && earlier.call !== call) throw new PortalError("invalid_params");
    if (earlier !== undefined) return earlier.sent;
    if (![...this.#handles.values()].includes(params.to)) throw new PortalError("invalid_params");
    if (params.thread !== null) this.#known(params.thread);
    const sent = { letterId: crypto.randomUUID(), thread: params.thread ?? crypto.randomUUID() };
    this.#letters.set(sent.letterId, sent);
    this.#answered.set(params.idempotencyKey, { call, sent });
    return sent;
  }

  #letter(letterId: string): Sent {
    const letter = this.#letters.get(letterId);
    if (letter === undefined) throw new PortalError("invalid_params");
    return letter;
  }

  #open(thread: string, slot: string | null): PortalResult<"letter.open"> {
    this.#known(thread);
    return { place: slot === null ? "window" : "frame" };
  }

  #known(thread: string): void {
    if (![...this.#letters.values()].some((letter) => letter.thread === thread))
      throw new PortalError("invalid_params");
  }
}

function greet({ versions }: PortalParams<"hello">): PortalResult<"hello"> {
  if (versions.min <= portalVersion && portalVersion <= versions.max) return hello;
  throw new PortalError("unsupported");
}

/** Its person holds no certificate. */
function sign({ format, otherwise }: PortalParams<"document.sign">): PortalResult<"document.sign"> {
  if (format === "pades-b" || (format === "jades-b" && otherwise === null)) throw new PortalError("unsupported");
  return notASignature;
}
