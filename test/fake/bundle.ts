import { createHash } from "node:crypto";
import { type LetterId, parseDeviceId, parseLetterId, parseRoomId, parseUserId } from "../../shared/base/index.ts";
import { generateSigningKey, type SigningKey, signJws } from "../../shared/crypto/index.ts";
import {
  issueDeviceCertificate,
  issueIdentityDocument,
  type Right,
  type X509Evidence,
} from "../../shared/identity/index.ts";
import {
  bundlePaths,
  encodeLetter,
  encodeManifest,
  encodeProof,
  encodeReceipt,
  type Letter,
  type ReceiptKind,
  zipBundle,
} from "../../shared/letter/index.ts";

/** Makes signed letters, receipts and bundles of them for tests that need no homeserver. */

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64url");
export const sentAtMs = Date.UTC(2026, 10, 24, 9);
const day = 86_400_000;
const thread = parseRoomId("!thread:example.org")!;

export interface Signer {
  readonly account: ReturnType<typeof parseUserId> & string;
  readonly identityKey: SigningKey;
  readonly letterKey: SigningKey;
  readonly certificate: string;
  readonly document: string;
}

export async function makeSigner(
  name: string,
  wish: {
    readonly identityKey?: SigningKey;
    readonly evidence?: readonly X509Evidence[];
    readonly rights?: readonly Right[];
    readonly notAfterMs?: number;
    readonly listed?: boolean;
    /** In the document, where it says something else than the certificate. */
    readonly listedUntilMs?: number;
  } = {},
): Promise<Signer> {
  const [fresh, mlsKey, letterKey] = await Promise.all([
    generateSigningKey(),
    generateSigningKey(),
    generateSigningKey(),
  ]);
  const identityKey = wish.identityKey ?? fresh;
  const account = parseUserId(`@${name}:example.org`)!;
  const notAfterMs = wish.notAfterMs ?? sentAtMs + 300 * day;
  const device = {
    deviceId: parseDeviceId("DEVICE")!,
    mlsKey: mlsKey.publicKey,
    letterKey: letterKey.publicKey,
    notAfterMs,
  };
  const rights = wish.rights ?? ["read", "send"];
  const certificate = await issueDeviceCertificate(identityKey, { ...device, account, rights, sinceDocument: 1 });
  const listed = { ...device, notAfterMs: wish.listedUntilMs ?? notAfterMs };
  const document = await issueIdentityDocument(identityKey, {
    ...{ account, number: 1, previous: null, devices: wish.listed === false ? [] : [listed] },
    expiresAtMs: sentAtMs + 80 * day,
    ...(wish.evidence && { evidence: wish.evidence }),
  });
  return { account, identityKey, letterKey, certificate, document };
}

export interface BundleWish {
  readonly from: Signer;
  readonly to: Signer;
  readonly attachment?: Uint8Array;
  /** What is put into the bundle in place of the attachment that was signed. */
  readonly delivered?: Uint8Array | null;
  readonly change?: Partial<Letter>;
  readonly receipt?: {
    readonly by?: Signer;
    readonly kind?: ReceiptKind;
    readonly digest?: string;
  };
  /** More receipts, after these. */
  readonly answers?: readonly { readonly by: Signer; readonly kind: ReceiptKind; readonly says: string | null }[];
}

/** The files of a bundle, without its manifest. */
export async function bundleFiles(wish: BundleWish): Promise<Map<string, Uint8Array>> {
  const { from, to, attachment } = wish;
  const file = attachment === undefined ? [] : [attachment];
  const letter: Letter = {
    ...{ id: parseLetterId(crypto.randomUUID()) as LetterId, thread, from: from.account, to: [to.account] },
    ...{ subject: "Bescheid", text: "Ihr Antrag ist genehmigt.", data: null, sentAtMs, inReplyTo: null },
    attachments: file.map((bytes) => ({
      ...{
        name: "bescheid.txt",
        type: "text/plain",
        sizeBytes: bytes.length,
        sha256: sha256(bytes),
        key: "A".repeat(43),
      },
      parts: [{ mxc: "mxc://example.org/abc" as never, sizeBytes: bytes.length + 64 }],
    })),
    ...{ acknowledgeBy: null, composedBy: null, ...wish.change },
  };
  const payload = encodeLetter(letter);
  const { certificate, document } = from;
  const jws = await signJws(from.letterKey, { typ: "federpost-letter+jws", payload });
  const files = new Map<string, Uint8Array>([
    [bundlePaths.letter, encodeProof({ letter: jws, certificate, document })],
  ]);
  for (const [i, { by, kind, says }] of [
    { by: from, kind: "submitted", says: null } as const,
    { kind: "provided", by: to, says: null, ...wish.receipt } as const,
    ...(wish.answers ?? []),
  ].entries()) {
    const receipt = await signJws(by.letterKey, {
      typ: "secevent+jwt",
      payload: encodeReceipt({
        ...{
          id: crypto.randomUUID(),
          kind,
          thread,
          letter: letter.id,
          by: by.account,
          atMs: sentAtMs + 1000,
          event: null,
          says,
        },
        digest: (i === 1 ? wish.receipt?.digest : undefined) ?? sha256(payload),
      }),
    });
    files.set(bundlePaths.receipt(i), encodeProof({ receipt, certificate: by.certificate, document: by.document }));
  }
  const given = wish.delivered === undefined ? attachment : wish.delivered;
  if (given !== undefined && given !== null) files.set(bundlePaths.attachment(0), given);
  files.set(bundlePaths.protocol, Buffer.from("<!doctype html><title>Prüfprotokoll</title>"));
  return files;
}

/** The bundle of these files, listed as they are. */
export const sealBundle = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => {
  const listed = [...files].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) }));
  return zipBundle(new Map([[bundlePaths.manifest, encodeManifest(listed)], ...files]));
};

export const makeBundle = async (wish: BundleWish): Promise<Uint8Array> => sealBundle(await bundleFiles(wish));
