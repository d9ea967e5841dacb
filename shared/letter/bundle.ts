import canonicalize from "canonicalize";
import { unzipSync, zipSync } from "fflate";
import * as v from "valibot";
import { equalBytes, fromUtf8, utf8 } from "../base/index.ts";

/** An evidence bundle: one letter with everything that proves it, as a ZIP file (docs/protocol.md, "Evidence bundle"). */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

export const bundlePaths = {
  manifest: "manifest.json",
  letter: "letter.json",
  /** Evidence of the person who wrote, where they have shown it. */
  person: "person.json",
  protocol: "protocol.html",
  receipt: (index: number) => `receipts/${index + 1}.json`,
  attachment: (index: number) => `attachments/${index + 1}`,
} as const;

/** What the manifest says of one file. */
export interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256, base64url. */
  readonly sha256: string;
}

/** A letter or receipt with what proves its signer. */
export type Proof =
  | { readonly letter: string; readonly certificate: string; readonly document: string }
  | { readonly receipt: string; readonly certificate: string; readonly document: string };

const jws = v.pipe(v.string(), v.maxLength(4_194_304));
const proofs = v.union([
  v.strictObject({ letter: jws, certificate: jws, document: jws }),
  v.strictObject({ receipt: jws, certificate: jws, document: jws }),
]);
const manifest = v.strictObject({
  v: v.literal(1),
  kind: v.literal("federpost-evidence"),
  files: v.pipe(
    v.array(
      v.strictObject({
        path: v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z]+(\.[a-z]+|\/[0-9]+(\.json)?)$/)),
        sizeBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        sha256: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
      }),
    ),
    v.maxLength(2100),
  ),
});

/** Canonical JSON has one spelling, so no byte of it can change without a change of what it says. */
function parseCanonical<T>(bytes: Uint8Array | undefined, schema: v.GenericSchema<unknown, T>): T | null {
  const text = bytes === undefined ? null : fromUtf8(bytes);
  if (text === null) return null;
  try {
    const json: unknown = JSON.parse(text);
    const parsed = v.safeParse(schema, json);
    return parsed.success && canonicalize(json) === text ? parsed.output : null;
  } catch {
    return null;
  }
}

export const encodeManifest = (files: readonly ListedFile[]): Uint8Array<ArrayBuffer> =>
  utf8(canonicalize({ v: 1, kind: "federpost-evidence", files }) ?? "");

/** The files that a manifest lists; null when it is none. */
export const parseManifest = (bytes: Uint8Array | undefined): readonly ListedFile[] | null =>
  parseCanonical(bytes, manifest)?.files ?? null;

export const encodeProof = (proof: Proof): Uint8Array<ArrayBuffer> => utf8(canonicalize(proof) ?? "");

/** The letter or receipt in a file of a bundle; null when it is none. */
export const parseProof = (bytes: Uint8Array | undefined): Proof | null => parseCanonical(bytes, proofs);

// One set of files gives one ZIP: stored, in this order, with the first day that the format knows.
const settings = { level: 0, mtime: new Date(1980, 0, 1), os: 0 } as const;

/** Evidence of a person as a file of a bundle; what it holds, identity knows. */
export const encodeEvidence = (evidence: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer> =>
  utf8(canonicalize(evidence) ?? "");

/** JSON in its one spelling from a file of a bundle; null when it is none. */
export const parseEvidence = (bytes: Uint8Array): unknown => parseCanonical(bytes, v.unknown());

/** The bundle's bytes. */
export const zipBundle = (files: BundleFiles): Uint8Array => zipSync(Object.fromEntries(files), settings);

/**
 * What a bundle holds; null when the bytes are no ZIP, `repacked` when they are one that we would have written otherwise:
 * then something that no signature covers was changed, if only by another program's packing.
 */
export function unzipBundle(bytes: Uint8Array): BundleFiles | "repacked" | null {
  try {
    // We compress nothing: what claims to grow is not ours, and is not unpacked.
    const filter = (file: { readonly compression: number; readonly originalSize: number }) =>
      file.compression === 0 && file.originalSize <= bytes.length;
    const files = new Map(Object.entries(unzipSync(bytes, { filter })));
    return equalBytes(zipBundle(files), bytes) ? files : "repacked";
  } catch {
    return null;
  }
}
