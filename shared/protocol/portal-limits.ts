const mib = 1 << 20;

/** Version of the contract that this extension speaks. */
export const portalVersion = 1;

/** Limits a portal can read from `hello`. */
export const portalLimits = {
  subjectLength: 1000,
  textLength: 200_000,
  dataBytes: 256 * 1024,
  attachments: 1000,
  attachmentsBytes: 200 * mib,
  purposeLength: 300,
  formFields: 100,
  documents: 50,
  documentsBytes: 100 * mib,
  reasonLength: 500,
  audienceLength: 300,
} as const;

/** Signature formats the contract names. What a person can sign with depends on what they hold. */
export const signatureFormats = ["jws-detached", "jades-b", "pades-b"] as const;
export type SignatureFormat = (typeof signatureFormats)[number];

/** Kinds of evidence that `identity.present` has a place for; `hello` names those that can be presented. */
export const portalEvidenceKinds = ["x509", "oidc", "eid", "eudi"] as const;
export type PortalEvidenceKind = (typeof portalEvidenceKinds)[number];

/** Which parameter of a method holds the page's files: they travel beside the call, as descriptions in it. */
const fileParameters: ReadonlyMap<string, string> = new Map([
  ["letter.send", "attachments"],
  ["document.sign", "documents"],
]);

/** The parameter of a method that holds File objects, or null where it takes none. */
export const fileParameterOf = (method: string): string | null => fileParameters.get(method) ?? null;
