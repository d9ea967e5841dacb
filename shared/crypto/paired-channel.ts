import { concatBytes, fromBase64Url, labelled, type Random, toBase64Url, utf8 } from "../base/index.ts";
import { aesGcm } from "./aead.ts";
import { sharedCore } from "./core.ts";

/** An X25519 key pair (RFC 7748) for one agreement; both parts base64url. */
export interface AgreementKey {
  readonly publicKey: string;
  readonly secret: string;
}

/** A fresh key pair. The caller uses it for one agreement and forgets it. */
export async function generateAgreementKey(random: Random): Promise<AgreementKey> {
  const secret = random.bytes(32);
  const { x25519Base } = await sharedCore();
  return labelled({ publicKey: toBase64Url(x25519Base(secret)), secret: toBase64Url(secret) }, "agreement key");
}

/** Who speaks on a paired channel: each has keys of its own, so that nothing said can be played back to its sayer. */
export type PairedSide = "new" | "existing";

/** What two devices share that agreed on a key. */
export interface PairedChannel {
  /** Seven digits that are alike on both screens when nobody sits between the devices. */
  readonly shortCode: string;
  /** Proof that a side holds the channel's keys, base64url. */
  readonly proof: Readonly<Record<PairedSide, string>>;
  readonly seal: (from: PairedSide, plaintext: Uint8Array) => Promise<Uint8Array>;
  /** Null when it was not sealed by that side on this channel. */
  readonly open: (from: PairedSide, sealed: Uint8Array) => Promise<Uint8Array | null>;
}

const nonceBytes = 12;
const digits = 7;
const cipher = aesGcm(32);

/**
 * Agrees on a channel. `transcript` is the digest of everything both sides said and know; where one byte of it differs,
 * all keys and the short code do. Null when the other side's key is none.
 */
export async function agreeChannel(
  own: AgreementKey,
  {
    publicKey,
    transcript,
    random,
  }: { readonly publicKey: string; readonly transcript: Uint8Array; readonly random: Random },
): Promise<PairedChannel | null> {
  const core = await sharedCore();
  const [secret, point] = [fromBase64Url(own.secret), fromBase64Url(publicKey)];
  if (secret?.length !== 32 || point?.length !== 32) return null;
  const shared = core.x25519(secret, point);
  if (shared === null) return null;
  const root = core.hkdfExtract256(transcript, shared);
  const derive = (label: string): Uint8Array => core.hkdfExpand256(root, utf8(`federpost pairing 1 ${label}`), 32);
  const keys = { new: derive("sealed by new"), existing: derive("sealed by existing") };
  const channel: PairedChannel = {
    shortCode: decimal(derive("short code")),
    proof: { new: toBase64Url(derive("proof of new")), existing: toBase64Url(derive("proof of existing")) },
    seal: async (from, plaintext) => {
      const nonce = random.bytes(nonceBytes);
      return concatBytes(nonce, await cipher.seal({ key: keys[from], nonce, aad: transcript, text: plaintext }));
    },
    open: async (from, sealed) =>
      sealed.length <= nonceBytes
        ? null
        : cipher.open({
            key: keys[from],
            nonce: sealed.slice(0, nonceBytes),
            aad: transcript,
            text: sealed.slice(nonceBytes),
          }),
  };
  for (const spent of [secret, shared, root]) spent.fill(0);
  return channel;
}

/** The first 8 bytes as a number of seven digits; 2^64 is so much larger that no number is likelier than another. */
function decimal(bytes: Uint8Array): string {
  const number = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) % 10n ** BigInt(digits);
  return String(number).padStart(digits, "0");
}
