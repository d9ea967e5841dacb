import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { day, makeCrl } from "../fake/pki/certificates.ts";
import { type Keys, makeChain, makeKeys, names } from "../fake/pki/chain.ts";
import { pem } from "../fake/pki/der.ts";

/** A certificate authority as agencies have one: it gives out its root, and certificates for requests. */
export interface Authority {
  /** Its root, PEM. */
  readonly rootFile: string;
  /** SHA-256 of the root, as the authority publishes it: hexadecimal, upper case. */
  readonly fingerprint: string;
  /** Certificate, issuer and revocation lists for a request; paths. */
  issue(request: Buffer, name: { readonly organisation: string; readonly unit: string }): Promise<readonly string[]>;
}

const span = () => ({ notBeforeMs: Date.now() - 30 * day, notAfterMs: Date.now() + 300 * day });

export async function openAuthority(dir: string): Promise<Authority> {
  await mkdir(dir, { recursive: true });
  const keys = await makeKeys("P-256");
  const dates = { root: span(), authority: span(), agency: span() };
  const { root } = await makeChain(keys, keys.agency.spki, dates);
  const rootFile = join(dir, "root.pem");
  await writeFile(rootFile, pem("CERTIFICATE", root));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(root)));
  return {
    rootFile,
    fingerprint: Buffer.from(digest).toString("hex").toUpperCase(),
    issue: async (request, { organisation, unit }) => {
      const subject = { C: "DE", O: organisation, OU: unit, CN: unit };
      const { chain } = await makeChain(keys, keyOf(request), { ...dates, agency: { ...dates.agency, subject } });
      const texts = [...chain.map((der) => pem("CERTIFICATE", der)), ...(await lists(keys))];
      const paths = texts.map((_, i) => join(dir, `issued-${i}.pem`));
      await Promise.all(texts.map((text, i) => writeFile(paths[i] ?? "", text)));
      return paths;
    },
  };
}

/** The Ed25519 key (SubjectPublicKeyInfo of RFC 8410) that a request is about. */
function keyOf(request: Buffer): Uint8Array {
  const der = Buffer.from(request.toString().replace(/-----[^-]+-----|\s/g, ""), "base64");
  const at = der.indexOf(Buffer.from("302a300506032b6570032100", "hex"));
  if (at < 0) throw new Error("The request is about no Ed25519 key");
  return new Uint8Array(der.subarray(at, at + 44));
}

async function lists(keys: Keys): Promise<readonly string[]> {
  const dates = { thisUpdateMs: Date.now() - day, nextUpdateMs: Date.now() + 30 * day, revoked: [] };
  const both = await Promise.all([
    makeCrl({ issuer: names.root, signer: keys.root, ...dates }),
    makeCrl({ issuer: names.authority, signer: keys.authority, ...dates }),
  ]);
  return both.map((der) => pem("X509 CRL", der));
}
