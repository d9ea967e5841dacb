import * as v from "valibot";
import type { ErrorCode } from "../base/index.ts";

/**
 * The channel between a portal's page and the engine host, version 1. One table: what a method takes, what it answers,
 * whether the origin needs a grant for it, whether the person is asked, and how large a call may be.
 */
export const portalVersion = 1;

const mib = 1 << 20;

/** Limits a portal can read from `hello`. */
export const portalLimits = {
  subjectLength: 1000,
  textLength: 200_000,
  dataBytes: 256 * 1024,
  attachments: 1000,
  attachmentsBytes: 200 * mib,
  purposeLength: 300,
} as const;

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const nonEmpty = (longest: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(longest));
const uuid = v.pipe(v.string(), v.uuid());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What an origin can be granted. */
export const grantableMethods = ["mailbox.find", "letter.send", "letter.status"] as const;
export type GrantableMethod = (typeof grantableMethods)[number];

const grantable = v.picklist(grantableMethods);
const grant = v.object({ method: grantable, expiresAtMs: count });
const grants = v.object({ grants: v.array(grant) });

// RFC 1123 host names, and a port for development servers.
const domain = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[0-9]{1,5})?$/),
);

/** A file as it reaches the host: the content script keeps the File and offers its bytes under `stream`. */
const attachment = v.strictObject({ name: nonEmpty(255), type: text(127), sizeBytes: count, stream: count });

/** Data a specialist application reads. What is under `json` is JSON already: the line carries nothing else. */
const structured = v.strictObject({ schema: nonEmpty(512), json: v.unknown() });

const deliveries = ["waiting", "uploading", "with_server", "provided", "retrieved", "failed"] as const;
export type PortalDelivery = (typeof deliveries)[number];

/** What a method's line in the table says beside its schemas. */
interface Rules {
  /** The origin must hold a grant for this method. */
  readonly grant: GrantableMethod | null;
  /** Whether the person decides in a window of the extension before anything happens. */
  readonly consent: "none" | "always" | "unless_granted";
  /** The largest call, in bytes as copyPlain of rpc counts them. Of an attachment only its description counts. */
  readonly maxBytes: number;
}

const small = 8 * 1024;
const rules = (grantNeeded: Rules["grant"], consent: Rules["consent"], maxBytes = small): Rules => ({
  grant: grantNeeded,
  consent,
  maxBytes,
});

/** Method -> schemas and rules. A method that is not here does not exist. */
export const portalContract = {
  hello: {
    ...rules(null, "none"),
    params: v.strictObject({ versions: v.strictObject({ min: count, max: count }) }),
    result: v.object({
      version: v.literal(portalVersion),
      methods: v.array(v.string()),
      limits: v.record(v.string(), count),
    }),
  },
  "access.request": {
    ...rules(null, "unless_granted"),
    params: v.strictObject({
      methods: v.pipe(v.array(grantable), v.minLength(1), v.maxLength(grantableMethods.length)),
      purpose: nonEmpty(portalLimits.purposeLength),
    }),
    result: grants,
  },
  "access.list": { ...rules(null, "none"), params: v.strictObject({}), result: grants },
  "access.revoke": { ...rules(null, "none"), params: v.strictObject({}), result: grants },
  "mailbox.find": {
    ...rules("mailbox.find", "none"),
    params: v.strictObject({ domain }),
    result: v.object({ mailbox: v.nullable(v.object({ handle: uuid, name: text(255), domain })) }),
  },
  "letter.send": {
    ...rules("letter.send", "always", 2 * mib),
    params: v.strictObject({
      to: uuid,
      subject: nonEmpty(portalLimits.subjectLength),
      text: text(portalLimits.textLength),
      data: v.optional(v.nullable(structured), null),
      attachments: v.pipe(v.array(attachment), v.maxLength(portalLimits.attachments)),
      thread: v.optional(v.nullable(uuid), null),
      acknowledgeBy: v.optional(v.nullable(v.pipe(v.string(), v.isoDate())), null),
      idempotencyKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/)),
    }),
    result: v.object({ letterId: uuid, thread: uuid }),
  },
  "letter.status": {
    ...rules("letter.status", "none"),
    params: v.strictObject({ letterId: uuid }),
    result: v.object({ letterId: uuid, thread: uuid, state: v.picklist(deliveries) }),
  },
} as const;

export type PortalMethod = keyof typeof portalContract;
export type PortalParams<M extends PortalMethod> = v.InferOutput<(typeof portalContract)[M]["params"]>;
export type PortalResult<M extends PortalMethod> = v.InferOutput<(typeof portalContract)[M]["result"]>;

/** A call whose parameters hold to the contract. */
export type PortalCall = {
  readonly [M in PortalMethod]: { readonly method: M; readonly params: PortalParams<M> };
}[PortalMethod];

/** What the host tells a page that it did not ask for. */
export type PortalEvent =
  | { readonly event: "permissionsChanged"; readonly data: PortalResult<"access.list"> }
  | { readonly event: "letterStatus"; readonly data: { readonly letterId: string; readonly state: PortalDelivery } }
  | { readonly event: "threadChanged"; readonly data: { readonly thread: string; readonly unread: number } };

export const portalMethods: readonly PortalMethod[] = Object.keys(portalContract) as PortalMethod[];

export const isPortalMethod = (method: string): method is PortalMethod => Object.hasOwn(portalContract, method);

/** What the table says about a call from a page. */
export type ParsedPortalCall =
  | { readonly kind: "call"; readonly call: PortalCall }
  | { readonly kind: "refused"; readonly code: ErrorCode };

/** Checks a call. Its parameters must be plain data already (copyPlain of rpc). Never throws. */
export function parsePortalCall(method: string, params: unknown): ParsedPortalCall {
  if (!isPortalMethod(method)) return { kind: "refused", code: "unsupported" };
  const parsed = v.safeParse(portalContract[method].params, params);
  if (!parsed.success) return { kind: "refused", code: "invalid_params" };
  return { kind: "call", call: { method, params: parsed.output } as PortalCall };
}

/** The part of an answer that may cross to the page; throws when it does not hold to the contract (our bug). */
export const portalResult = (method: PortalMethod, result: unknown): unknown =>
  v.parse(portalContract[method].result, result);
