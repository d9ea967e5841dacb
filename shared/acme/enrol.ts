import { toBase64Url } from "../base/index.ts";
import { type EcKey, ecThumbprint, generateEcKey } from "../crypto/index.ts";
import { isAbout, requestDomainCertificate, vouchFor, type X509Evidence } from "../identity/index.ts";
import type { Enrolment } from "./enrolment.ts";
import { AcmeError } from "./failure.ts";
import { openAccount, orderCertificate } from "./order.ts";
import { AcmeSession, type AcmeWorld } from "./session.ts";

/** Steps of an attempt, as its progress is told. */
export type AcmeStep = "directory" | "account" | "web_server" | "order" | "vouch";

export interface Attempt {
  readonly enrolment: Enrolment;
  /** The account's key. Whoever has it gets certificates for the domain, for the web server answers with it. */
  readonly accountKey: EcKey;
  /** Null before there is an account. */
  readonly accountUrl: string | null;
}

/** What to do besides: progress is told, and an account is kept as soon as there is one. */
export interface AttemptHooks {
  readonly step: (step: AcmeStep) => void;
  readonly account: (url: string) => Promise<void>;
}

/**
 * Gets a certificate and makes evidence of it. The certificate's key is made for this one, signs one statement for the mailbox's
 * identity key and is gone: nobody can vouch for another identity with it afterwards (docs/adr/0100). @throws AcmeError
 */
export async function enrol(attempt: Attempt, world: AcmeWorld, hooks: AttemptHooks): Promise<X509Evidence> {
  const { enrolment, accountKey } = attempt;
  hooks.step("directory");
  const session = await AcmeSession.open(enrolment.directory, accountKey, world);
  hooks.step("account");
  const account = attempt.accountUrl ?? (await openAccount(session, enrolment));
  if (attempt.accountUrl === null) await hooks.account(account);
  hooks.step("web_server");
  await lookAtWebServer(attempt, world);
  hooks.step("order");
  const key = await generateEcKey();
  const csr = await requestDomainCertificate(key, enrolment);
  const chain = await orderCertificate({ session, world, account }, { domain: enrolment.domain, csr });
  hooks.step("vouch");
  return evidenceOf(enrolment, { key, chain, nowMs: world.now() });
}

/** Evidence out of a fresh chain: the certificate's key vouches for the mailbox. */
async function evidenceOf(
  { account, identityKey }: Enrolment,
  issued: { readonly key: EcKey; readonly chain: readonly Uint8Array[]; readonly nowMs: number },
): Promise<X509Evidence> {
  const [certificate] = issued.chain;
  if (certificate === undefined || !isAbout(certificate, issued.key)) throw new AcmeError("certificate_unreadable");
  const statement = await vouchFor(issued.key, certificate, { account, identityKey, issuedMs: issued.nowMs });
  const chain = issued.chain.map((der) => toBase64Url(der));
  return { kind: "x509", v: 1, chain, statement, crls: [], ocsp: [], log: null };
}

const ownToken = "federpost-looks-whether-this-is-set-up";
const lookMs = 10_000;

/**
 * Looks whether the web server answers as it should, before the authority does: failed validations count against its limits. A server
 * that cannot be reached from here may well be reachable from there. @throws AcmeError `web_server_wrong`
 */
async function lookAtWebServer({ enrolment, accountKey }: Attempt, { fetch }: AcmeWorld): Promise<void> {
  const address = `http://${enrolment.domain}/.well-known/acme-challenge/${ownToken}`;
  const wanted = `${ownToken}.${await ecThumbprint(accountKey)}`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(lookMs), credentials: "omit" }).catch(() => null);
  if (answer === null) return;
  const text = (await answer.text().catch(() => "")).slice(0, 1000);
  if (!answer.ok || text.trim() !== wanted) throw new AcmeError("web_server_wrong");
}
