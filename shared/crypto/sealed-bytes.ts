import { concatBytes, FederpostError, fromBase64Url, type Random, utf8 } from "../base/index.ts";
import { aesGcm } from "./aead.ts";
import { sharedCore } from "./core.ts";

const nonceBytes = 12;
const cipher = aesGcm(32);

/** What bytes are sealed under: a root key (32 bytes, base64url) and what they are for, which has a key of its own. */
export interface SealingKey {
  readonly key: string;
  readonly context: string;
}

async function keyFor({ key, context }: SealingKey): Promise<Uint8Array> {
  const root = fromBase64Url(key);
  if (root?.length !== 32) throw new FederpostError("internal", "A root key has 32 bytes.");
  const core = await sharedCore();
  return core.hkdfExpand256(core.hkdfExtract256(new Uint8Array(), root), utf8(`federpost sealed ${context}`), 32);
}

/** Seals bytes that are kept elsewhere (AES-256-GCM, random nonce). */
export async function sealBytes(
  about: SealingKey & { readonly random: Random },
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const key = await keyFor(about);
  const nonce = about.random.bytes(nonceBytes);
  const sealed = await cipher.seal({ key, nonce, aad: utf8(about.context), text: plaintext });
  key.fill(0);
  return concatBytes(nonce, sealed);
}

/** The bytes, or null when they were not sealed under this key for this purpose. */
export async function openSealedBytes(about: SealingKey, sealed: Uint8Array): Promise<Uint8Array | null> {
  if (sealed.length < nonceBytes + 16) return null;
  const key = await keyFor(about);
  const [nonce, text] = [sealed.slice(0, nonceBytes), sealed.slice(nonceBytes)];
  const opened = await cipher.open({ key, nonce, aad: utf8(about.context), text });
  key.fill(0);
  return opened;
}
