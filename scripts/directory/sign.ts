import { randomUUID } from "node:crypto";
import canonicalize from "canonicalize";
import { CompactSign, exportJWK, generateKeyPair, type JWK } from "jose";

/** Signing as the FIT-Connect Routing API and Submission API do it: PS512 with a named key. */

export interface DirectoryKey {
  readonly kid: string;
  readonly secret: CryptoKey;
  readonly publicJwk: JWK;
}

/** A fresh RSA key of 4,096 bits, as FIT-Connect prescribes, or a smaller one where a test makes many. */
export async function makeKey(bits: 3072 | 4096 = 4096): Promise<DirectoryKey> {
  const { publicKey, privateKey } = await generateKeyPair("PS512", { modulusLength: bits, extractable: true });
  const kid = randomUUID();
  return { kid, secret: privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: "PS512" } };
}

const signed = (key: DirectoryKey, header: Record<string, unknown>, payload: Uint8Array): Promise<string> =>
  new CompactSign(payload).setProtectedHeader({ alg: "PS512", kid: key.kid, ...header }).sign(key.secret);

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A federation list as an operator signs it. */
export const signFederationList = (
  key: DirectoryKey,
  list: {
    readonly number: number;
    readonly issued: number;
    readonly not_after: number;
    readonly servers: readonly string[];
  },
): Promise<string> => signed(key, { typ: "federpost-federation+jws" }, json({ v: 1, ...list }));

/** An agency as the directory's operator enters it. */
export interface Agency {
  readonly name: string;
  readonly domain: string;
  readonly leikaKeys: readonly string[];
  /** Regional keys of the places that it is responsible for. */
  readonly ars: readonly string[];
}

/** A route: a signed destination with signed parameters. */
export interface Route {
  readonly destinationId: string;
  readonly destinationName: string;
  readonly destinationSignature: string;
  readonly destinationParameters: Readonly<Record<string, unknown>>;
  readonly destinationParametersSignature: string;
}

/** Signs an agency's route: who is responsible for what, and by which domain it is reached. */
export async function makeRoute(key: DirectoryKey, agency: Agency, destinationId: string): Promise<Route> {
  const claims = {
    iss: "https://portal.auth-directory.example",
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    dst: destinationId,
    submissionHost: "submission-api-directory.example",
    services: [
      {
        leistungIDs: agency.leikaKeys.map((leika) => `urn:de:fim:leika:leistung:${leika}`),
        gebietIDs: agency.ars.map((ars) => `urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:ars:${ars}`),
      },
    ],
  };
  const destinationParameters = { status: "active", federpost: { domain: agency.domain } };
  const [head, , signature] = (
    await signed(key, {}, new TextEncoder().encode(canonicalize(destinationParameters) ?? ""))
  ).split(".");
  return {
    destinationId,
    destinationName: agency.name,
    destinationSignature: await signed(key, { typ: "JWT" }, json(claims)),
    destinationParameters,
    destinationParametersSignature: `${head}..${signature}`,
  };
}
