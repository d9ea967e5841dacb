import type { BenchLine } from "../../scripts/benches.ts";
import { generateSigningKey } from "../../shared/crypto/index.ts";
import { readRoots, verifyX509Evidence, type X509Evidence } from "../../shared/identity/index.ts";
import { verifyFile } from "../../shared/verify/index.ts";
import { makeBundle, makeSigner, sentAtMs } from "../fake/bundle.ts";
import { ed25519Spki, evidenceOf, makeChain, makeCrls, makeKeys } from "../fake/pki/chain.ts";
import { pem } from "../fake/pki/der.ts";
import type { KeyKind } from "../fake/pki/keys.ts";
import { median, percentile, rounded, timeMs } from "./measure.ts";

/** Verifying a letter with a chain of three certificates and two revocation lists, and what evidence adds to a document. */

const rounds = 100;
const kinds: readonly (KeyKind | "none")[] = ["none", "P-256", "P-384", "RSA-PSS", "Ed25519"];

async function evidenceFor(kind: KeyKind, publicKey: string): Promise<{ evidence: X509Evidence; roots: string }> {
  const keys = await makeKeys(kind);
  const chain = await makeChain(keys, ed25519Spki(publicKey));
  const fresh = { thisUpdateMs: sentAtMs - 86_400_000 };
  return {
    evidence: evidenceOf(chain, { crls: await makeCrls(keys, { root: fresh, authority: fresh }) }),
    roots: pem("CERTIFICATE", chain.root),
  };
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) times.push(await timeMs(work));
  return times;
}

export async function* bench(): AsyncGenerator<BenchLine> {
  for (const kind of kinds) {
    const identityKey = await generateSigningKey();
    const made = kind === "none" ? null : await evidenceFor(kind, identityKey.publicKey);
    const from = await makeSigner("bauamt", { identityKey, ...(made && { evidence: [made.evidence] }) });
    const bundle = await makeBundle({ from, to: await makeSigner("erika") });
    const roots = made === null ? [] : readRoots(made.roots);
    const grounds = { roots, atMs: null, nowMs: sentAtMs };
    const { verdict } = await verifyFile(bundle, grounds);
    if (verdict !== "valid") throw new Error(`a bundle with ${kind} is ${verdict}`);
    const times = await timesOf(() => verifyFile(bundle, grounds));
    yield { name: `verify-bundle/${kind}/node`, value: rounded(median(times)), unit: "ms", rounds };
    yield { name: `verify-bundle-p95/${kind}/node`, value: rounded(percentile(times, 0.95)), unit: "ms", rounds };
    yield { name: `verify-document-size/${kind}`, value: from.document.length, unit: "B", rounds: 1 };
    yield { name: `verify-certificate-size/${kind}`, value: from.certificate.length, unit: "B", rounds: 1 };
    if (made === null) continue;
    const question = { roots, atMs: sentAtMs, account: from.account, identityKey: identityKey.publicKey };
    const chain = await timesOf(() => verifyX509Evidence(made.evidence, question));
    yield { name: `verify-chain/${kind}/node`, value: rounded(median(chain)), unit: "ms", rounds };
  }
}
