import * as v from "valibot";
import { assuranceLevels } from "../base/index.ts";
import { portalEvidenceKinds, portalLimits, signatureFormats } from "./portal-limits.ts";

/** The parts that the portal's contract table is made of. A description says what a page's developer must know. */

const said = <T>(does: string) => v.description<T, string>(does);
const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const nonEmpty = (longest: number) => v.pipe(v.string(), v.nonEmpty(), v.maxLength(longest));
const uuid = v.pipe(v.string(), v.uuid());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What an origin can be granted. */
export const grantableMethods = [
  "mailbox.find",
  "letter.send",
  "letter.status",
  "letter.open",
  "letter.compose",
  "document.sign",
  "identity.present",
] as const;
export type GrantableMethod = (typeof grantableMethods)[number];

const deliveries = ["waiting", "uploading", "with_server", "provided", "retrieved", "failed"] as const;
export type PortalDelivery = (typeof deliveries)[number];

const grantable = v.picklist(grantableMethods);
const methods = v.pipe(v.array(grantable), v.minLength(1), v.maxLength(grantableMethods.length));
const grants = v.object({
  grants: v.array(
    v.object({
      method: grantable,
      expiresAtMs: v.pipe(count, said("milliseconds since the Unix epoch")),
    }),
  ),
});

// RFC 1123 host names, and a port for development servers.
const domain = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[0-9]{1,5})?$/),
  said("host name in lower case, with a port if it has one"),
);

/** What a directory is asked for: two characters at least on one line, no space at either end. */
const searched = (does: string) =>
  v.pipe(v.string(), v.maxLength(200), v.regex(/^[^\s\p{Cc}]\P{Cc}*[^\s\p{Cc}]$/u), said(does));

/** A file as it reaches the host: the content script keeps the File and offers its bytes under `stream`. */
const file = v.strictObject({ name: nonEmpty(255), type: text(127), sizeBytes: count, stream: count });

/** Data a specialist application reads. What is under `json` is JSON already: the line carries nothing else. */
const structured = v.strictObject({
  schema: v.pipe(nonEmpty(512), said("names what `json` is")),
  json: v.unknown(),
});

const idempotencyKey = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{16,64}$/),
  said("names this very call: the same key again gives the same answer and does nothing twice"),
);
const acknowledgeBy = v.pipe(
  v.optional(v.nullable(v.pipe(v.string(), v.isoDate())), null),
  said("day (YYYY-MM-DD) by which the recipient is asked to acknowledge the letter"),
);
const to = v.pipe(uuid, said("handle from `mailbox.find`"));
const continued = v.pipe(v.optional(v.nullable(uuid), null), said("handle of a thread that this origin began"));
const sent = v.object({
  letterId: uuid,
  thread: v.pipe(uuid, said("handle of the thread, random and valid for this origin only")),
});

/** Where the page would like something to be shown; the host gets the frame's token in the place of the element's name. */
const slot = v.pipe(
  v.optional(v.nullable(uuid), null),
  said("value of `data-federpost-slot` of the element in which a sealed frame may be put; without it, a window"),
);
const place = v.pipe(
  v.picklist(["frame", "window"]),
  said("where it was shown; a window wherever a frame cannot be trusted"),
);

/** A field that the person fills in, in the extension's window. The page never sees what they write. */
const formField = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/), said("key of the value in the letter's data")),
  label: v.pipe(nonEmpty(200), said("what the person reads")),
  kind: v.picklist(["line", "text", "number", "date", "choice", "yes_no"]),
  required: v.optional(v.boolean(), false),
  choices: v.pipe(
    v.optional(v.pipe(v.array(nonEmpty(200)), v.maxLength(100)), []),
    said("what can be chosen, for `choice` only"),
  ),
});
export type FormField = v.InferOutput<typeof formField>;

const form = v.pipe(
  v.strictObject({
    schema: v.pipe(nonEmpty(512), said("names the form; it is `schema` of the letter's data")),
    fields: v.pipe(v.array(formField), v.minLength(1), v.maxLength(portalLimits.formFields)),
  }),
  v.check(({ fields }) => new Set(fields.map(({ name }) => name)).size === fields.length, "a name is there twice"),
  v.check(
    ({ fields }) => fields.every(({ kind, choices }) => (kind === "choice") === choices.length > 0),
    "choices belong to a choice",
  ),
);

const prefill = v.strictObject({
  subject: v.optional(text(portalLimits.subjectLength), ""),
  text: v.optional(text(portalLimits.textLength), ""),
  form: v.optional(v.nullable(form), null),
});

/** Base64url and dots, as compact JWS are made of. */
const jws = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/));
const base64url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/));

const signature = v.variant("format", [
  v.object({
    format: v.literal("jws-detached"),
    jws: v.pipe(jws, said("compact JWS without its payload (RFC 7515, appendix F)")),
    payload: v.pipe(base64url, said("the payload: what was signed, as canonical JSON in base64url")),
    certificate: v.pipe(jws, said("certificate of the device that signed")),
    identity: v.pipe(jws, said("identity document of the account that the device belongs to")),
  }),
  v.object({
    format: v.literal("jades-b"),
    jws: v.pipe(jws, said("ETSI TS 119 182-1, compact, over documents beside it")),
    identity: v.pipe(jws, said("identity document of the account, with the certificate's revocation data")),
  }),
]);
export type PortalSignature = v.InferOutput<typeof signature>;

const evidence = v.object({
  kind: v.picklist(portalEvidenceKinds),
  token: v.pipe(
    jws,
    said("compact JWS by the identity key over evidence, origin, audience, nonce and time; verify it on your server"),
  ),
});

const toPresent = v.pipe(
  v.strictObject({
    evidence: v.pipe(
      v.picklist(portalEvidenceKinds),
      said("kind of evidence: `x509` of an organisation, `oidc` of a person; `hello` names those that there are"),
    ),
    level: v.pipe(
      v.optional(v.nullable(v.picklist(["low", "substantial", "high"])), null),
      said("level of assurance at least, for `oidc` only"),
    ),
    claims: v.pipe(
      v.optional(v.pipe(v.array(nonEmpty(64)), v.maxLength(20)), []),
      said("claims that must stand in it, for `oidc` only; all of the evidence is presented in any case"),
    ),
    audience: v.pipe(
      v.optional(v.nullable(nonEmpty(portalLimits.audienceLength)), null),
      said("which of your services it is for; your origin where it is missing"),
    ),
    purpose: v.pipe(nonEmpty(portalLimits.purposeLength), said("read by the person and part of what is signed")),
    nonce: v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9_-]{16,128}$/),
      said("random, made by your server for this very call and taken once"),
    ),
  }),
  v.check(
    ({ evidence: kind, level, claims }) => kind === "oidc" || (level === null && claims.length === 0),
    "levels and claims belong to oidc",
  ),
);

/** Parameters, method by method. Unknown fields are refused. */
export const portalParams = {
  hello: v.strictObject({ versions: v.strictObject({ min: count, max: count }) }),
  "access.request": v.strictObject({
    methods,
    purpose: v.pipe(nonEmpty(portalLimits.purposeLength), said("read by the person, as the page's claim")),
  }),
  "access.list": v.strictObject({}),
  "access.revoke": v.strictObject({
    methods: v.pipe(v.optional(v.nullable(methods), null), said("what to give back; everything where it is missing")),
  }),
  "mailbox.find": v.union([
    v.strictObject({ domain }),
    v.strictObject({
      query: searched(
        "instead of `domain`: words of the agency's name, at least two characters; the person's directory is asked",
      ),
    }),
    v.strictObject({
      service: searched(
        "instead of `domain`: LeiKa key (14 digits) or name of a service; the person's directory is asked",
      ),
      place: searched("beside `service`: regional key (ARS, 12 digits), postcode or name of a place"),
    }),
  ]),
  "letter.send": v.strictObject({
    to,
    subject: nonEmpty(portalLimits.subjectLength),
    text: text(portalLimits.textLength),
    data: v.optional(v.nullable(structured), null),
    attachments: v.pipe(v.array(file), v.maxLength(portalLimits.attachments)),
    thread: continued,
    acknowledgeBy,
    recipientLevel: v.pipe(
      v.optional(v.nullable(v.picklist(assuranceLevels)), null),
      said(
        "send only where the recipient has shown evidence of this level at least, or an organisation's certificate; else `recipient_not_proved`, once the person lets the page know",
      ),
    ),
    idempotencyKey,
  }),
  "letter.status": v.strictObject({ letterId: uuid }),
  "letter.open": v.strictObject({ thread: v.pipe(uuid, said("handle of a thread that this origin began")), slot }),
  "letter.compose": v.strictObject({
    to,
    prefill: v.optional(prefill, {}),
    thread: continued,
    acknowledgeBy,
    slot,
    idempotencyKey,
  }),
  "document.sign": v.strictObject({
    documents: v.pipe(v.array(file), v.minLength(1), v.maxLength(portalLimits.documents)),
    reason: v.pipe(nonEmpty(portalLimits.reasonLength), said("read by the person and part of what is signed")),
    format: v.picklist(signatureFormats),
    otherwise: v.pipe(
      v.optional(v.nullable(v.literal("jws-detached")), null),
      said("format to sign in where the person has no valid certificate for `format`"),
    ),
    hash: v.pipe(
      v.optional(v.picklist(["sha256", "sha512"]), "sha256"),
      said("by what `jades-b` names the documents; `jws-detached` takes SHA-256 in any case"),
    ),
    idempotencyKey,
  }),
  "identity.present": toPresent,
} as const;

/** Answers, method by method. What is not in here does not cross to the page. */
export const portalResults = {
  hello: v.object({
    version: v.pipe(count, said("the version that is spoken from now on")),
    versions: v.pipe(v.object({ min: count, max: count }), said("what this extension speaks")),
    methods: v.array(v.string()),
    limits: v.record(v.string(), count),
    formats: v.pipe(v.array(v.picklist(signatureFormats)), said("what everybody can sign with")),
    certificateFormats: v.pipe(
      v.array(v.picklist(signatureFormats)),
      said("what those can sign with who hold a certificate; who does is not told"),
    ),
    evidence: v.pipe(
      v.array(v.picklist(portalEvidenceKinds)),
      said("kinds of evidence that can be presented; who has some is not told"),
    ),
    recipientLevels: v.pipe(
      v.array(v.picklist(assuranceLevels)),
      said("what `letter.send` can demand of recipients; missing in extensions that refuse such a call"),
    ),
  }),
  "access.request": grants,
  "access.list": grants,
  "access.revoke": grants,
  "mailbox.find": v.object({
    mailbox: v.nullable(
      v.object({
        handle: v.pipe(uuid, said("random, the same each time, valid for this origin only")),
        name: text(255),
        domain,
      }),
    ),
  }),
  "letter.send": sent,
  "letter.status": v.object({ letterId: uuid, thread: uuid, state: v.picklist(deliveries) }),
  "letter.open": v.object({ place }),
  "letter.compose": sent,
  "document.sign": v.object({ signature }),
  "identity.present": v.object({ evidence }),
} as const;

/** What the extension tells a page of its own accord. */
export const portalEventData = {
  permissionsChanged: grants,
  letterStatus: v.object({ letterId: uuid, state: v.picklist(deliveries) }),
  threadChanged: v.object({
    thread: uuid,
    unread: v.pipe(count, said("letters in it that the person has not opened")),
  }),
  slotChanged: v.object({
    slot: uuid,
    state: v.picklist(["opened", "closed"]),
    heightPx: v.pipe(count, said("height of the frame in steps, in CSS pixels; 0 once it is closed")),
  }),
  disconnect: v.null(),
} as const;
