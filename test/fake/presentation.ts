import { federpostClient, type IdentityProvider } from "../../scripts/idp/index.ts";
import { type Origin, parseOrigin, parseUserId, systemRandom, toBase64Url } from "../../shared/base/index.ts";
import { generateSigningKey, type SigningKey } from "../../shared/crypto/index.ts";
import {
  bindOidcEvidence,
  issuePresentation,
  type OidcEvidence,
  oidcNonce,
  type Presentation,
  type PresentedEvidence,
  type X509Evidence,
} from "../../shared/identity/index.ts";
import { logIn } from "./oidc-login.ts";
import { ed25519Spki, evidenceOf, makeChain, makeCrls, makeKeys } from "./pki/chain.ts";
import { pem } from "./pki/der.ts";

/** Presentations as the extension makes them, by keys, an authority and a provider's token of the test's own. */

export const town = parseOrigin("https://bauamt.musterlingen.de") as Origin;
export const account = parseUserId("@bauamt:example.org")!;
export const freshNonce = (): string => toBase64Url(systemRandom.bytes(24));

/** Evidence of an organisation about a fresh identity key, and the root it leads to. */
export async function makeOrganisation(): Promise<{ key: SigningKey; evidence: X509Evidence; roots: string }> {
  const [keys, key] = [await makeKeys("P-256"), await generateSigningKey()];
  const chain = await makeChain(keys, ed25519Spki(key.publicKey));
  const crls = await makeCrls(keys, { authority: { revoked: [] } });
  return { key, evidence: evidenceOf(chain, { crls }), roots: pem("CERTIFICATE", chain.root) };
}

/** Evidence of a person, from a provider's real login, and the list that names the provider. */
export async function makePersonEvidence(
  provider: IdentityProvider,
  person: string,
): Promise<{ key: SigningKey; evidence: OidcEvidence; issuers: string }> {
  const key = await generateSigningKey();
  const token = await logIn(provider, person, await oidcNonce(key.publicKey));
  const evidence = await bindOidcEvidence(key, { token, account, nowMs: Date.now(), random: systemRandom });
  const { issuer, keys } = provider;
  const levels = { "STORK-QAA-Level-3": "substantial", "STORK-QAA-Level-4": "high" };
  const list = [{ issuer, name: "BundID", clientId: federpostClient, keys, levels, maxAgeDays: 365 }];
  return { key, evidence, issuers: JSON.stringify(list) };
}

export const present = (
  { key, evidence }: { readonly key: SigningKey; readonly evidence: PresentedEvidence },
  about: Pick<Presentation, "nonce" | "issuedMs"> & Partial<Presentation>,
): Promise<string> =>
  issuePresentation(key, { account, origin: town, audience: town, purpose: "Antrag stellen", evidence, ...about });
