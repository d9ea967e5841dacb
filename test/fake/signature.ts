import { fromBase64Url } from "../../shared/base/index.ts";
import {
  digestOf,
  generateSigningKey,
  type JadesHash,
  jadesSignerOf,
  type SigningKey,
  sha512Of,
  signJades,
} from "../../shared/crypto/index.ts";
import type { SignatureFile } from "../../shared/verify/index.ts";
import { makeSigner } from "./bundle.ts";
import { ed25519Spki, evidenceOf, makeChain, makeCrls, makeKeys, now } from "./pki/chain.ts";

/** A signature by certificate as the extension makes it, by an authority and keys of its own. */

interface Made {
  readonly signature: Extract<SignatureFile, { format: "jades-b" }>;
  readonly root: Uint8Array;
  readonly signedAtMs: number;
}

interface Wish {
  readonly revoked?: boolean;
  /** Signs with another key than the certificate is about. */
  readonly signer?: SigningKey;
  readonly hash?: JadesHash;
}

/** Signs documents under a certificate about the identity key of `@bauamt:example.org`. */
export async function makeCertified(
  documents: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  wish: Wish = {},
): Promise<Made> {
  const { hash = "S256" } = wish;
  const keys = await makeKeys("P-256");
  const identityKey = await generateSigningKey();
  const chain = await makeChain(keys, ed25519Spki(identityKey.publicKey));
  const revoked = wish.revoked === true ? [{ serial: 3, atMs: now - 3_600_000 }] : [];
  const evidence = evidenceOf(chain, { crls: await makeCrls(keys, { authority: { revoked } }) });
  const { document } = await makeSigner("bauamt", { identityKey, evidence: [evidence] });
  const [first, ...others] = evidence.chain.map((text) => fromBase64Url(text) ?? new Uint8Array());
  const signer = await jadesSignerOf(wish.signer ?? identityKey, [first ?? new Uint8Array(), ...others]);
  const jws = await signJades(signer, {
    hash,
    documents: await Promise.all(
      documents.map(async ({ name, bytes }, index) => ({
        uri: `${index + 1}/${encodeURIComponent(name)}`,
        digest: await (hash === "S512" ? sha512Of : digestOf)(bytes),
        type: "application/octet-stream",
      })),
    ),
    commitment: { reason: "Ich stimme zu.", origin: "https://bauamt.musterlingen.de" },
    signedAtMs: now,
  });
  return { signature: { format: "jades-b", jws, identity: document }, root: chain.root, signedAtMs: now };
}
