import * as v from "valibot";
import type { ErrorCode } from "../base/index.ts";
import { type GrantableMethod, portalEventData, portalParams, portalResults } from "./portal-schemas.ts";

/**
 * The channel between a portal's page and the engine host, version 1. One table: what a method takes, what it answers,
 * whether the origin needs a grant for it, whether the person is asked, and how large a call may be. Validation, the
 * reference (docs/portal/reference.md), the SDK's types and the fuzz tests all come from it.
 */

/** What a method's line in the table says beside its schemas. */
interface Rules {
  /** In one sentence, for the reference. */
  readonly does: string;
  /** The origin must hold a grant for this method. */
  readonly grant: GrantableMethod | null;
  /** Whether the person decides in a window of the extension before anything happens. */
  readonly consent: "none" | "always" | "unless_granted";
  /** The largest call, in bytes as copyPlain of rpc counts them. Of a file only its description counts. */
  readonly maxBytes: number;
}

const small = 8 * 1024;
const large = 2 << 20;

const free = (does: string): Rules => ({ does, grant: null, consent: "none", maxBytes: small });
const granted = (grant: GrantableMethod, does: string): Rules => ({ ...free(does), grant });
const decided = (grant: GrantableMethod, does: string, maxBytes = small): Rules => ({
  ...granted(grant, does),
  consent: "always",
  maxBytes,
});

const table = {
  hello: free("Says which versions, methods and limits the extension knows."),
  "access.request": {
    ...free("Asks the person for permissions; answers at once where all are given."),
    consent: "unless_granted",
  },
  "access.list": free("Tells what this origin may do."),
  "access.revoke": free("Gives permissions back."),
  "mailbox.find": granted(
    "mailbox.find",
    "Finds the mailbox of one agency: by its domain, or in the person's directory. Finds nobody else, and answers no list.",
  ),
  "letter.send": decided("letter.send", "Sends a letter that the page composed and the person approved.", large),
  "letter.status": granted("letter.status", "Tells how far a letter has come that this origin sent."),
  "letter.open": decided(
    "letter.open",
    "Shows the newest letter of a thread that this origin began, in a window of the extension or in a sealed frame in the page.",
  ),
  "letter.compose": decided(
    "letter.compose",
    "Lets the person write, in a window of the extension or in a sealed frame in the page; the page never sees what.",
    large,
  ),
  "document.sign": decided("document.sign", "Lets the person sign documents that they are shown.", 64 * 1024),
  "identity.present": decided(
    "identity.present",
    "Lets the person present evidence of who they are, with a fresh proof for this page alone.",
  ),
} as const satisfies Readonly<Record<keyof typeof portalParams, Rules>>;

export type PortalMethod = keyof typeof portalParams;
export type PortalParams<M extends PortalMethod> = v.InferOutput<(typeof portalParams)[M]>;
export type PortalResult<M extends PortalMethod> = v.InferOutput<(typeof portalResults)[M]>;

export type PortalContract = {
  readonly [M in PortalMethod]: Rules & {
    readonly params: (typeof portalParams)[M];
    readonly result: (typeof portalResults)[M];
  };
};

const lineOf = <M extends PortalMethod>(method: M) => ({
  ...table[method],
  params: portalParams[method],
  result: portalResults[method],
});

export const portalMethods: readonly PortalMethod[] = Object.keys(portalParams) as PortalMethod[];

/** Method -> schemas and rules. A method that is not here does not exist. */
export const portalContract = Object.fromEntries(
  portalMethods.map((method) => [method, lineOf(method)]),
) as unknown as PortalContract;

/** A call whose parameters hold to the contract. */
export type PortalCall = {
  readonly [M in PortalMethod]: { readonly method: M; readonly params: PortalParams<M> };
}[PortalMethod];

interface EventRules {
  readonly does: string;
  /** Who hears it. */
  readonly heardBy: string;
}

/** Event -> what it carries and who hears it. */
export const portalEvents = {
  permissionsChanged: {
    does: "What this origin may do has changed.",
    heardBy: "every line of the origin",
    data: portalEventData.permissionsChanged,
  },
  letterStatus: {
    does: "A letter has come further.",
    heardBy: "lines of the origin that sent the letter, with a grant for `letter.status`",
    data: portalEventData.letterStatus,
  },
  threadChanged: {
    does: "Something happened in a thread: offer `letter.open`.",
    heardBy: "lines of the origin that began the thread, with a grant for `letter.status`",
    data: portalEventData.threadChanged,
  },
  slotChanged: {
    does: "A sealed frame came, changed its height or went. Nothing else of it is told.",
    heardBy: "the line that asked for the frame",
    data: portalEventData.slotChanged,
  },
  disconnect: {
    does: "The line broke; calls under way are not answered any more.",
    heardBy: "the line that lost the extension's inner part",
    data: portalEventData.disconnect,
  },
} as const satisfies Readonly<Record<keyof typeof portalEventData, EventRules & { data: unknown }>>;

export type PortalEventName = keyof typeof portalEventData;

/** What the host tells a page that it did not ask for. */
export type PortalEvent = {
  readonly [E in PortalEventName]: { readonly event: E; readonly data: v.InferOutput<(typeof portalEventData)[E]> };
}[PortalEventName];

export const isPortalMethod = (method: string): method is PortalMethod => Object.hasOwn(portalParams, method);

/** What the table says about a call from a page. */
export type ParsedPortalCall =
  | { readonly kind: "call"; readonly call: PortalCall }
  | { readonly kind: "refused"; readonly code: ErrorCode };

/** Checks a call. Its parameters must be plain data already (copyPlain of rpc). Never throws. */
export function parsePortalCall(method: string, params: unknown): ParsedPortalCall {
  if (!isPortalMethod(method)) return { kind: "refused", code: "unsupported" };
  const parsed = v.safeParse(portalParams[method], params);
  if (!parsed.success) return { kind: "refused", code: "invalid_params" };
  return { kind: "call", call: { method, params: parsed.output } as PortalCall };
}

/** The part of an answer that may cross to the page; throws when it does not hold to the contract (our bug). */
export const portalResult = (method: PortalMethod, result: unknown): unknown => v.parse(portalResults[method], result);
